using WaPortal.Core.Access;
using WaPortal.Core.Audit;
using WaPortal.Core.Data;
using WaPortal.Core.Delivery;
using WaPortal.Core.Delivery.Shares;
using WaPortal.Core.Tenancy;

namespace WaPortal.Core.Campaigns;

/// <summary>Changes how much of the number's pace a campaign gets beside others, while it is under way.</summary>
public sealed class CampaignPriority
{
    private readonly PortalDatabase _database;
    private readonly CampaignTimeline _timeline;
    private readonly AuditTrail _audit;
    private readonly IPortalSignals _signals;

    internal CampaignPriority(PortalDatabase database, CampaignTimeline timeline, AuditTrail audit, IPortalSignals signals) => (_database, _timeline, _audit, _signals) = (database, timeline, audit, signals);

    /// <summary>Its priority; null for a campaign that has no messages yet.</summary>
    public Task<SendPriority?> ReadAsync(Actor actor, CampaignId id, CancellationToken token)
    {
        actor.Demand(Right.ViewCampaigns);
        return _database.ReadAsync(actor.Tenant, async (db, t) => (await db.Set<SendOrder>().FindAsync([actor.Tenant, id.Order], t))?.Priority, token);
    }

    /// <summary>Sets it. From the next claim on it holds.</summary>
    public async Task<CampaignResult> ChangeAsync(Actor actor, CampaignId id, SendPriority priority, CancellationToken token)
    {
        actor.Demand(Right.StartCampaigns);
        var result = await _database.WriteAsync<CampaignResult>(actor.Tenant, async (db, t) =>
        {
            await db.DemandWorkAsync(t);
            if (await db.Set<Campaign>().FindAsync([actor.Tenant, id], t) is not { } campaign)
                return new CampaignResult.NotFound();
            if (await db.Set<SendOrder>().FindAsync([actor.Tenant, id.Order], t) is not { State: SendOrderState.Filling or SendOrderState.Running or SendOrderState.Paused } order)
                return new CampaignResult.Refused("", "The priority can be changed once its messages are put together and while some of them wait.");
            order.Prioritize(priority);
            var words = $"Priority {priority.ToString().ToLowerInvariant()}";
            _timeline.Add(db, campaign, words, actor.Name, null);
            _audit.Record(db, actor, "campaign.priority", id.Value.ToString(), reason: words);
            return new CampaignResult.Done(id);
        }, token);
        _signals.Publish(actor.Tenant, $"campaign:{id.Value}");
        return result;
    }
}
