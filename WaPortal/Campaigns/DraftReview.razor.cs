using Microsoft.AspNetCore.Components;
using WaPortal.Components;
using WaPortal.Components.Pieces;
using WaPortal.Core.Access;
using WaPortal.Core.Campaigns;
using WaPortal.Core.OptIns.Lists;
using WaPortal.Core.OptIns.Segments;
using WaPortal.Core.Templates;
using WaPortal.Core.Tenancy;

namespace WaPortal.Campaigns;

/// <summary>Reads a draft for somebody who looks it over.</summary>
public partial class DraftReview : IDisposable
{
    private const int Looked = 60;

    private readonly CancellationTokenSource _life = new();
    private CampaignForm? _form;
    private CampaignForecast? _forecast;
    private SendableTemplate? _template;
    private SendableTemplate? _second;
    private SenderNumber? _number;
    private string? _audience;
    private IReadOnlyList<(string Version, string Language, string Name, ChatMessage Message)> _texts = [];
    private Campaign? _seen;

    [Parameter, EditorRequired]
    public required Actor Actor { get; set; }

    [Parameter, EditorRequired]
    public required Campaign Campaign { get; set; }

    /// <summary>Something was asked or decided.</summary>
    [Parameter]
    public EventCallback OnChanged { get; set; }

    [CascadingParameter]
    public required TenantClock Clock { get; set; }

    [Inject]
    public required CampaignReview Review { get; init; }

    [Inject]
    public required CampaignQueries Queries { get; init; }

    [Inject]
    public required SendableTemplates Templates { get; init; }

    [Inject]
    public required OptInListsQuery Lists { get; init; }

    [Inject]
    public required ManageSegments Segments { get; init; }

    public void Dispose()
    {
        _life.Cancel();
        _life.Dispose();
        GC.SuppressFinalize(this);
    }

    protected override async Task OnParametersSetAsync()
    {
        if (ReferenceEquals(_seen, Campaign))
            return;
        _seen = Campaign;
        try
        {
            var templates = await Templates.ListAsync(Actor, _life.Token);
            _template = templates.FirstOrDefault(t => t.Id.Value == Campaign.TemplateId);
            _second = Campaign.AbTest is { } test ? templates.FirstOrDefault(t => t.Id.Value == test.TemplateId) : null;
            _number = (await Queries.SendersAsync(Actor, _life.Token)).FirstOrDefault(n => n.Id == Campaign.SenderNumberId);
            _audience = AudienceWords.Say(Campaign.Audience, await Lists.ListAsync(Actor, _life.Token), await Segments.ListAsync(Actor, _life.Token));
            _form = CampaignForm.From(Campaign, Clock.Zone.Id);
            _texts = await TextsAsync(_life.Token);
            _forecast = await Review.ForecastAsync(Actor, Campaign.Id, _life.Token);
        }
        catch (OperationCanceledException) when (_life.IsCancellationRequested)
        {
        }
    }

    // One person for each language and version, among the first of the audience.
    private async Task<IReadOnlyList<(string Version, string Language, string Name, ChatMessage Message)>> TextsAsync(CancellationToken token)
    {
        var texts = new List<(string, string, string, ChatMessage)>();
        foreach (var (variant, template) in new[] { (AbVariant.A, _template), (AbVariant.B, _second) })
        {
            if (template is null || Campaign.Audience.IsEmpty)
                continue;
            var people = await Review.PreviewAsync(Actor, Campaign.Audience, template.Id, Campaign.MessageOf(variant).Mapping, Looked, token);
            texts.AddRange(people.Where(p => p.Message.Skip is null).DistinctBy(p => p.Message.Language).Select(p => (
                Campaign.AbTest is null ? "" : $"Version {variant}, ", p.Message.Language, p.Person.Name ?? "no name",
                MessagePreview.Of(template.Translations.First(t => t.Language == p.Message.Language), p.Message.Values))));
        }

        return texts;
    }
}
