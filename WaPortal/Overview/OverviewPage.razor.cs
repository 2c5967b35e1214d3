using Microsoft.AspNetCore.Components;
using WaPortal.Components.Pieces;
using WaPortal.Core.Access;
using WaPortal.Core.Templates;
using WaPortal.Core.Tenancy;

namespace WaPortal.Overview;

/// <summary>The start page: how things stand, and what waits for this person. Only what their rights let them see.</summary>
public partial class OverviewPage
{
    private const int MostTasks = 8;

    private TemplateMatrix? _templates;

    [CascadingParameter]
    public TenantProfile? Profile { get; set; }

    [Inject]
    public required TemplateListQuery Templates { get; init; }

    protected override bool IsLive => true;

    private int DraftProblems => _templates?.Rows.SelectMany(row => row.Cells).Sum(cell => cell.Errors) ?? 0;

    private IReadOnlyList<OverviewTask> Tasks => !May(Right.EditTemplates) ? [] :
    [
        .. (from row in _templates?.Rows ?? []
            from cell in row.Cells
            let language = TemplateLanguages.Find(cell.Language)?.Name ?? cell.Language
            let href = $"/templates/{row.Id.Value}?lang={cell.Language}"
            where cell.Status == TranslationStatus.Rejected || (cell.Status == TranslationStatus.Draft && cell.Errors > 0)
            orderby cell.Status == TranslationStatus.Rejected descending, cell.ChangedAt descending
            select cell.Status == TranslationStatus.Rejected
                ? new OverviewTask("translate", $"{row.Name} rejected in {language}", Sentence(cell.Reason), href, "Fix")
                : new OverviewTask("edit_note", $"{row.Name} in {language} is not ready", $"{Figures.Count(cell.Errors, "problem", "problems")} in the draft", href, "Open")).Take(MostTasks),
    ];

    protected override bool Listens(string topic) => topic == TemplateTopics.All;

    protected override async Task<bool> LoadAsync(CancellationToken token)
    {
        _templates = May(Right.ViewTemplates) ? await Templates.RunAsync(Actor, new TemplateFilter(), token) : null;
        return true;
    }

    private int Count(TranslationStatus status) => _templates?.Counts.GetValueOrDefault(status) ?? 0;

    private static string Sentence(string? reason) => reason is { Length: > 0 } ? char.ToUpperInvariant(reason[0]) + reason[1..] : "WhatsApp gave no reason";

    private sealed record OverviewTask(string Icon, string Title, string Text, string Href, string Action);
}
