using Microsoft.AspNetCore.Components;
using WaPortal.Components.Pieces;
using WaPortal.Core.Campaigns;
using WaPortal.Core.Delivery.Hours;
using WaPortal.Core.OptIns.Lists;
using WaPortal.Core.OptIns.Segments;
using WaPortal.Core.Templates;
using WaPortal.Core.Tenancy;

namespace WaPortal.Campaigns;

/// <summary>
/// The wizard: one form, five steps with an address each, saved with every change. The stored version guards against a second tab: what is
/// typed here stays here until the person says which one holds.
/// </summary>
public partial class CampaignEditPage
{
    private Campaign? _campaign;
    private CampaignForm? _form;
    private IReadOnlyList<SendableTemplate> _templates = [];
    private List<OptInListSummary> _lists = [];
    private IReadOnlyList<SegmentSummary> _segments = [];
    private List<SenderNumber> _senders = [];
    private CampaignForecast? _forecast;
    private string? _currency;
    private HoursView? _hours;
    private ConfirmDialog? _delete;
    private DateTimeOffset _savedAt;
    private string? _problem;
    private bool _stale;
    private bool _saving;
    private bool _dirty;
    private bool _waits;
    private AbVariant _variant;

    [Parameter]
    public Guid Id { get; set; }

    [SupplyParameterFromQuery]
    public string? Step { get; set; }

    [Inject]
    public required CampaignQueries Queries { get; init; }

    [Inject]
    public required EditCampaign Edit { get; init; }

    [Inject]
    public required ScheduleCampaign Schedule { get; init; }

    [Inject]
    public required CampaignReview Review { get; init; }

    [Inject]
    public required ManageHours Hours { get; init; }

    [Inject]
    public required CampaignApprovalQuery Approvals { get; init; }

    [Inject]
    public required CampaignCosts Costs { get; init; }

    [Inject]
    public required SendableTemplates Templates { get; init; }

    [Inject]
    public required OptInListsQuery ListsQuery { get; init; }

    [Inject]
    public required ManageSegments SegmentsQuery { get; init; }

    private WizardPart Part => Enum.TryParse<WizardPart>(Step, ignoreCase: true, out var part) && Enum.IsDefined(part) ? part : WizardPart.Template;

    private bool IsDraft => _campaign!.State == CampaignState.Draft;

    private SendableTemplate? Template => _templates.FirstOrDefault(t => t.Id.Value == _form!.Message.TemplateId);

    private SendableTemplate? SecondTemplate => _templates.FirstOrDefault(t => t.Id.Value == _form!.Test?.Message.TemplateId);

    private bool EditsSecond => _variant == AbVariant.B && _form!.Test is not null;

    private string? Audience => AudienceWords.Say(_form!.Audience, _lists, _segments);

    private SenderNumber? Number => _senders.FirstOrDefault(n => n.Id == _form!.SenderNumberId);

    private string Sender => (Number ?? _senders.FirstOrDefault())?.VerifiedName ?? "";

    private IReadOnlyList<WizardStep> Steps =>
        [.. Enum.GetValues<WizardPart>().Select(part => new WizardStep(part.ToString(), CampaignAddresses.Edit(_campaign!.Id, part), IsDone(part)))];

    protected override bool Listens(string topic) => topic == "templates" || topic == $"campaign:{Id}";

    protected override async Task<bool> LoadAsync(CancellationToken token)
    {
        var id = new CampaignId(Id);
        if (_dirty || _saving)
            await SaveAsync();
        if (await Queries.DetailAsync(Actor, id, token) is not { } detail)
            return false;
        _templates = await Templates.ListAsync(Actor, token);
        _senders = await Queries.SendersAsync(Actor, token);
        if (Part is WizardPart.People or WizardPart.Review || _lists.Count == 0)
            (_lists, _segments) = (await ListsQuery.ListAsync(Actor, token), await SegmentsQuery.ListAsync(Actor, token));
        if (Part == WizardPart.Schedule)
            _currency = await Costs.CurrencyAsync(Actor, token);
        _hours = await Hours.ReadAsync(Actor, token);
        Show(detail.Campaign);
        _waits = IsDraft && await Approvals.ReadAsync(Actor, id, token) is { Waits: true };
        _forecast = Part == WizardPart.Review && IsDraft && !_waits ? await Review.ForecastAsync(Actor, id, token) : null;
        return true;
    }

    // The form outlives steps and signals; only another campaign, or the person's own word, fills it anew.
    private void Show(Campaign campaign)
    {
        if (_form is null || _campaign?.Id != campaign.Id)
        {
            _form = CampaignForm.From(campaign, Clock.Zone.Id);
            _savedAt = campaign.ChangedAt;
            _stale = false;
            _dirty = false;
            _problem = null;
        }
        else if (campaign.Version > _form.Version && !_saving)
        {
            _stale = true;
        }

        _campaign = campaign;
    }

    private bool IsDone(WizardPart part) => part switch
    {
        WizardPart.Template => Template is not null && (_form!.Test is null || SecondTemplate is not null),
        WizardPart.People => !_form!.Audience.IsEmpty && _form.SenderNumberId is not null,
        WizardPart.Content => Template is { } template && _form!.Message.IsFilled(template) && (_form.Test is not { } test || (SecondTemplate is { } second && test.Message.IsFilled(second))),
        WizardPart.Schedule => _form!.StartNow || (_form.Day is not null && _form.Hour is not null),
        WizardPart.Review => false,
    };

    private Task ChangedAsync()
    {
        _dirty = true;
        return _stale ? Task.CompletedTask : SaveAsync();
    }

    // Changes come faster than they are stored: the one who is saving takes the later ones along.
    private async Task SaveAsync()
    {
        if (_saving || _stale || !_dirty)
            return;
        _saving = true;
        try
        {
            while (_dirty && !_stale)
            {
                _dirty = false;
                await SaveOnceAsync();
            }
        }
        finally
        {
            _saving = false;
        }
    }

    private async Task SaveOnceAsync()
    {
        switch (await Edit.SaveAsync(Actor, _campaign!.Id, _form!.ToDraft(), CancellationToken.None))
        {
            case CampaignResult.Done:
                _form.Version++;
                _savedAt = Time.GetUtcNow();
                _problem = null;
                break;
            case CampaignResult.Refused refused:
                _problem = string.Join(' ', refused.Problems.Select(p => p.Message));
                break;
            case CampaignResult.Stale:
                _stale = true;
                _dirty = true;
                await LookAsync();
                break;
            case CampaignResult.NotFound:
                _problem = "This draft has been deleted by somebody else. What you see here is not stored any more.";
                break;
        }
    }

    private async Task LookAsync()
    {
        if (await Queries.DetailAsync(Actor, _campaign!.Id, PageToken) is { } detail)
            _campaign = detail.Campaign;
    }

    private async Task KeepMineAsync()
    {
        await LookAsync();
        _form!.Version = _campaign!.Version;
        _stale = false;
        _dirty = true;
        await SaveAsync();
        await ReloadAsync();
    }

    private async Task TakeTheirsAsync()
    {
        _form = null;
        _dirty = false;
        _stale = false;
        await ReloadAsync();
    }

    private async Task DeleteAsync()
    {
        if (!await _delete!.AskAsync())
            return;
        await Task.Yield(); // the dialog closes before the page is left
        if (await Edit.DeleteAsync(Actor, _campaign!.Id, CancellationToken.None) is CampaignResult.Refused refused)
            _problem = refused.Problems[0].Message;
        else
            Navigation.NavigateTo(CampaignAddresses.List);
    }

    private async Task StartAsync()
    {
        switch (await Schedule.RunAsync(Actor, _campaign!.Id, _form!.Version, CancellationToken.None))
        {
            case CampaignResult.Done done:
                Navigation.NavigateTo(CampaignAddresses.Of(done.Id));
                return;
            case CampaignResult.Refused refused:
                _problem = "It was not started. " + string.Join(' ', refused.Problems.Select(p => p.Message));
                break;
            case CampaignResult.Stale:
                _stale = true;
                await LookAsync();
                break;
            case CampaignResult.NotFound:
                _problem = "This draft has been deleted by somebody else.";
                break;
        }

        await ReloadAsync();
    }
}
