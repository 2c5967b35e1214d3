using Microsoft.AspNetCore.Components;
using Microsoft.Extensions.Options;
using WaPortal.Components.Pieces;
using WaPortal.Core.Campaigns;
using WaPortal.Core.Delivery;
using WaPortal.Core.Delivery.Forecast;
using WaPortal.Core.Delivery.Protection;
using WaPortal.Core.Delivery.Shares;

namespace WaPortal.Campaigns;

/// <summary>One campaign while it runs and after: progress, what became of everybody and why, who did what.</summary>
public partial class CampaignPage
{
    private static readonly TimeSpan LookAgain = TimeSpan.FromSeconds(2);
    private static readonly TimeSpan ReckonAgain = TimeSpan.FromSeconds(30);

    private readonly SendingRate _rate = new();
    private CampaignDetail? _detail;
    private CampaignMoney? _money;
    private OrderProtection? _protection;
    private SendPriority? _priority;
    private ApprovalView? _approval;
    private ControlComparison? _control;
    private CampaignOutlook? _outlook;
    private AbTestView? _test;
    private (CampaignId Campaign, CampaignState State, DateTimeOffset At)? _reckoned;
    private ITimer? _next;
    private FollowUpDialog? _followUp;

    [Parameter]
    public Guid Id { get; set; }

    [Inject]
    public required CampaignQueries Queries { get; init; }

    [Inject]
    public required CampaignApprovalQuery Approvals { get; init; }

    [Inject]
    public required ControlGroup Control { get; init; }

    [Inject]
    public required AbTestQuery Tests { get; init; }

    [Inject]
    public required CampaignCosts Costs { get; init; }

    [Inject]
    public required CampaignPriority Priorities { get; init; }

    [Inject]
    public required ProtectionQuery Protecting { get; init; }

    [Inject]
    public required IOptions<DeliveryOptions> Delivery { get; init; }

    [Inject]
    public required SendingOutlook Outlook { get; init; }

    protected override bool IsLive => true;

    private OrderProgress? Progress => _detail!.Progress;

    private IEnumerable<string> FactWords =>
        new[] { _detail!.TemplateName, _detail.SenderName, StartWords, SeriesWords }.OfType<string>();

    private string? StartWords => _detail!.Campaign switch
    {
        { StartNow: false, Plan.AtPersonsTime: true, LocalStart: { } local } => "start " + CampaignWords.ByOwnClock(local),
        { StartAt: { } at } => $"start {Clock.Within(at)}",
        _ => null,
    };

    // It waits at its start for a second person, or was sent back there.
    private bool IsHeld => _detail!.Campaign.State == CampaignState.Paused && _approval?.Newest is { AtStart: true, State: not ApprovalState.Approved };

    // Its versions are out, and it waits for a winner.
    private bool IsTesting => _test is { Role: { IsUndecided: true, Variant: null } };

    // A draft that has something to look at.
    private bool IsPlanned => _detail!.Campaign is { State: CampaignState.Draft, TemplateId: not null };
    private string? SeriesWords => _detail!.Campaign is { SeriesNumber: > 0, Plan.Repeat: { } repeat } series
        ? $"{CampaignWords.Text(repeat).ToLowerInvariant()}, number {Figures.Whole(series.SeriesNumber)}"
        : null;

    private string DoubtWords => Durations.Words(Delivery.Value.InDoubtLimit);

    private IReadOnlyList<TimelineItem> Happened =>
        [.. _detail!.Timeline.Select(e => new TimelineItem(e.What, Clock.Brief(e.At), e.Who, e.Why, e.State.Tone(), Clock.Exact(e.At)))];

    protected override bool Listens(string topic) => topic == $"order:{Id}" || topic == $"campaign:{Id}";

    protected override async Task<bool> LoadAsync(CancellationToken token)
    {
        var detail = await Queries.DetailAsync(Actor, new CampaignId(Id), token);
        if (detail is null)
            return false;
        _detail = detail;
        _money = await Costs.ReadAsync(Actor, detail.Campaign.Id, token);
        _priority = detail.Campaign.State is CampaignState.Running or CampaignState.Paused ? await Priorities.ReadAsync(Actor, detail.Campaign.Id, token) : null;
        _approval = detail.Campaign.State is CampaignState.Draft or CampaignState.Paused ? await Approvals.ReadAsync(Actor, detail.Campaign.Id, token) : null;
        _test = await Tests.OfAsync(Actor, detail.Campaign.Id, token);
        await ReckonAsync(detail, token);
        if (detail.Progress is { } progress)
            _rate.See(Time.GetUtcNow(), progress.Total - progress.StillToSend);
        _next?.Dispose();
        _next = detail.Campaign.State is CampaignState.Preparing or CampaignState.Running || _test is { Role.IsUndecided: true }
            ? Time.CreateTimer(_ => _ = InvokeAsync(ReloadAsync), null, LookAgain, Timeout.InfiniteTimeSpan)
            : null;
        return true;
    }

    // What looks over all messages is not asked every two seconds; a link of the series leads to another campaign on this same page.
    private async Task ReckonAsync(CampaignDetail detail, CancellationToken token)
    {
        var (campaign, now) = (detail.Campaign, Time.GetUtcNow());
        if (_reckoned is { } last && last.Campaign == campaign.Id && last.State == campaign.State && now - last.At <= ReckonAgain)
            return;
        _outlook = await Outlook.RunAsync(Actor, campaign.Id, token);
        _protection = campaign.State is CampaignState.Running or CampaignState.Paused ? await Protecting.OfAsync(Actor, campaign.Id.Order, token) : null;
        _control = campaign.Rules.ControlPercent > 0 && detail.Progress is not null ? await Control.CompareAsync(Actor, campaign.Id, token) : null;
        _reckoned = (campaign.Id, campaign.State, now);
    }

    protected override void Dispose(bool disposing)
    {
        if (disposing)
            _next?.Dispose();
        base.Dispose(disposing);
    }

    private IReadOnlyList<EndReason> Ends(MessageState state) => [.. _detail!.EndReasons.Where(r => r.State == state)];

    private FunnelStep[] Steps(OrderProgress now) =>
    [
        new("Sent", now.Sent, Href(MessageState.Accepted, MessageState.Sent, MessageState.Delivered, MessageState.Read)),
        new("Delivered", now.Delivered, Href(MessageState.Delivered, MessageState.Read)),
        new("Read", now.Of(MessageState.Read), Href(MessageState.Read)),
        // Whoever hides that they read may answer all the same, so answers are a share of what arrived.
        new("Answered", _detail!.Responses.Answered, null, Rate: Figures.Share(_detail.Responses.Answered, now.Delivered)),
        .. _detail.Links.Count == 0 ? (FunnelStep[])[] : [new("Clicked", _detail.Clicked, CampaignAddresses.People(_detail.Campaign.Id, PeopleFilter.All with { Clicked = true }), Rate: Figures.Share(_detail.Clicked, now.Delivered))],
    ];

    private static IEnumerable<(string Name, int Count, PeopleFilter Filter)> Rest(OrderProgress now) => new[]
    {
        ("Still to send", now.StillToSend, PeopleFilter.Of(MessageState.Queued, MessageState.Claimed)),
        ("Failed", now.Of(MessageState.Failed), PeopleFilter.Of(MessageState.Failed)),
        ("Skipped", now.Of(MessageState.Skipped), PeopleFilter.Of(MessageState.Skipped)),
        ("In doubt, not sent again", now.Of(MessageState.InDoubt), PeopleFilter.Of(MessageState.InDoubt)),
        ("Cancelled", now.Of(MessageState.Cancelled), PeopleFilter.Of(MessageState.Cancelled)),
    }.Where(rest => rest.Item2 > 0 || rest.Item1 != "Cancelled");

    private static string Sum(OrderProgress now)
    {
        var not = now.Total - now.Sent - now.StillToSend;
        var waiting = now.StillToSend > 0 ? $" and {Figures.Whole(now.StillToSend)} still to send" : "";
        return $"{Figures.Whole(now.Sent)} sent{(waiting.Length > 0 ? "," : " and")} {Figures.Whole(not)} not{waiting}: together the {Figures.Whole(now.Total)} people of the list.";
    }

    private string Href(params MessageState[] states) => CampaignAddresses.People(_detail!.Campaign.Id, PeopleFilter.Of(states));

    private IEnumerable<(string Name, string Value)> Pace(OrderProgress now)
    {
        var campaign = _detail!.Campaign;
        if (campaign.State == CampaignState.Running && !CampaignNote.Waits(campaign, now, Clock.Now))
        {
            yield return ("Rate", _rate.PerMinute is { } rate ? $"{Figures.Whole((long)Math.Round(rate))} a minute" : "measuring…");
        }

        if (_outlook is { Course.EndsAt: { } expected } outlook)
        {
            // Where the platform is slower than it might be, what was seen in the last moments knows better.
            var done = _rate.TimeFor(now.StillToSend) is { } rest && Time.GetUtcNow() + rest > expected && !CampaignNote.Waits(campaign, now, Clock.Now) ? Time.GetUtcNow() + rest : expected;
            yield return ("All done", done - Time.GetUtcNow() < TimeSpan.FromMinutes(1) ? "in less than a minute" : $"about {Clock.Within(done)}");
            if (outlook.AtHigher?.EndsAt is { } earlier)
                yield return (outlook.HigherLimit is { } limit ? $"At a limit of {Figures.Whole(limit)}" : "With no messaging limit", $"about {Clock.Within(earlier)}");
        }
        else if (_outlook is { Course: { BeginsAt: not null, EndsAt: null } })
        {
            yield return ("All done", $"in more than {Figures.Whole((int)SendingForecast.Horizon.TotalDays)} days");
        }

        if (campaign.FinishedAt is { } end)
            yield return (campaign.State == CampaignState.Cancelled ? "Stopped" : "Finished", Clock.Brief(end));
        if (now.Sent > 0)
            yield return ("Delivered", Figures.Share(now.Delivered, now.Sent));
    }
}
