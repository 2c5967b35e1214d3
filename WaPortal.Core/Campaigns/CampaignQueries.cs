using Microsoft.EntityFrameworkCore;
using WaPortal.Core.Access;
using WaPortal.Core.Data;
using WaPortal.Core.Delivery;
using WaPortal.Core.Delivery.Clicks;
using WaPortal.Core.Delivery.Responses;
using WaPortal.Core.Templates;
using WaPortal.Core.Tenancy;

namespace WaPortal.Core.Campaigns;

/// <summary>A campaign in the list.</summary>
public sealed record CampaignListItem(
    CampaignId Id, string Name, CampaignState State, string? TemplateName, DateTimeOffset? StartAt, DateTimeOffset ChangedAt,
    IReadOnlyDictionary<MessageState, int> Counts)
{
    /// <summary>Why it is paused, in words for people; null while it is not.</summary>
    public string? PauseReason { get; init; }

    /// <summary>Somebody asked for a second person's approval, and nobody has decided.</summary>
    public bool WaitsForApproval { get; init; }

    /// <summary>What it is in a test of two versions that has begun; null for no part of one.</summary>
    public AbRole? Test { get; init; }

    /// <summary>People whose turn has come, of all.</summary>
    public int Handled => Total - Counts.GetValueOrDefault(MessageState.Queued) - Counts.GetValueOrDefault(MessageState.Claimed);

    /// <summary>All people of the audience.</summary>
    public int Total => Counts.Values.Sum();
}

/// <summary>A campaign that uses a template.</summary>
public sealed record TemplateUse(CampaignId Id, string Name, CampaignState State)
{
    /// <summary>Nothing more is sent with it.</summary>
    public bool IsOver => State is CampaignState.Completed or CampaignState.Cancelled;
}

/// <summary>Everything about a campaign but its messages.</summary>
public sealed record CampaignDetail(
    Campaign Campaign, string? TemplateName, string? SenderName, OrderProgress? Progress, IReadOnlyList<EndReason> EndReasons,
    IReadOnlyList<CampaignEvent> Timeline, ResponseCounts Responses)
{
    /// <summary>Its tracked links in the order of its variables; none where it has none, and before its start.</summary>
    public IReadOnlyList<CampaignLink> Links { get; init; } = [];

    /// <summary>People who opened one of them, each once.</summary>
    public int Clicked { get; init; }

    /// <summary>The newest of its series, itself among them; none where it does not come again.</summary>
    public IReadOnlyList<SeriesItem> Series { get; init; } = [];
}

/// <summary>A tracked link of a campaign.</summary>
/// <param name="Place">The variable that it stands in.</param>
/// <param name="Target">Where it leads.</param>
/// <param name="People">Who opened it.</param>
/// <param name="Clicks">How often it was opened.</param>
public sealed record CampaignLink(string Place, string Target, int People, long Clicks);

/// <summary>A campaign of a series.</summary>
/// <param name="Number">From 1 on.</param>
public sealed record SeriesItem(CampaignId Id, int Number, CampaignState State, DateTimeOffset? StartAt);

/// <summary>Reads campaigns for pages.</summary>
public sealed class CampaignQueries(PortalDatabase database, OrderReport report, OrderResponses responses, OrderClicks clicks, OwnLinks ownLinks)
{
    private const int SeriesShown = 12;

    /// <summary>All campaigns, the newest change first; only those in these states and with this text in the name.</summary>
    public Task<List<CampaignListItem>> ListAsync(Actor actor, IReadOnlyCollection<CampaignState> states, string? search, CancellationToken token)
    {
        actor.Demand(Right.ViewCampaigns);
        return database.ReadAsync(actor.Tenant, async (db, t) =>
        {
            var campaigns = db.Set<Campaign>().AsQueryable();
            if (states.Count > 0)
                campaigns = campaigns.Where(c => states.Contains(c.State));
            if (!string.IsNullOrWhiteSpace(search))
            {
                var wanted = search.Trim().ToUpperInvariant();
#pragma warning disable CA1304, CA1311, CA1862, MA0011 // translated to SQL, where there is no culture
                campaigns = campaigns.Where(c => c.Name.ToUpper().Contains(wanted));
#pragma warning restore CA1304, CA1311, CA1862, MA0011
            }

            var rows = await campaigns.OrderByDescending(c => c.ChangedAt).Take(500).ToListAsync(t);
            var ids = rows.Select(c => c.Id.Order).ToList();
            var orders = await db.Set<SendOrder>().Where(o => ids.Contains(o.Id)).ToDictionaryAsync(o => o.Id, o => o.TemplateName, t);
            // A draft has no order yet: its template is looked up, and one that is deleted meanwhile has no name.
            var chosen = rows.Where(c => c.TemplateId is not null && !orders.ContainsKey(c.Id.Order)).Select(c => new TemplateId(c.TemplateId!.Value)).Distinct().ToList();
            var templates = await db.Set<Template>().Where(f => chosen.Contains(f.Id)).ToDictionaryAsync(f => f.Id.Value, f => f.Name, t);
            var counts = (await db.Set<OrderCount>().Where(c => ids.Contains(c.OrderId) && c.Count != 0).ToListAsync(t)).ToLookup(c => c.OrderId);
            var own = rows.ConvertAll(c => c.Id);
            var waiting = (await db.Set<CampaignApproval>().Where(a => a.State == ApprovalState.Waiting && own.Contains(a.CampaignId)).Select(a => a.CampaignId).ToListAsync(t)).ToHashSet();
            var tests = await AbRole.OfAsync(db, own, t);
            return rows.ConvertAll(c => new CampaignListItem(
                c.Id, c.Name, c.State, orders.GetValueOrDefault(c.Id.Order) ?? (c.TemplateId is { } id ? templates.GetValueOrDefault(id) : null), c.StartAt, c.ChangedAt,
                counts[c.Id.Order].ToDictionary(x => x.State, x => x.Count))
            {
                PauseReason = c.PauseReason,
                WaitsForApproval = c.State is CampaignState.Draft or CampaignState.Paused && waiting.Contains(c.Id),
                Test = tests.GetValueOrDefault(c.Id),
            });
        }, token);
    }

    /// <summary>The campaigns that use a template, the newest change first.</summary>
    public Task<List<TemplateUse>> UsingTemplateAsync(Actor actor, Guid template, CancellationToken token)
    {
        actor.Demand(Right.ViewCampaigns);
        var second = template.ToString();
        return database.ReadAsync(actor.Tenant, (db, t) =>
            db.Set<Campaign>().Where(c => c.TemplateId == template || (c.AbTestJson != null && c.AbTestJson.Contains(second))).OrderByDescending(c => c.ChangedAt).Take(500).Select(c => new TemplateUse(c.Id, c.Name, c.State)).ToListAsync(t), token);
    }

    /// <summary>How many campaigns are in each state, for the filter chips.</summary>
    public Task<Dictionary<CampaignState, int>> CountsAsync(Actor actor, CancellationToken token)
    {
        actor.Demand(Right.ViewCampaigns);
        return database.ReadAsync(actor.Tenant, (db, t) =>
            db.Set<Campaign>().GroupBy(c => c.State).Select(g => new { g.Key, Count = g.Count() }).ToDictionaryAsync(g => g.Key, g => g.Count, t), token);
    }

    /// <summary>One campaign with its numbers now; null where there is none.</summary>
    public async Task<CampaignDetail?> DetailAsync(Actor actor, CampaignId id, CancellationToken token)
    {
        actor.Demand(Right.ViewCampaigns);
        var found = await database.ReadAsync(actor.Tenant, async (db, t) =>
        {
            var campaign = await db.Set<Campaign>().FirstOrDefaultAsync(c => c.Id == id, t);
            if (campaign is null)
                return default;
            var sender = await db.Set<SenderNumber>().Where(n => n.Id == campaign.SenderNumberId).Select(n => n.DisplayNumber).FirstOrDefaultAsync(t);
            var order = await db.Set<SendOrder>().Where(o => o.Id == id.Order).Select(o => o.TemplateName).FirstOrDefaultAsync(t);
            var events = await db.Set<CampaignEvent>().Where(e => e.CampaignId == id).OrderByDescending(e => e.At).ThenByDescending(e => e.Id).ToListAsync(t);
            var series = campaign.SeriesId is { } first
                ? await db.Set<Campaign>().Where(c => c.SeriesId == first).OrderByDescending(c => c.SeriesNumber).Take(SeriesShown)
                    .Select(c => new SeriesItem(c.Id, c.SeriesNumber, c.State, c.StartAt)).ToListAsync(t)
                : [];
            return (Campaign: campaign, Sender: sender, Template: order, Events: events, Series: series);
        }, token);
        if (found.Campaign is null)
            return null;
        var progress = await report.ProgressAsync(actor.Tenant, id.Order, token);
        var reasons = progress is null ? [] : await report.EndReasonsAsync(actor.Tenant, id.Order, token);
        var answers = progress is null ? ResponseCounts.None : await responses.CountAsync(actor.Tenant, id.Order, token);
        var links = progress is null ? [] : ownLinks.Targets(found.Campaign.Message.Mapping).ToList();
        var counted = links.Count == 0 ? ClickCounts.None : await clicks.CountAsync(actor.Tenant, id.Order, token);
        return new CampaignDetail(found.Campaign, found.Template, found.Sender, progress, reasons, found.Events, answers)
        {
            Series = found.Series,
            Links = [.. links.Select(l => (l.Place, l.Target, Counted: counted.Links.FirstOrDefault(c => c.Link == TrackedLink.IdOf(id.Order, l.Place, l.Target)))).Select(l => new CampaignLink(l.Place, l.Target, l.Counted?.People ?? 0, l.Counted?.Clicks ?? 0))],
            Clicked = counted.People,
        };
    }

    /// <summary>A page of the campaign's recipients; see <see cref="OrderReport.RecipientsAsync"/>.</summary>
    public Task<List<RecipientRow>> RecipientsAsync(
        Actor actor, CampaignId id, IReadOnlyCollection<MessageState> states, int? code, string? reason, bool clicked, MessageId? after, int size, CancellationToken token)
    {
        actor.Demand(Right.ViewCampaigns);
        return report.RecipientsAsync(actor.Tenant, id.Order, states, code, reason, clicked, after, size, token);
    }

    /// <summary>Whether messages of the campaign are deleted because their time is over.</summary>
    public Task<bool> HasRemainsAsync(Actor actor, CampaignId id, CancellationToken token)
    {
        actor.Demand(Right.ViewCampaigns);
        return report.HasRemainsAsync(actor.Tenant, id.Order, token);
    }

    /// <summary>The numbers that messages can leave from, of all accounts or of one.</summary>
    public Task<List<SenderNumber>> SendersAsync(Actor actor, CancellationToken token)
    {
        actor.Demand(Right.ViewCampaigns);
        return database.ReadAsync(actor.Tenant, (db, t) => db.Set<SenderNumber>().Where(n => n.DisconnectedAt == null).OrderBy(n => n.DisplayNumber).ToListAsync(t), token);
    }
}
