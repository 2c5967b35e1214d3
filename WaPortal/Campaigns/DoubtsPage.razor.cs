using Microsoft.AspNetCore.Components;
using Microsoft.Extensions.Options;
using WaPortal.Components.Pieces;
using WaPortal.Core.Campaigns;
using WaPortal.Core.Campaigns.Doubts;
using WaPortal.Core.Delivery;
using WaPortal.Core.Delivery.Doubts;

namespace WaPortal.Campaigns;

/// <summary>The messages whose answers were lost: what is known, and what somebody decides about them.</summary>
public partial class DoubtsPage
{
    private const int PageSize = 50;

    // A healthy account tells something at least that often while a campaign runs.
    private static readonly TimeSpan FeedPatience = TimeSpan.FromMinutes(15);

    private readonly HashSet<MessageId> _chosen = [];
    private DoubtSummary? _summary;
    private IReadOnlyList<DoubtRow> _rows = [];
    private IReadOnlyDictionary<Guid, RecipientContact> _contacts = new Dictionary<Guid, RecipientContact>();
    private ConfirmDialog? _treat;
    private ConfirmDialog? _again;
    private FreshCodeDialog? _fresh;
    private MessageId? _next;
    private string? _name;
    private string? _told;
    private string _typed = "";
    private bool _isCancelled;
    private bool _all;
    private bool _busy;

    [Parameter]
    public Guid Id { get; set; }

    /// <summary>The last message of the page before.</summary>
    [SupplyParameterFromQuery]
    public Guid? After { get; set; }

    [Inject]
    public required CampaignQueries Queries { get; init; }

    [Inject]
    public required CampaignDoubts Doubts { get; init; }

    [Inject]
    public required RecipientContacts Contacts { get; init; }

    [Inject]
    public required IOptions<DeliveryOptions> Delivery { get; init; }

    protected override bool IsLive => true;

    private CampaignId Campaign => new(Id);

    private int Chosen => _all ? _summary?.InDoubt ?? 0 : _chosen.Count;

    private string Messages => Figures.Count(Chosen, "message", "messages");

    private bool IsFeedHealthy => _summary is { WaitingWebhooks: < 100, LastWebhook: { } last } && Clock.Now - last < FeedPatience;

    private string FeedWords => _summary switch
    {
        { LastWebhook: null } => "WhatsApp has never sent a webhook for this account: its statuses do not arrive.",
        { WaitingWebhooks: >= 100 and var waiting } => $"{Figures.Whole(waiting)} webhooks of WhatsApp wait to be processed; wait for them before you decide.",
        { LastWebhook: { } last } when !IsFeedHealthy => $"WhatsApp last told something {Clock.Within(last)}. If statuses are late, wait for them before you decide.",
        { LastWebhook: { } last } => $"WhatsApp last told something {Clock.Within(last)}.",
        _ => "",
    };

    protected override bool Listens(string topic) => topic == $"order:{Id}" || topic == $"campaign:{Id}";

    protected override async Task<bool> LoadAsync(CancellationToken token)
    {
        if (await Queries.DetailAsync(Actor, Campaign, token) is not { } detail)
            return false;
        var summary = await Doubts.SummaryAsync(Actor, Campaign, token) ?? new DoubtSummary(0, 0, 0, null, 0);
        var rows = await Doubts.PageAsync(Actor, Campaign, After is { } last ? new MessageId(last) : null, PageSize + 1, token);
        IReadOnlyList<DoubtRow> shown = rows.Count > PageSize ? rows[..PageSize] : rows;
        _contacts = await Contacts.FindAsync(Actor, [.. shown.Select(r => r.ContactId).OfType<Guid>()], token);
        (_name, _isCancelled, _summary, _rows) = (detail.Campaign.Name, detail.Campaign.State == CampaignState.Cancelled, summary, shown);
        _next = rows.Count > PageSize ? shown[^1].Id : null;
        _chosen.IntersectWith(shown.Select(r => r.Id));
        return true;
    }

    private void Choose(MessageId id, bool isChosen)
    {
        if (isChosen)
            _chosen.Add(id);
        else
            _chosen.Remove(id);
    }

    private async Task AskAsync(DoubtDecision decision)
    {
        if (_busy)
            return;
        (_busy, _told, _typed) = (true, null, "");
        try
        {
            var again = decision == DoubtDecision.SendAgain;
            if (!await (again ? _again! : _treat!).AskAsync() || (again && !await _fresh!.EnsureAsync("Sending messages again")))
                return;
            var wanted = Chosen;
            var moved = await Doubts.DecideAsync(Actor, Campaign, _all ? null : [.. _chosen], decision, PageToken);
            _chosen.Clear();
            _all = false;
            await ReloadAsync();
            var rest = wanted > moved ? $" {Figures.Count(wanted - moved, "other was", "others were")} settled by WhatsApp meanwhile." : "";
            _told = $"{Figures.Count(moved, "message", "messages")} {(again ? "will be sent again" : moved == 1 ? "counts as sent" : "count as sent")}.{rest}";
        }
        finally
        {
            _busy = false;
        }
    }

    private RecipientContact? Contact(DoubtRow row) => row.ContactId is { } contact ? _contacts.GetValueOrDefault(contact) : null;

    private string Who(DoubtRow row) => Contact(row)?.Phone ?? Key(row);

    private static string Key(DoubtRow row) => Convert.ToHexStringLower(row.PhoneId.AsSpan(0, Math.Min(4, row.PhoneId.Length)));
}
