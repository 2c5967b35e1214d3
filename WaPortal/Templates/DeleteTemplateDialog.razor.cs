using Microsoft.AspNetCore.Components;
using WaPortal.Components.Pieces;
using WaPortal.Core.Access;
using WaPortal.Core.Campaigns;
using WaPortal.Core.Templates;

namespace WaPortal.Templates;

public partial class DeleteTemplateDialog
{
    private ConfirmDialog? _confirm;
    private string? _language;
    private IReadOnlyList<TemplateUse> _uses = [];
    private string? _fault;

    [Parameter, EditorRequired]
    public required Actor Actor { get; set; }

    [Parameter, EditorRequired]
    public required TemplateDetail Template { get; set; }

    [Inject]
    public required EditTranslation Edit { get; init; }

    [Inject]
    public required CampaignQueries Campaigns { get; init; }

    private IReadOnlyList<TranslationDetail> Rows => [.. Template.Translations.Where(t => _language is null || t.Language == _language)];

    private IReadOnlyList<TranslationDetail> Stuck => [.. Rows.Where(t => t.Status is TranslationStatus.Disabled or TranslationStatus.Submitting)];

    private string Effect => Rows.Count(t => t.SubmittedVersion > 0) switch
    {
        0 when Rows.Count == 1 => "WhatsApp has not seen it; it is deleted here only.",
        0 => "WhatsApp has not seen them; they are deleted here only.",
        1 when Rows.Count == 1 => "It is deleted at WhatsApp too, for good. Messages that have left are still delivered, for up to 30 days. What was sent stays in the reports.",
        var there => $"{there} of them are deleted at WhatsApp too, for good. Messages that have left are still delivered, for up to 30 days. What was sent stays in the reports.",
    };

    private string CampaignWords => _uses.Count(u => !u.IsOver) switch
    {
        0 => "None that is not over uses it",
        var ahead => $"{Figures.Count(ahead, "campaign that is not over uses", "campaigns that are not over use")} it and can send it no longer",
    };

    private string NameWords => Rows.Any(t => t.Status is not (TranslationStatus.Draft or TranslationStatus.Pending) && t.SubmittedVersion > 0)
        ? "WhatsApp keeps the name and language of an approved template for 30 days. To mend a text, edit it instead"
        : "Can be used again at once";

    /// <summary>True once it is deleted, or is on its way.</summary>
    /// <param name="language">Null: the whole template.</param>
    public async Task<bool> AskAsync(string? language)
    {
        (_language, _fault) = (language, null);
        _uses = Actor.May(Right.ViewCampaigns) ? await Campaigns.UsingTemplateAsync(Actor, Template.Id.Value, CancellationToken.None) : [];
        StateHasChanged();
        return await _confirm!.AskAsync();
    }

    private async Task<bool> DeleteAsync()
    {
        var result = _language is null
            ? await Edit.DeleteAsync(Actor, Template.Id, CancellationToken.None)
            : await Edit.RemoveLanguageAsync(Actor, Template.Id, _language, CancellationToken.None);
        _fault = TemplateResultText.Fault(result);
        return _fault is null;
    }
}
