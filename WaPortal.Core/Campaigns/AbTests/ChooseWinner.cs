using WaPortal.Core.Access;
using WaPortal.Core.Audit;
using WaPortal.Core.Data;
using WaPortal.Core.Jobs;
using WaPortal.Core.Tenancy;

namespace WaPortal.Core.Campaigns;

/// <summary>A person says which version goes to the rest, before the rule does or where it came to nothing.</summary>
public sealed class ChooseWinner
{
    private readonly PortalDatabase _database;
    private readonly CampaignTimeline _timeline;
    private readonly AuditTrail _audit;
    private readonly IBackgroundJobs _jobs;
    private readonly TimeProvider _clock;

    internal ChooseWinner(PortalDatabase database, CampaignTimeline timeline, AuditTrail audit, IBackgroundJobs jobs, TimeProvider clock) =>
        (_database, _timeline, _audit, _jobs, _clock) = (database, timeline, audit, jobs, clock);

    /// <summary>The campaign starts for the rest of its people at once. A version that still sends goes on for its own.</summary>
    public async Task<CampaignResult> RunAsync(Actor actor, CampaignId id, AbVariant winner, CancellationToken token)
    {
        actor.Demand(Right.StartCampaigns);
        var result = await _database.WriteAsync<CampaignResult>(actor.Tenant, async (db, t) =>
        {
            await db.DemandWorkAsync(t);
            if (await db.LockedAsync(id, t) is not { } campaign || await db.Set<AbTestRun>().FindAsync([actor.Tenant, id], t) is not { } run)
                return new CampaignResult.NotFound();
            var now = _clock.GetUtcNow();
            if (!campaign.TryTakeWinner(winner, now))
                return new CampaignResult.Refused("", campaign.Winner is { } already ? $"Version {already} was chosen already." : "This test is over.");
            run.Decide(actor.Name, $"Chosen by {actor.Name}.", now);
            _timeline.Add(db, campaign, $"Version {winner} goes to the rest", actor.Name, "Chosen by hand");
            _audit.Record(db, actor, "campaign.test-chosen", id.Value.ToString(), reason: $"version {winner}");
            return new CampaignResult.Done(id);
        }, token);
        if (result is CampaignResult.Done)
            await _jobs.ScheduleAsync<StartCampaignJob>(actor.Tenant, id.Value, _clock.GetUtcNow(), token);
        return result;
    }
}
