using WaPortal.Core.Access;
using WaPortal.Core.Audit;
using WaPortal.Core.Data;
using WaPortal.Core.Delivery;
using WaPortal.Core.Tenancy;

namespace WaPortal.Core.Campaigns;

/// <summary>Keeps a campaign in step with its send order, in the order's own transaction, and writes its timeline.</summary>
internal sealed class CampaignTimeline(AuditTrail audit, IPortalSignals signals, TimeProvider clock) : ISendOrderListener
{
    public async Task OnMovedAsync(PortalDbContext db, SendOrder order, string? reason, bool byItself, CancellationToken token)
    {
        if (await db.Set<Campaign>().FindAsync([db.TenantId, new CampaignId(order.Id.Value)], token) is not { } campaign)
            return; // an order of another feature
        campaign.Follow(order.State, reason, clock.GetUtcNow());
        if (byItself && order.State == SendOrderState.Done)
            AddOwn(db, campaign, "Nothing left to send", reason, "campaign.finished");
        else if (byItself)
            AddOwn(db, campaign, "Paused by itself", reason, "campaign.stopped");
        signals.Publish(db.TenantId, $"campaign:{campaign.Id.Value}");
    }

    /// <summary>What the campaign did by itself, in its timeline and in the enterprise's trail.</summary>
    public void AddOwn(PortalDbContext db, Campaign campaign, string what, string? why, string @event)
    {
        Add(db, campaign, what, null, why);
        audit.Record(db, Actor.Job(db.TenantId, "sending"), @event, campaign.Id.Value.ToString(), reason: why);
    }

    public void Add(PortalDbContext db, Campaign campaign, string what, string? who, string? why) =>
        db.Add(CampaignEvent.Create(campaign, what, who, why, clock.GetUtcNow()));
}
