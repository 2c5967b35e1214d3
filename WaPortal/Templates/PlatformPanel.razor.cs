using Microsoft.AspNetCore.Components;
using WaPortal.Components;
using WaPortal.Components.Pieces;
using WaPortal.Core.Access;
using WaPortal.Core.Campaigns;
using WaPortal.Core.Templates;

namespace WaPortal.Templates;

public partial class PlatformPanel
{
    private const int MostMoments = 6;

    private ConfirmDialog? _confirm;
    private TemplateAct _act;
    private TemplateDetail? _known;
    private IReadOnlyList<TemplateUse> _uses = [];
    private string? _fault;

    private enum TemplateAct
    {
        Unpause,
        Archive,
        Unarchive,
    }

    [Parameter, EditorRequired]
    public required Actor Actor { get; set; }

    [Parameter, EditorRequired]
    public required TemplateDetail Template { get; set; }

    [Parameter, EditorRequired]
    public required TranslationDetail Translation { get; set; }

    /// <summary>Something was done.</summary>
    [Parameter]
    public EventCallback OnChanged { get; set; }

    [CascadingParameter]
    public required TenantClock Clock { get; set; }

    [Inject]
    public required ControlTranslation Control { get; init; }

    [Inject]
    public required CampaignQueries Campaigns { get; init; }

    private string Language => LanguageTags.Named(Translation.Language).Name;

    private string CategoryWords => Translation switch
    {
        { NextCategory: { } next } => $"{Category(Translation.PlatformCategory)}, becomes {Category(next)}{(Translation.CategoryMovesAt is { } at ? $" {Clock.Within(at)}" : "")}",
        { PreviousCategory: { } before } => $"{Category(Translation.PlatformCategory)}, was {Category(before)}",
        { PlatformCategory: { } present } => Category(present),
        _ => TranslationStatusText.Category(Template.Category),
    };

    private string CategoryChange => Translation.NextCategory is { } next
        ? $"WhatsApp will move this translation to {Category(next)}{(Translation.CategoryMovesAt is { } at ? $" {Clock.Within(at)}" : "")},"
        : $"WhatsApp has moved this translation to {Category(Translation.PlatformCategory)},";

    private string CategoryEffect => (Translation.NextCategory ?? Translation.PlatformCategory) switch
    {
        "MARKETING" => "Each message is then priced as marketing, which costs more than utility in most countries and is never free; it goes only to people who agreed to marketing, and WhatsApp withholds some of it from people who get much of it.",
        "UTILITY" => "Each message is then priced as utility, which costs less than marketing in most countries.",
        "AUTHENTICATION" => "A template that carries codes has to be made anew as an authentication template: WhatsApp rejects this one on the first of the month.",
        _ => "Messages are priced by the category that WhatsApp gives.",
    };

    private string Affected => $"{Figures.Count(Ahead, "campaign that is not over uses it", "campaigns that are not over use it")}.";

    private int Ahead => _uses.Count(u => !u.IsOver);

    private string UseWords => !Actor.May(Right.ViewCampaigns) ? "–"
        : _uses.Count == 0 ? "No campaign uses it" : $"{Figures.Count(_uses.Count, "campaign", "campaigns")}, {Figures.Whole(Ahead)} not over";

    private string Title => _act switch
    {
        TemplateAct.Unpause => $"End the pause of {Language}?",
        TemplateAct.Archive => $"Archive {Language}?",
        _ => $"Take {Language} out of the archive?",
    };

    private string ConfirmText => _act switch
    {
        TemplateAct.Unpause => "End the pause",
        TemplateAct.Archive => "Archive it",
        _ => "Take it out",
    };

    private string Effect => _act switch
    {
        TemplateAct.Unpause => "It can be sent again at once. If people take it as badly as before, WhatsApp pauses it again, in the end for good.",
        TemplateAct.Archive => "It cannot be sent from then on, and WhatsApp deletes it after 28 days unless it is taken out again. Name and language stay taken meanwhile.",
        _ => "It stands where it stood before, and the twelve months after which WhatsApp archives what nobody uses begin anew.",
    };

    protected override async Task OnParametersSetAsync()
    {
        // Drawn anew with every key; campaigns are asked for only when the page has read the template again.
        if (ReferenceEquals(_known, Template))
            return;
        _known = Template;
        _uses = Actor.May(Right.ViewCampaigns) ? await Campaigns.UsingTemplateAsync(Actor, Template.Id.Value, CancellationToken.None) : [];
    }

    private string BudgetWords(EditBudget budget) => budget.NextAt is { } next
        ? $"Next one from {Clock.Within(next)}; {Figures.Whole(budget.Left)} of {EditBudget.Most} left in 30 days"
        : $"One now; {Figures.Whole(budget.Left)} of {EditBudget.Most} left in 30 days";

    private static string Category(string? word) => word switch
    {
        null or "" => "not known",
        _ => char.ToUpperInvariant(word[0]) + word[1..].ToLowerInvariant().Replace('_', ' '),
    };

    private async Task AskAsync(TemplateAct act)
    {
        (_act, _fault) = (act, null);
        StateHasChanged();
        await _confirm!.AskAsync();
    }

    private async Task<bool> DoAsync()
    {
        var result = _act switch
        {
            TemplateAct.Unpause => await Control.UnpauseAsync(Actor, Template.Id, Translation.Language, CancellationToken.None),
            TemplateAct.Archive => await Control.ArchiveAsync(Actor, Template.Id, Translation.Language, CancellationToken.None),
            _ => await Control.UnarchiveAsync(Actor, Template.Id, Translation.Language, CancellationToken.None),
        };
        _fault = TemplateResultText.Fault(result);
        await OnChanged.InvokeAsync();
        return true;
    }

    private async Task SeeCategoryAsync()
    {
        _fault = TemplateResultText.Fault(await Control.SeeCategoryAsync(Actor, Template.Id, Translation.Language, CancellationToken.None));
        await OnChanged.InvokeAsync();
    }
}
