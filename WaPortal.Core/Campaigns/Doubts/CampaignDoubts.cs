using System.Globalization;
using Microsoft.EntityFrameworkCore;
using WaPortal.Core.Access;
using WaPortal.Core.Audit;
using WaPortal.Core.Data;
using WaPortal.Core.Delivery;
using WaPortal.Core.Delivery.Doubts;
using WaPortal.Core.Tenancy;

namespace WaPortal.Core.Campaigns.Doubts;

/// <summary>A campaign in which messages are in doubt.</summary>
public sealed record CampaignInDoubt(CampaignId Id, string Name, int Messages);

/// <summary>The messages of campaigns whose answers were lost, and what people decide about them.</summary>
public sealed class CampaignDoubts
{
    private readonly PortalDatabase _database;
    private readonly DoubtReport _report;
    private readonly DoubtStore _doubts;
    private readonly SendOrders _orders;
    private readonly CampaignTimeline _timeline;
    private readonly FreshCode _freshCode;
    private readonly AuditTrail _audit;
    private readonly IPortalSignals _signals;

    internal CampaignDoubts(
        PortalDatabase database, DoubtReport report, DoubtStore doubts, SendOrders orders, CampaignTimeline timeline, FreshCode freshCode, AuditTrail audit, IPortalSignals signals) =>
        (_database, _report, _doubts, _orders, _timeline, _freshCode, _audit, _signals) = (database, report, doubts, orders, timeline, freshCode, audit, signals);

    /// <summary>What is known; null for a campaign without messages.</summary>
    public Task<DoubtSummary?> SummaryAsync(Actor actor, CampaignId id, CancellationToken token)
    {
        actor.Demand(Right.ViewCampaigns);
        return _report.SummaryAsync(actor.Tenant, id.Order, token);
    }

    /// <summary>A page of the doubts after the last one of the page before.</summary>
    public Task<List<DoubtRow>> PageAsync(Actor actor, CampaignId id, MessageId? after, int size, CancellationToken token)
    {
        actor.Demand(Right.ViewCampaigns);
        return _report.PageAsync(actor.Tenant, id.Order, after, size, token);
    }

    /// <summary>The campaigns with messages in doubt, the most first.</summary>
    public Task<List<CampaignInDoubt>> OpenAsync(Actor actor, CancellationToken token)
    {
        actor.Demand(Right.ViewCampaigns);
        return _database.ReadAsync(actor.Tenant, async (db, t) =>
        {
            var counts = await db.Set<OrderCount>().Where(c => c.State == MessageState.InDoubt && c.Count > 0).OrderByDescending(c => c.Count).Take(50).ToListAsync(t);
            var ids = counts.ConvertAll(c => new CampaignId(c.OrderId.Value));
            var names = await db.Set<Campaign>().Where(c => ids.Contains(c.Id)).ToDictionaryAsync(c => c.Id, c => c.Name, t);
            return counts.Where(c => names.ContainsKey(new CampaignId(c.OrderId.Value)))
                .Select(c => new CampaignInDoubt(new CampaignId(c.OrderId.Value), names[new CampaignId(c.OrderId.Value)], c.Count)).ToList();
        }, token);
    }

    /// <summary>Decides about some doubts, or about all that there are; gives how many were still in doubt and moved.</summary>
    /// <param name="ids">Null for all.</param>
    /// <exception cref="FreshCodeRequiredException">Sending again asks for a fresh code.</exception>
    public async Task<int> DecideAsync(Actor actor, CampaignId id, IReadOnlyCollection<MessageId>? ids, DoubtDecision decision, CancellationToken token)
    {
        actor.Demand(Right.StartCampaigns);
        if (decision == DoubtDecision.SendAgain)
            await _freshCode.DemandAsync(actor, token);
        var moved = 0;
        foreach (var chunk in ids is null ? Endless() : ids.Chunk(DoubtStore.Batch))
        {
            var now = await _database.WriteAsync(actor.Tenant, (db, t) => DecideAsync(db, actor, id, chunk, decision, t), token);
            moved += now;
            if (ids is null && now < DoubtStore.Batch)
                break;
        }

        _signals.Publish(actor.Tenant, $"campaign:{id.Value}");
        if (moved > 0 && decision == DoubtDecision.SendAgain
            && await _database.ReadAsync(actor.Tenant, (db, t) => db.Set<Campaign>().FirstOrDefaultAsync(c => c.Id == id, t), token) is { SenderNumberId: { } sender })
            await _orders.WakeAsync(actor.Tenant, sender, token);
        return moved;
    }

    private static IEnumerable<MessageId[]?> Endless()
    {
        while (true)
            yield return null;
    }

    private async Task<int> DecideAsync(PortalDbContext db, Actor actor, CampaignId id, MessageId[]? ids, DoubtDecision decision, CancellationToken token)
    {
        await db.DemandWorkAsync(token);
        // What was stopped for good sends nothing any more.
        if (await db.Set<Campaign>().FirstOrDefaultAsync(c => c.Id == id, token) is not { } campaign
            || (decision == DoubtDecision.SendAgain && campaign.State == CampaignState.Cancelled))
            return 0;
        var moved = await _doubts.DecideAsync(db, id.Order, ids, decision, actor.Name, token);
        if (moved == 0)
            return 0;
        var what = decision == DoubtDecision.SendAgain ? "sent again" : "treated as sent";
        var words = string.Create(CultureInfo.InvariantCulture, $"{moved} {(moved == 1 ? "message" : "messages")} in doubt {what}");
        _timeline.Add(db, campaign, words, actor.Name, null);
        _audit.Record(db, actor, "doubts.decided", id.Value.ToString(), reason: words);
        return moved;
    }
}
