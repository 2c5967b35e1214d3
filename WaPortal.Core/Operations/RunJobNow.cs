using Microsoft.EntityFrameworkCore;
using WaPortal.Core.Access;
using WaPortal.Core.Audit;
using WaPortal.Core.Data;
using WaPortal.Core.Jobs;
using WaPortal.Core.Tenancy;

namespace WaPortal.Core.Operations;

/// <summary>
/// Runs a job now that waits, or that ran before. Jobs look at the tables for what is left to do, so running one once more repeats nothing that was done.
/// </summary>
public sealed class RunJobNow(PortalDatabase database, IJobBoard board, AuditTrail audit, PlatformTrail platform)
{
    /// <summary>Runs it; false when there is no such job, or not for this actor.</summary>
    public async Task<bool> RunAsync(Actor actor, string job, TenantId tenant, Guid subject, CancellationToken token)
    {
        actor.Demand(Right.RunJobs);
        if (!JobsQuery.SeesAll(actor) && tenant != actor.Tenant)
            return false;
        // Only what is known: a made-up subject must not become a job.
        var isKnown = await database.ReadAsync(TenantId.None, (db, t) => db.Set<JobRecord>().AnyAsync(r => r.Job == job && r.ForTenant == tenant && r.Subject == subject, t), token)
            || (await board.WaitingAsync(token)).Any(w => w.Job == job && w.Tenant == tenant && w.Subject == subject);
        if (!isKnown || !await board.RunNowAsync(job, tenant, subject, token))
            return false;
        if (JobsQuery.SeesAll(actor))
            await platform.RecordAsync(actor, "job.run", subject.ToString(), "ok", $"{job} of {tenant}", token);
        else
            await audit.RecordAsync(actor, "job.run", subject.ToString(), "ok", job, token);
        return true;
    }
}
