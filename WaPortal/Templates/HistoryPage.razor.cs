using System.Globalization;
using Microsoft.AspNetCore.Components;
using WaPortal.Components.Pieces;
using WaPortal.Core.Templates;

namespace WaPortal.Templates;

/// <summary>The versions of one translation, and what differs between two of them.</summary>
public partial class HistoryPage
{
    private TranslationHistory? _history;
    private (StatusTone Tone, string Text)? _told;
    private bool _busy;

    [Parameter]
    public Guid Id { get; set; }

    /// <summary>The language; the template's first without it.</summary>
    [SupplyParameterFromQuery(Name = "lang")]
    public string? Lang { get; set; }

    /// <summary>Number of the older version.</summary>
    [SupplyParameterFromQuery(Name = "from")]
    public int? From { get; set; }

    /// <summary>Number of the newer version.</summary>
    [SupplyParameterFromQuery(Name = "to")]
    public int? To { get; set; }

    [Inject]
    public required TranslationHistoryQuery Query { get; init; }

    [Inject]
    public required EditTranslation Edit { get; init; }

    private TranslationHistory History => _history!;

    protected override bool IsLive => true;

    protected override bool Listens(string topic) => topic == TemplateTopics.Of(new TemplateId(Id));

    protected override async Task<bool> LoadAsync(CancellationToken token)
    {
        _history = await Query.RunAsync(Actor, new TemplateId(Id), Lang, From, To, token);
        return _history is not null;
    }

    private static string Name(VersionLine version) => version.SubmittedVersion is { } submitted ? $"v{submitted}" : $"draft {version.Number.ToString(CultureInfo.InvariantCulture)}";

    private string Compare(VersionLine version) => string.Create(CultureInfo.InvariantCulture, $"/templates/{Id}/history?lang={History.Language}&to={version.Number}");

    private void Choose(ChangeEventArgs chosen, int? other, bool isFrom)
    {
        if (!int.TryParse(chosen.Value as string, NumberStyles.None, CultureInfo.InvariantCulture, out var number))
            return;
        int? from = isFrom ? number : other;
        int? to = isFrom ? other : number;
        Navigation.NavigateTo(string.Create(CultureInfo.InvariantCulture, $"/templates/{Id}/history?lang={History.Language}&from={from}&to={to}"));
    }

    internal static RenderFragment Draw(DiffPiece piece) => builder =>
    {
        var tag = piece.Kind switch { DiffKind.Added => "ins", DiffKind.Removed => "del", _ => "span" };
        builder.OpenElement(0, tag);
        builder.AddContent(1, piece.Text);
        builder.CloseElement();
    };

    private async Task TakeBackAsync(VersionLine version)
    {
        _busy = true;
        try
        {
            var result = await Edit.TakeVersionBackAsync(Actor, new TemplateId(Id), History.Language, version.Id, History.DraftVersion, PageToken);
            _told = TemplateResultText.Fault(result) is { } fault ? (StatusTone.Bad, fault) : (StatusTone.Ok, $"The draft says what {Name(version)} said.");
            if (result is TemplateResult.Done && (From is not null || To is not null))
                Navigation.NavigateTo($"/templates/{Id}/history?lang={History.Language}");
            else
                await ReloadAsync();
        }
        finally
        {
            _busy = false;
        }
    }
}
