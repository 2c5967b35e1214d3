using Microsoft.EntityFrameworkCore;
using WaPortal.Core.Access;
using WaPortal.Core.Audit;
using WaPortal.Core.Data;
using WaPortal.Core.Jobs;
using WaPortal.Core.Tenancy;

namespace WaPortal.Core.Campaigns;

/// <summary>Schedules a draft after one more look at all that could stop it; takes a scheduled campaign back.</summary>
public sealed class ScheduleCampaign
{
    private readonly PortalDatabase _database;
    private readonly CampaignReview _review;
    private readonly CampaignTimeline _timeline;
    private readonly AuditTrail _audit;
    private readonly IBackgroundJobs _jobs;
    private readonly TimeProvider _clock;

    internal ScheduleCampaign(
        PortalDatabase database, CampaignReview review, CampaignTimeline timeline, AuditTrail audit, IBackgroundJobs jobs, TimeProvider clock) =>
        (_database, _review, _timeline, _audit, _jobs, _clock) = (database, review, timeline, audit, jobs, clock);

    /// <summary>Schedules the version that the person reviewed; an edit in another tab since then makes it stale.</summary>
    public async Task<CampaignResult> RunAsync(Actor actor, CampaignId id, int version, CancellationToken token)
    {
        actor.Demand(Right.StartCampaigns);
        var draft = await _database.ReadAsync(actor.Tenant, (db, t) => db.Set<Campaign>().FirstOrDefaultAsync(c => c.Id == id, t), token);
        if (draft is null)
            return new CampaignResult.NotFound();
        if (draft.Version != version)
            return new CampaignResult.Stale();
        var forecast = await _review.ForecastAsync(actor.Tenant, draft, token);
        if (forecast.Problems.Count > 0)
            return new CampaignResult.Refused(forecast.Problems);
        var startAt = forecast.StartAt!.Value;
        var result = await WriteAsync(actor.Tenant, async (db, t) =>
        {
            await db.DemandWorkAsync(t);
            if (await db.Set<Campaign>().FirstOrDefaultAsync(c => c.Id == id, t) is not { } campaign)
                return new CampaignResult.NotFound();
            if (campaign.Version != version)
                return new CampaignResult.Stale();
            var approval = await Approvals.NewestAsync(db, id, t);
            if (Approvals.Missing(await CampaignSettings.RuleAsync(db, t), approval, forecast.Digest, forecast.Eligible) is { } missing)
                return new CampaignResult.Refused("Approval", missing);
            if (approval is { State: ApprovalState.Waiting })
                approval.Overtake(); // asked for while the rule was another
            if (!campaign.TrySchedule(startAt, forecast.ByPlace, _clock.GetUtcNow()))
                return new CampaignResult.Refused("", "Only a draft can be scheduled; this campaign is already on its way.");
            _timeline.Add(db, campaign, campaign.StartNow ? "Started" : "Scheduled", actor.Name, null);
            _audit.Record(db, actor, "campaign.started", id.Value.ToString());
            return new CampaignResult.Done(id);
        }, token);
        if (result is CampaignResult.Done)
            await _jobs.ScheduleAsync<StartCampaignJob>(actor.Tenant, id.Value, startAt, token);
        return result;
    }

    private async Task<CampaignResult> WriteAsync(TenantId tenant, Func<PortalDbContext, CancellationToken, Task<CampaignResult>> work, CancellationToken token)
    {
        try
        {
            return await _database.WriteAsync(tenant, work, token);
        }
        catch (DbUpdateConcurrencyException)
        {
            return new CampaignResult.Stale();
        }
    }

    /// <summary>Leaves the next time of a series out: it starts when the one after it would have.</summary>
    public async Task<CampaignResult> SkipAsync(Actor actor, CampaignId id, CancellationToken token)
    {
        actor.Demand(Right.StartCampaigns);
        DateTimeOffset? startAt = null;
        var result = await _database.WriteAsync<CampaignResult>(actor.Tenant, async (db, t) =>
        {
            if (await db.Set<Campaign>().FindAsync([actor.Tenant, id], t) is not { } campaign)
                return new CampaignResult.NotFound();
            var before = campaign.LocalStart;
            if (!campaign.TrySkip(_clock.GetUtcNow()))
                return new CampaignResult.Refused("", "There is no later time of this series. Take it back or cancel it instead.");
            startAt = campaign.StartAt;
            _timeline.Add(db, campaign, "Skipped once", actor.Name, FormattableString.Invariant($"It would have started {before:d MMM yyyy, HH:mm}"));
            _audit.Record(db, actor, "campaign.skipped", id.Value.ToString());
            return new CampaignResult.Done(id);
        }, token);
        if (startAt is { } at)
            await _jobs.ScheduleAsync<StartCampaignJob>(actor.Tenant, id.Value, at, token);
        return result;
    }

    /// <summary>Scheduled → draft, so that it can be changed. What was approved stays approved while nothing is changed.</summary>
    public async Task<CampaignResult> TakeBackAsync(Actor actor, CampaignId id, CancellationToken token)
    {
        actor.Demand(Right.StartCampaigns);
        var result = await _database.WriteAsync<CampaignResult>(actor.Tenant, async (db, t) =>
        {
            if (await db.Set<Campaign>().FindAsync([actor.Tenant, id], t) is not { } campaign)
                return new CampaignResult.NotFound();
            if (!campaign.TryUnschedule(_clock.GetUtcNow()))
                return new CampaignResult.Refused("", "Only a campaign that has not started can be taken back.");
            _timeline.Add(db, campaign, "Taken back to draft", actor.Name, null);
            _audit.Record(db, actor, "campaign.unscheduled", id.Value.ToString());
            return new CampaignResult.Done(id);
        }, token);
        if (result is CampaignResult.Done)
            await _jobs.CancelAsync<StartCampaignJob>(actor.Tenant, id.Value, token);
        return result;
    }
}
