using Microsoft.AspNetCore.Components;
using WaPortal.Components.Pieces;
using WaPortal.Core.OptIns.Import;
using WaPortal.Core.OptIns.Imports;
using WaPortal.Core.OptIns.Phone;

namespace WaPortal.OptIns;

/// <summary>What each column means, with sample values, a guess and a check over the whole file.</summary>
public partial class ImportColumns
{
    private static readonly IReadOnlyList<PhoneRegion> Regions = [.. PhoneRegion.All.OrderBy(r => r.EnglishName, StringComparer.Ordinal)];

    private static readonly IReadOnlyList<string> AllZones =
        [.. TimeZoneInfo.GetSystemTimeZones().Select(z => z.Id).Where(id => id.Contains('/', StringComparison.Ordinal) || id == "UTC").Order(StringComparer.Ordinal)];

    [Parameter, EditorRequired]
    public required ImportForm Form { get; set; }

    [Parameter, EditorRequired]
    public required ImportPreview Preview { get; set; }

    [Parameter]
    public bool IsCounting { get; set; }

    [Parameter]
    public EventCallback OnChange { get; set; }

    [Parameter]
    public EventCallback<ChangeEventArgs> OnEncoding { get; set; }

    [Parameter]
    public EventCallback<ChangeEventArgs> OnSheet { get; set; }

    // The chosen one may be an alias that the system does not list.
    private IEnumerable<string> Zones => AllZones.Contains(Form.Zone) ? AllZones : AllZones.Prepend(Form.Zone);

    private int? DatesUnclear => Form.Dates == DateOrder.IsoOnly && Preview.Report.Problems.FirstOrDefault(p => p.Code == "consent.date_order") is { } problem ? problem.Count : null;

    private string RegionHint
    {
        get
        {
            var lost = Preview.Report.Problems.FirstOrDefault(p => p.Code == "phone.no_country")?.Count ?? 0;
            if (lost > 0)
                return $"{Figures.Count(lost, "number has", "numbers have")} no country code and {(lost == 1 ? "is" : "are")} held back.";
            return Form.Region.Length == 0
                ? "Every number has a country code."
                : "Numbers that begin with + or 00 keep their own country.";
        }
    }

    private Check CheckOf(ImportFormColumn column, PreviewColumn seen)
    {
        if (seen.IsTenant)
            return new(null, "remove", "Names an enterprise. Whose list it is follows from who is signed in.", []);
        if (column.Field == ImportField.Ignore)
            return new(null, "remove", "Not stored", []);
        var problems = Preview.Report.Problems.Where(p => p.Column == column.Header && p.Column is not null).ToList();
        var bad = problems.Sum(p => p.Count);
        if (bad > 0)
            return new("wait", "warning", column.Field == ImportField.Phone ? $"{Figures.Whole(Preview.Records - bad)} valid, {Figures.Whole(bad)} not." : Words(bad, column.Field), problems);
        // The rows may have failed for another reason before their time was looked at.
        if (column.Field == ImportField.OptInAt && Form.Dates == DateOrder.IsoOnly && seen.Samples.Any(s => !BeginsWithYear(s)))
            return new("wait", "warning", "Day and month cannot be told apart. Choose their order.", []);
        return new("ok", "check_circle", column.Field switch
        {
            ImportField.Phone => $"{Figures.Whole(Preview.Records)} read",
            ImportField.Language when Preview.Report.Languages.Count > 0 => string.Join(" · ", Preview.Report.Languages.Take(4).Select(l => $"{l.Language} {Figures.Whole(l.Rows)}")),
            ImportField.OptInAt => $"{(Form.Dates == DateOrder.IsoOnly ? "year-month-day" : ImportWords.Dates(Form.Dates))}, {Form.Zone.Split('/')[^1].Replace('_', ' ')} time",
            ImportField.Attribute or ImportField.Note => $"{Figures.Whole(seen.Filled)} filled, for variables",
            _ => $"{Figures.Whole(seen.Filled)} filled",
        }, []);
    }

    private static bool BeginsWithYear(string text) => text.Trim() is [>= '0' and <= '9', >= '0' and <= '9', >= '0' and <= '9', >= '0' and <= '9', '-', ..];

    private static string Words(int bad, ImportField field) => field switch
    {
        ImportField.OptInAt => $"{Figures.Count(bad, "row has", "rows have")} no time that can be read.",
        ImportField.OptIn => $"{Figures.Count(bad, "row says", "rows say")} neither yes nor no.",
        ImportField.Source or ImportField.Proof => $"{Figures.Count(bad, "row has", "rows have")} no proof.",
        _ => $"{Figures.Count(bad, "row is", "rows are")} held back.",
    };

    private static string Lines(ImportProblem problem) =>
        (problem.Count == 1 ? "Line " : "Lines ") + string.Join(", ", problem.Lines.Select(l => Figures.Whole(l))) + (problem.Count > problem.Lines.Count ? " and more" : "");

    private Task ChooseAsync(ImportFormColumn column, ChangeEventArgs e)
    {
        if (!Enum.TryParse<ImportField>((string?)e.Value, out var field))
            return Task.CompletedTask;
        // A meaning belongs to one column: choosing it here takes it away there.
        if (field is not (ImportField.Ignore or ImportField.Attribute or ImportField.Note))
        {
            foreach (var other in Form.Columns.Where(c => c != column && c.Field == field))
                other.Field = ImportField.Attribute;
        }
        column.Field = field;
        if (!Form.HasProofPerRow)
            Form.Kind = ProofKind.WholeList;
        return OnChange.InvokeAsync();
    }

    private Task SuppressAsync(bool suppress)
    {
        Form.Suppress(suppress);
        return OnChange.InvokeAsync();
    }

    private Task RenameAsync(ImportFormColumn column, ChangeEventArgs e)
    {
        column.Attribute = (string?)e.Value ?? "";
        return OnChange.InvokeAsync();
    }

    private Task ChooseRegionAsync(ChangeEventArgs e)
    {
        Form.Region = (string?)e.Value ?? "";
        return OnChange.InvokeAsync();
    }

    private Task ChooseDatesAsync(ChangeEventArgs e)
    {
        if (!Enum.TryParse<DateOrder>((string?)e.Value, out var order))
            return Task.CompletedTask;
        Form.Dates = order;
        return OnChange.InvokeAsync();
    }

    private Task ChooseZoneAsync(ChangeEventArgs e)
    {
        Form.Zone = (string?)e.Value ?? Form.Zone;
        return OnChange.InvokeAsync();
    }

    private sealed record Check(string? Tone, string Icon, string Words, IReadOnlyList<ImportProblem> Problems);
}
