using System.Diagnostics;
using System.Runtime.CompilerServices;
using Microsoft.EntityFrameworkCore;
using WaPortal.Core.Access;
using WaPortal.Core.Audit;
using WaPortal.Core.Data;
using WaPortal.Core.Jobs;
using WaPortal.Core.Tenancy;

namespace WaPortal.Core.Retention;

/// <summary>
/// Deletes what an enterprise (the subject) has kept for long enough, class after class, in short transactions between which others write. Nothing is remembered of
/// how far it came: what is too old and still there is what is left to do.
/// </summary>
internal sealed class PurgeJob(PortalDatabase database, IEnumerable<IRetainedRows> rows, AuditTrail audit, TimeProvider clock) : IBackgroundJob
{
    private const int FirstBatch = 200;
    private const int LargestBatch = 2_000;

    // On SQLite every other writer waits for a batch.
    private static readonly TimeSpan Longest = TimeSpan.FromMilliseconds(200);

    public async Task RunAsync(TenantId tenant, Guid subject, CancellationToken token)
    {
        foreach (var of in Enum.GetValues<DataClass>())
        {
            var now = clock.GetUtcNow();
            var (held, days) = await database.ReadAsync(tenant, async (db, t) => (await RetentionBook.IsHeldAsync(db, t), await RetentionBook.DaysAsync(db, of, now, t)), token);
            if (held)
                return;
            var (before, deleted) = (now.AddDays(-days), 0);
            try
            {
                foreach (var kept in rows.Where(r => r.Class == of))
                {
                    await foreach (var gone in PurgeAsync(kept, tenant, before, token))
                        deleted += gone;
                }
            }
            finally
            {
                if (deleted > 0)
                    await TellAsync(tenant, of, before, deleted);
            }
        }

        await database.EmptyLogAsync(token);
        await database.WriteAsync(tenant, async (db, t) =>
        {
            (await RetentionBook.StateAsync(db, t)).Purged(clock.GetUtcNow());
        }, token);
    }

    private async IAsyncEnumerable<int> PurgeAsync(IRetainedRows kept, TenantId tenant, DateTimeOffset before, [EnumeratorCancellation] CancellationToken token)
    {
        for (var batch = FirstBatch; ;)
        {
            token.ThrowIfCancellationRequested();
            // Whoever holds everything back means what has not gone yet.
            if (await database.ReadAsync(tenant, RetentionBook.IsHeldAsync, token))
                yield break;
            var since = Stopwatch.GetTimestamp();
            var gone = await kept.PurgeAsync(tenant, before, batch, token);
            if (gone == 0)
                yield break;
            yield return gone;
            var took = Stopwatch.GetElapsedTime(since);
            batch = took > Longest ? Math.Max(1, batch / 2) : took < Longest / 2 ? Math.Min(LargestBatch, batch * 2) : batch;
        }
    }

    // Also where the job is stopped in the middle: what went is on record.
    private Task TellAsync(TenantId tenant, DataClass of, DateTimeOffset before, int deleted) => database.WriteAsync(tenant, (db, _) =>
    {
        db.Add(Purge.Create(tenant, of, before, deleted, clock.GetUtcNow()));
        audit.Record(db, Actor.Job(tenant, "retention"), "retention.purged", of.ToString(), reason: FormattableString.Invariant($"{deleted} from before {before.UtcDateTime:yyyy-MM-dd HH:mm} UTC"));
        return Task.CompletedTask;
    }, CancellationToken.None);
}

/// <summary>Finds enterprises whose data was not gone through for an hour.</summary>
internal sealed class DuePurges(PortalDatabase database, SystemScope scope, IBackgroundJobs jobs, TimeProvider clock) : IUnfinishedWork
{
    public Task ResumeAsync(CancellationToken token) => scope.ForEachAsync("data to go through", ResumeAsync, token, TenantReach.Held);

    private async Task ResumeAsync(Tenant tenant, CancellationToken token)
    {
        var since = clock.GetUtcNow() - RetentionDefaults.Interval;
        if (!await database.ReadAsync(tenant.Id, (db, t) => db.Set<RetentionState>().AnyAsync(s => s.PurgedAt > since || s.HeldSince != null, t), token))
            await jobs.EnqueueAsync<PurgeJob>(tenant.Id, tenant.Id.Value, token);
    }
}
