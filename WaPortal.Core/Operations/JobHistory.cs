using Microsoft.EntityFrameworkCore;
using WaPortal.Core.Data;
using WaPortal.Core.Jobs;
using WaPortal.Core.Tenancy;

namespace WaPortal.Core.Operations;

/// <summary>
/// Keeps the runs of all jobs: 14 days of them, 10,000 at most. Each process says once a minute which of its runs still go on; those of a process that says
/// nothing any more count as interrupted.
/// </summary>
internal sealed class JobHistory(PortalDatabase database, TimeProvider clock) : IJobWatch, IUnfinishedWork
{
    /// <summary>Runs that are kept at most.</summary>
    internal const int Most = 10_000;

    /// <summary>How long runs are kept.</summary>
    internal static readonly TimeSpan Kept = TimeSpan.FromDays(14);

    /// <summary>After this long without a word the process of a run is taken for dead.</summary>
    internal static readonly TimeSpan Silence = TimeSpan.FromMinutes(3);

    private readonly Guid _node = Guid.NewGuid();

    public Task StartedAsync(JobStart run, CancellationToken token) => database.WriteAsync(TenantId.None, (db, _) =>
    {
        db.Add(JobRecord.Create(run, _node));
        return Task.CompletedTask;
    }, token);

    public Task EndedAsync(JobStart run, JobEnding ending, DateTimeOffset at, string? reason, CancellationToken token)
    {
        var id = new JobRunId(run.Id);
        var words = reason is { Length: > JobRecordConfiguration.ReasonLength } ? reason[..JobRecordConfiguration.ReasonLength] : reason;
        return database.WriteAsync(TenantId.None, (db, t) => db.Set<JobRecord>().Where(r => r.Id == id).ExecuteUpdateAsync(s => s
            .SetProperty(r => r.EndedAt, at).SetProperty(r => r.Ending, ending).SetProperty(r => r.Reason, words), t), token);
    }

    /// <summary>Called once a minute: keeps the history true and small.</summary>
    public Task ResumeAsync(CancellationToken token)
    {
        var now = clock.GetUtcNow();
        return database.WriteAsync(TenantId.None, async (db, t) =>
        {
            await db.Set<JobRecord>().Where(r => r.Node == _node && r.EndedAt == null).ExecuteUpdateAsync(s => s.SetProperty(r => r.SeenAt, now), t);
            // SQLite has one process, so what another one left running is over.
            var silentSince = db.IsPostgres ? now - Silence : now + TimeSpan.FromDays(1);
            await db.Set<JobRecord>().Where(r => r.Node != _node && r.EndedAt == null && r.SeenAt < silentSince).ExecuteUpdateAsync(s => s
                .SetProperty(r => r.EndedAt, now).SetProperty(r => r.Ending, JobEnding.Interrupted).SetProperty(r => r.Reason, "Its process ended"), t);
            var old = now - Kept;
            await db.Set<JobRecord>().Where(r => r.EndedAt < old).ExecuteDeleteAsync(t);
            var surplus = await db.Set<JobRecord>().Where(r => r.EndedAt != null).OrderByDescending(r => r.StartedAt).Select(r => (DateTimeOffset?)r.StartedAt).Skip(Most).FirstOrDefaultAsync(t);
            if (surplus is { } oldest)
                await db.Set<JobRecord>().Where(r => r.EndedAt != null && r.StartedAt <= oldest).ExecuteDeleteAsync(t);
        }, token);
    }
}
