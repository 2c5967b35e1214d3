using Microsoft.AspNetCore.Components;
using WaPortal.Components.Pieces;
using WaPortal.Core.Templates;

namespace WaPortal.Templates;

/// <summary>All templates by all languages. A cell is a status and one fact; an empty cell offers to add the language.</summary>
public partial class TemplatesPage
{
    private static readonly TranslationStatus[] Filterable =
        [TranslationStatus.Approved, TranslationStatus.Pending, TranslationStatus.Rejected, TranslationStatus.Paused, TranslationStatus.Draft];

    private TemplateMatrix? _matrix;
    private IReadOnlyList<AccountComparison> _comparisons = [];
    private int _waiting;

    [SupplyParameterFromQuery(Name = "q")]
    public string? Search { get; set; }

    [SupplyParameterFromQuery(Name = "status")]
    public string? Status { get; set; }

    [SupplyParameterFromQuery(Name = "category")]
    public string? Category { get; set; }

    /// <summary>Counted from 1; 0 where the address names none.</summary>
    [SupplyParameterFromQuery(Name = "page")]
    public int Page { get; set; }

    [Inject]
    public required TemplateListQuery Query { get; init; }

    [Inject]
    public required ElsewhereQuery Elsewhere { get; init; }

    protected override bool IsLive => true;

    private TemplateMatrix Matrix => _matrix!;

    private TranslationStatus? StatusFilter => Enum.TryParse<TranslationStatus>(Status, ignoreCase: true, out var status) ? status : null;

    private TemplateCategory? CategoryFilter => Enum.TryParse<TemplateCategory>(Category, ignoreCase: true, out var category) ? category : null;

    private string Summary
    {
        get
        {
            var translations = Matrix.Counts.Values.Sum();
            return translations == 0
                ? "WhatsApp's answers arrive here by themselves."
                : $"{Figures.Count(translations, "translation", "translations")} of {Figures.Count(Matrix.Templates, "template", "templates")}. WhatsApp's answers arrive here by themselves.";
        }
    }

    private IReadOnlyList<FilterChip> Chips =>
    [
        .. Filterable.Where(status => Matrix.Counts.GetValueOrDefault(status) > 0 || status == StatusFilter).Select(status =>
        {
            var (tone, word, _) = TranslationStatusText.Of(status);
            var isOn = status == StatusFilter;
            return new FilterChip(word, Matrix.Counts.GetValueOrDefault(status), tone, Address(status: isOn ? "" : status.ToString().ToLowerInvariant()), isOn);
        }),
    ];

    private string FoundText => $"{Figures.Whole(Matrix.Found)} of {Figures.Count(Matrix.Templates, "template", "templates")}, last changed first";

    protected override bool Listens(string topic) => topic == TemplateTopics.All;

    protected override async Task<bool> LoadAsync(CancellationToken token)
    {
        (_waiting, _comparisons) = await Elsewhere.SummaryAsync(Actor, token);
        _matrix = await Query.RunAsync(Actor, new TemplateFilter(Search, StatusFilter, CategoryFilter), token, Page);
        return true;
    }

    private string Fact(TemplateCell cell) => cell.Status switch
    {
        TranslationStatus.Draft when cell.Completeness is { IsComplete: false } parts => $"{parts.Done} of {parts.Parts.Count} parts",
        TranslationStatus.Draft => Figures.Count(cell.Errors, "problem", "problems"),
        TranslationStatus.Submitting or TranslationStatus.Pending or TranslationStatus.InAppeal => Clock.Since(cell.ChangedAt),
        TranslationStatus.Rejected => cell.Reason ?? "no reason given",
        _ => $"v{cell.Version}, {Clock.Day(cell.ChangedAt)}",
    };

    private static string? Missing(TemplateCell cell) => cell.Completeness is { IsComplete: false } parts ? CompletenessText.Missing(parts) : null;

    private void GoTo(string? search = null, string? category = null) => Navigation.NavigateTo(Address(search, category: category));

    // The one place where this list's address is made; empty parts are left out.
    private string Address(string? search = null, string? status = null, string? category = null, int? page = null) =>
        Navigation.GetUriWithQueryParameters(Navigation.ToAbsoluteUri("/templates").ToString(), new Dictionary<string, object?>
        {
            ["q"] = NullIfEmpty(search ?? Search),
            ["status"] = NullIfEmpty(status ?? Status),
            ["category"] = NullIfEmpty(category ?? Category?.ToLowerInvariant()),
            ["page"] = page, // another filter begins with its first page
        });

    private static string? NullIfEmpty(string? text) => string.IsNullOrWhiteSpace(text) ? null : text.Trim();
}
