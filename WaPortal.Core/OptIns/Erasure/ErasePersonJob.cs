using Microsoft.EntityFrameworkCore;
using WaPortal.Core.Access;
using WaPortal.Core.Audit;
using WaPortal.Core.Data;
using WaPortal.Core.Jobs;
using WaPortal.Core.OptIns.Ledger;
using WaPortal.Core.OptIns.Ledger.Checkpoints;
using WaPortal.Core.Tenancy;

namespace WaPortal.Core.OptIns.Erasure;

/// <summary>
/// Searches everything that may hold an erased person, part by part. What a part erased, its count and the position change in one transaction, so a kill at any
/// point loses and doubles nothing. The number is forgotten last.
/// </summary>
public sealed class ErasePersonJob(
    PortalDatabase database, TenantKeys tenantKeys, IEnumerable<IPersonTraces> traces, SealLedger sealing, IBackgroundJobs jobs, IPortalSignals signals, AuditTrail audit, TimeProvider clock)
    : IBackgroundJob
{
    internal static readonly TimeSpan Pause = TimeSpan.FromSeconds(5);

    /// <inheritdoc />
    public async Task RunAsync(TenantId tenant, Guid subject, CancellationToken token)
    {
        try
        {
            var wait = await SearchAsync(tenant, subject, token);
            if (wait is { } pause)
                await jobs.ScheduleAsync<ErasePersonJob>(tenant, subject, clock.GetUtcNow() + pause, token);
            else
                await CleanAsync(tenant, subject, token);
        }
        catch (DbUpdateConcurrencyException)
        {
            // Another run of it was first.
        }

        signals.Publish(tenant, $"erasure:{subject}");
    }

    private async Task<TimeSpan?> SearchAsync(TenantId tenant, Guid id, CancellationToken token)
    {
        var keys = await tenantKeys.GetAsync(tenant, token);
        while (true)
        {
            token.ThrowIfCancellationRequested();
            var (trace, person, position) = await NextAsync(tenant, keys, id, token);
            if (person is null)
                return null;
            TimeSpan? wait = null;
            if (trace is not null)
            {
                var found = await trace.LookAsync(tenant, person, position, token);
                wait = await database.WriteAsync(tenant, (db, t) => StepAsync(db, trace, person, position, found, t), token);
                if (wait is not null)
                    return wait;
                continue;
            }

            // Sealed before the end, so that the proof can name the seal.
            var checkpoint = await sealing.RunAsync(tenant, token);
            wait = await database.WriteAsync(tenant, (db, t) => EndAsync(db, keys, id, checkpoint?.Size, t), token);
            if (wait is not null)
                return wait;
        }
    }

    /// <summary>Which place comes next; no person when the erasure has ended.</summary>
    private async Task<(IPersonTraces? Trace, PersonMarks? Person, string? Position)> NextAsync(TenantId tenant, TenantKeyRing keys, Guid id, CancellationToken token)
    {
        if (await database.ReadAsync(tenant, (db, t) => db.Set<PersonErasure>().FirstOrDefaultAsync(e => e.Id == id, t), token) is not { EndedAt: null } erasure)
            return default;
        var done = erasure.Done;
        return (traces.FirstOrDefault(t => !done.Contains(t.Name)), Marks(keys, erasure), erasure.Position);
    }

    private static async Task<TimeSpan?> StepAsync(PortalDbContext db, IPersonTraces trace, PersonMarks person, string? position, object? found, CancellationToken token)
    {
        var erasure = await db.Set<PersonErasure>().FirstAsync(e => e.Id == person.Erasure, token);
        if (erasure.EndedAt is not null || erasure.Position != position || erasure.Done.Contains(trace.Name))
            throw new DbUpdateConcurrencyException("The erasure went on without this run.");
        await db.OverwriteDeletedAsync(token);
        var step = await trace.EraseAsync(db, person, position, found, token);
        erasure.Advance(trace.Name, step);
        return step.Wait;
    }

    private async Task<TimeSpan?> EndAsync(PortalDbContext db, TenantKeyRing keys, Guid id, long? checkpoint, CancellationToken token)
    {
        await ConsentLedger.LockAsync(db, token);
        if (await db.Set<PersonErasure>().FirstOrDefaultAsync(e => e.Id == id, token) is not { EndedAt: null } erasure)
            return null;
        var person = Marks(keys, erasure);
        // A list that was here before may still be read; whom it holds is kept out until it is through, and what it left behind is searched again.
        if (await ImportTraces.IsBusyAsync(db, person, token))
        {
            erasure.Again(ImportTraces.Key);
            return Pause;
        }

        foreach (var trace in traces)
            await trace.EndAsync(db, person, token);
        var ids = person.Ids.ToList();
        var lasts = await db.Set<SuppressedPerson>().AnyAsync(s => ids.Contains(s.PhoneId) && s.OptedOut, token);
        if (lasts)
        {
            await db.Set<SuppressedPerson>().Where(s => s.Erasing == id).ExecuteUpdateAsync(s => s.SetProperty(x => x.Erasing, (Guid?)null).SetProperty(x => x.OptedOut, true), token);
        }
        else
        {
            await db.Set<SuppressedPerson>().Where(s => s.Erasing == id).ExecuteDeleteAsync(token);
        }

        erasure.End(lasts, checkpoint, clock.GetUtcNow());
        audit.Record(db, Actor.Job(db.TenantId, "erasure"), "person.erased", id.ToString(), reason: FormattableString.Invariant($"{erasure.Counts.Values.Sum()} traces, entry {erasure.EntrySeq}"));
        return null;
    }

    private async Task CleanAsync(TenantId tenant, Guid id, CancellationToken token)
    {
        await database.EmptyLogAsync(token);
        await database.WriteAsync(tenant, async (db, t) =>
        {
            if (await db.Set<PersonErasure>().FirstOrDefaultAsync(e => e.Id == id, t) is { EndedAt: not null, CleanedAt: null } erasure)
                erasure.Cleaned(clock.GetUtcNow());
        }, token);
    }

    private static PersonMarks Marks(TenantKeyRing keys, PersonErasure erasure)
    {
        var phone = keys.DecryptText(KeyPurpose.PersonalData, erasure.Phone!, "person_erasures", "phone", erasure.Id.ToString());
        return new PersonMarks(phone, [.. erasure.Ids!.Chunk(32)], [.. Aliases.NumberSpelling.Of(phone)], erasure.Id, erasure.StartedAt);
    }
}

/// <summary>Goes on with erasures that a stop of the portal left half-way; also of suspended enterprises.</summary>
internal sealed class UnfinishedErasures(PortalDatabase database, SystemScope scope, IBackgroundJobs jobs) : IUnfinishedWork
{
    public Task ResumeAsync(CancellationToken token) => scope.ForEachAsync("erasures under way", async (tenant, t) =>
    {
        foreach (var id in await database.ReadAsync(tenant.Id, (db, inner) => db.Set<PersonErasure>().Where(e => e.CleanedAt == null).Select(e => e.Id).ToListAsync(inner), t))
            await jobs.EnqueueAsync<ErasePersonJob>(tenant.Id, id, t);
    }, token, TenantReach.Held);
}
