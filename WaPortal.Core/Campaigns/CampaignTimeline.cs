using WaPortal.Core.Data;
using WaPortal.Core.Delivery;
using WaPortal.Core.Tenancy;

namespace WaPortal.Core.Campaigns;

/// <summary>Keeps a campaign in step with its send order, in the order's own transaction, and writes its timeline.</summary>
internal sealed class CampaignTimeline(IPortalSignals signals, TimeProvider clock) : ISendOrderListener
{
    public async Task OnMovedAsync(PortalDbContext db, SendOrder order, string? reason, bool byItself, CancellationToken token)
    {
        if (await db.Set<Campaign>().FindAsync([db.TenantId, new CampaignId(order.Id.Value)], token) is not { } campaign)
            return; // an order of another feature
        campaign.Follow(order.State, reason, clock.GetUtcNow());
        if (byItself)
            Add(db, campaign, order.State == SendOrderState.Done ? "Nothing left to send" : "Paused by itself", null, reason);
        signals.Publish(db.TenantId, $"campaign:{campaign.Id.Value}");
    }

    public void Add(PortalDbContext db, Campaign campaign, string what, string? who, string? why) =>
        db.Add(CampaignEvent.Create(campaign, what, who, why, clock.GetUtcNow()));
}
