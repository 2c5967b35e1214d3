using Microsoft.AspNetCore.Components;
using WaPortal.Components.Pieces;
using WaPortal.Core.OptIns.Import;
using WaPortal.Core.OptIns.Imports;
using WaPortal.Core.OptIns.Wordings;

namespace WaPortal.OptIns;

/// <summary>The consent proof of a list, beside the ledger entry as it will be written.</summary>
public partial class ImportProof
{
    [Parameter, EditorRequired]
    public required ImportForm Form { get; set; }

    [Parameter, EditorRequired]
    public required ImportPreview Preview { get; set; }

    [Parameter, EditorRequired]
    public required string EnteredBy { get; set; }

    /// <summary>Wordings that the list may name.</summary>
    [Parameter]
    public IReadOnlyList<Wording> Wordings { get; set; } = [];

    [Parameter]
    public DateTimeOffset Now { get; set; }

    [Parameter]
    public string ReviewHref { get; set; } = "";

    [Parameter]
    public EventCallback OnChange { get; set; }

    private Wording? Chosen => Find(Form.Wording);

    private string ChosenCode => Chosen?.Code ?? "";

    private string? MomentProblem => Form.MomentProblem(Now);

    private int HeldBack => Preview.Report.Problems.Sum(p => p.Count);

    private string HeldBackWords => string.Join(", ", Preview.Report.Problems.GroupBy(p => ImportWords.Group(p.Code)).Take(3)
        .Select(g => $"{Figures.Whole(g.Sum(p => p.Count))} {g.Key.ToLowerInvariant()}")) + ".";

    private string PerRowText
    {
        get
        {
            if (!Form.HasProofPerRow)
                return "Needs a column for the time and one for the source or the proof reference.";
            var columns = new[] { ImportField.OptInAt, ImportField.Source, ImportField.Proof, ImportField.Wording }.Where(Form.Has).Select(Form.HeaderOf).ToList();
            var named = columns.Count == 1 ? columns[0] : $"{string.Join(", ", columns[..^1])} and {columns[^1]}";
            return $"Columns {named}. {Figures.Count(Preview.Accepted, "row passes", "rows pass")}.";
        }
    }

    private Wording? Find(string? words) => words is null ? null : Wordings.FirstOrDefault(w => string.Equals(w.Code, words.Trim(), StringComparison.OrdinalIgnoreCase));

    private Task ChooseWordingAsync(ChangeEventArgs e) => SetAsync(() => Form.Wording = Text(e));

    private Task ChooseKindAsync(ProofKind kind) => SetAsync(() => Form.Kind = kind);

    private Task ToggleAsync(ConsentPurpose purpose, bool chosen) => SetAsync(() =>
    {
        Form.Purposes.Remove(purpose);
        if (chosen)
            Form.Purposes.Add(purpose);
    });

    private Task SetAsync(Action change)
    {
        change();
        return OnChange.InvokeAsync();
    }

    private static string Text(ChangeEventArgs e) => (string?)e.Value ?? "";
}
