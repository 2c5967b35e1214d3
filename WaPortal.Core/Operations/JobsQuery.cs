using Microsoft.EntityFrameworkCore;
using WaPortal.Core.Access;
using WaPortal.Core.Audit;
using WaPortal.Core.Data;
using WaPortal.Core.Jobs;
using WaPortal.Core.Tenancy;

namespace WaPortal.Core.Operations;

/// <summary>One run as the page shows it.</summary>
/// <param name="Ending">Null while it runs.</param>
public sealed record JobRunLine(
    JobRunId Id, string Job, TenantId Tenant, Guid Subject, int Attempt, DateTimeOffset StartedAt, DateTimeOffset? EndedAt, JobEnding? Ending, string? Reason)
{
    /// <summary>How long it took; null while it runs.</summary>
    public TimeSpan? Lasted => EndedAt - StartedAt;
}

/// <summary>What runs and what waits at this moment.</summary>
/// <param name="Waiting">The next first.</param>
/// <param name="Sweep">The last look for unfinished work; null before the first, and for those who see one enterprise only.</param>
/// <param name="Enterprises">Enterprise IDs of all tenants that occur.</param>
public sealed record JobBoard(
    IReadOnlyList<JobRunLine> Running, IReadOnlyList<WaitingJob> Waiting, SweepReport.Sweep? Sweep, IReadOnlyDictionary<TenantId, string> Enterprises);

/// <summary>Which runs are wanted; each part that is null lets all through.</summary>
public sealed record JobFilter(string? Job = null, JobEnding? Ending = null, TenantId? Tenant = null);

/// <summary>
/// Looks at the jobs: of the whole installation for those who run it (<see cref="Right.ManageTenants"/>), of their own enterprise for everybody else with
/// <see cref="Right.ViewJobs"/>.
/// </summary>
public sealed class JobsQuery(PortalDatabase database, IJobBoard board, SweepReport sweeps, AuditTrail audit, PlatformTrail platform)
{
    /// <summary>Notes that somebody opened the page.</summary>
    public Task OpenedAsync(Actor actor, CancellationToken token)
    {
        actor.Demand(Right.ViewJobs);
        return SeesAll(actor)
            ? platform.RecordAsync(actor, "jobs.opened", "", "ok", null, token)
            : audit.RecordAsync(actor, "jobs.opened", "", "ok", null, token);
    }

    /// <summary>What runs and waits.</summary>
    public async Task<JobBoard> BoardAsync(Actor actor, CancellationToken token)
    {
        actor.Demand(Right.ViewJobs);
        var only = Only(actor);
        var running = await database.ReadAsync(TenantId.None, (db, t) => Lines(db.Set<JobRecord>()
            .Where(r => r.EndedAt == null && (only == null || r.ForTenant == only)).OrderBy(r => r.StartedAt)).ToListAsync(t), token);
        var waiting = (await board.WaitingAsync(token)).Where(w => only is null || w.Tenant == only).ToList();
        var enterprises = await database.ReadAsync(TenantId.None, (db, t) => db.Set<Tenant>()
            .Where(x => only == null || x.Id == only).ToDictionaryAsync(x => x.Id, x => x.EnterpriseId, t), token);
        return new JobBoard(running, waiting, SeesAll(actor) ? sweeps.Last : null, enterprises);
    }

    /// <summary>Runs that have ended, started before the given one, newest first.</summary>
    public Task<List<JobRunLine>> HistoryAsync(Actor actor, JobFilter filter, JobRunId? before, int count, CancellationToken token)
    {
        actor.Demand(Right.ViewJobs);
        var tenant = Only(actor) ?? filter.Tenant;
        return database.ReadAsync(TenantId.None, async (db, t) =>
        {
            var last = before is null ? null : await db.Set<JobRecord>().Where(r => r.Id == before).Select(r => (DateTimeOffset?)r.StartedAt).FirstOrDefaultAsync(t);
            return await Lines(db.Set<JobRecord>()
                .Where(r => r.EndedAt != null
                    && (last == null || r.StartedAt < last)
                    && (tenant == null || r.ForTenant == tenant)
                    && (filter.Job == null || r.Job == filter.Job)
                    && (filter.Ending == null || r.Ending == filter.Ending))
                .OrderByDescending(r => r.StartedAt).Take(count)).ToListAsync(t);
        }, token);
    }

    internal static bool SeesAll(Actor actor) => actor.May(Right.ManageTenants);

    private static TenantId? Only(Actor actor) => SeesAll(actor) ? null : actor.Tenant;

    private static IQueryable<JobRunLine> Lines(IQueryable<JobRecord> runs) =>
        runs.Select(r => new JobRunLine(r.Id, r.Job, r.ForTenant, r.Subject, r.Attempt, r.StartedAt, r.EndedAt, r.Ending, r.Reason));
}
