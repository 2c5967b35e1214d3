using Microsoft.AspNetCore.Components;
using WaPortal.Components.Pieces;
using WaPortal.Core.Access;
using WaPortal.Core.Compliance.Alerts;
using WaPortal.Core.Compliance.Requests;
using WaPortal.Core.OptIns.Import;
using WaPortal.Core.OptIns.Ledger;
using WaPortal.Core.OptIns.Ledger.Flow;
using WaPortal.Core.OptIns.Wordings;
using WaPortal.OptIns;

namespace WaPortal.Compliance.Desk;

/// <summary>Where a compliance officer begins: what needs them first, then whom they look for and how consent develops.</summary>
public partial class DeskPage
{
    private IReadOnlyList<ComplianceAlert> _alerts = [];
    private List<ComplianceAlert> _done = [];
    private IReadOnlyList<RequestLine> _requests = [];
    private IReadOnlyList<FlowPeriod> _flow = [];
    private IReadOnlyList<FoundPerson>? _found;
    private LedgerStatus? _status;
    private Reach? _reach;
    private ConfirmDialog? _finish;
    private AlertChoicesDialog? _choices;
    private int _wordings;
    private string _sought = "";
    private string _note = "";

    [SupplyParameterFromQuery(Name = "by")]
    public string? By { get; set; }

    [SupplyParameterFromQuery(Name = "about")]
    public string? About { get; set; }

    [Inject]
    public required ComplianceAlerts Alerts { get; init; }

    [Inject]
    public required RequestsQuery Requests { get; init; }

    [Inject]
    public required WordingsQuery Wordings { get; init; }

    [Inject]
    public required LedgerStatusQuery Ledger { get; init; }

    [Inject]
    public required ReachQuery Reaching { get; init; }

    [Inject]
    public required ConsentFlowQuery Flow { get; init; }

    [Inject]
    public required PersonSearch People { get; init; }

    protected override bool IsLive => true;

    private FlowUnit Unit => Enum.TryParse<FlowUnit>(By, ignoreCase: true, out var unit) ? unit : FlowUnit.Day;

    private ConsentPurpose Purpose => Enum.TryParse<ConsentPurpose>(About, ignoreCase: true, out var purpose) ? purpose : ConsentPurpose.Marketing;

    private IReadOnlyList<FilterChip> Chips =>
    [
        .. Enum.GetValues<FlowUnit>().Select(u => new FilterChip(u switch { FlowUnit.Day => "30 days", FlowUnit.Week => "26 weeks", FlowUnit.Month => "24 months" }, null, null, Address(u, Purpose), Unit == u)),
        .. Enum.GetValues<ConsentPurpose>().Select(p => new FilterChip(ImportWords.Purpose(p), null, null, Address(Unit, p), Purpose == p)),
    ];

    protected override bool Listens(string topic) => topic is "ledger" or "alerts" or HandleRequests.Topic or ManageWordings.Topic || topic.StartsWith("import:", StringComparison.Ordinal);

    protected override async Task<bool> LoadAsync(CancellationToken token)
    {
        _alerts = await Alerts.ListAsync(Actor, token);
        _done = await Alerts.DoneAsync(Actor, token);
        _requests = await Requests.ListAsync(Actor, token);
        _wordings = May(Right.ViewOptIns) ? (await Wordings.ListAsync(Actor, token)).Count(w => w.State == WordingState.InUse) : 0;
        _status = await Ledger.RunAsync(Actor, token);
        _reach = May(Right.ViewOptIns) ? await Reaching.RunAsync(Actor, ConsentPurpose.Marketing, token) : new Reach(0, 0);
        _flow = await Flow.RunAsync(Actor, Purpose, Unit, Unit switch { FlowUnit.Day => 30, FlowUnit.Week => 26, FlowUnit.Month => 24 }, Clock.Zone, token);
        return true;
    }

    private static string Address(FlowUnit unit, ConsentPurpose purpose) => $"/compliance?by={unit.ToString().ToLowerInvariant()}&about={purpose.ToString().ToLowerInvariant()}";

    // The number never comes into an address: the person's random id does.
    private async Task FindAsync()
    {
        _found = string.IsNullOrWhiteSpace(_sought) ? null : await People.RunAsync(Actor, _sought, PageToken);
        if (_found is [{ } only])
            Navigation.NavigateTo($"/compliance/people/{only.Person}");
    }

    private async Task MoveAsync(ComplianceAlert alert, AlertState to)
    {
        await Alerts.MoveAsync(Actor, alert.Id, to, null, PageToken);
        await ReloadAsync();
    }

    private async Task FinishAsync(ComplianceAlert alert)
    {
        _note = "";
        if (!await _finish!.AskAsync())
            return;
        await Alerts.MoveAsync(Actor, alert.Id, AlertState.Done, _note, PageToken);
        await ReloadAsync();
    }
}
