using System.Security.Cryptography;
using Microsoft.EntityFrameworkCore;
using WaPortal.Core.Access;
using WaPortal.Core.Audit;
using WaPortal.Core.Data;
using WaPortal.Core.OptIns.Aliases;
using WaPortal.Core.OptIns.Ledger;
using WaPortal.Core.Tenancy;

namespace WaPortal.Core.OptIns.Erasure;

/// <summary>
/// Begins to erase a person, in one transaction behind the tenant's queue of writers: the entry that tells of it, the key that opens the evidence, consent states,
/// contact and lists, and whatever waits to be sent. <see cref="ErasePersonJob"/> searches the rest.
/// </summary>
public sealed class ErasePerson(ConsentLedger ledger, TenantKeys tenantKeys, IEnumerable<IPersonTraces> traces, AuditTrail audit, TimeProvider clock)
{
    /// <summary>In the caller's write transaction. Enqueue <see cref="ErasePersonJob"/> after its commit.</summary>
    /// <param name="db">In a write transaction.</param>
    /// <param name="actor">Who erases; needs <see cref="Right.ErasePeople"/>. The caller has asked for a fresh code.</param>
    /// <param name="e164">Whom.</param>
    /// <param name="complete">Keeps no bare id of somebody who had opted out.</param>
    /// <param name="reason">Without personal data.</param>
    /// <param name="token">Cancels.</param>
    /// <returns>The erasure; one that is under way already stays the only one.</returns>
    internal async Task<Guid> BeginAsync(PortalDbContext db, Actor actor, string e164, bool complete, string reason, CancellationToken token)
    {
        actor.Demand(Right.ErasePeople);
        var keys = await tenantKeys.GetAsync(db.TenantId, token);
        await ConsentLedger.LockAsync(db, token);
        var person = await MarksAsync(db, keys, e164, Guid.CreateVersion7(), clock.GetUtcNow(), token);
        if (await UnderWayAsync(db, person, token) is { } other)
            return other;
        var ids = person.Ids.ToList();
        var hadOptedOut = await db.Set<ConsentState>().AnyAsync(s => ids.Contains(s.PhoneId) && s.State == ConsentChoice.OptedOut, token)
            || await db.Set<SuppressedPerson>().AnyAsync(s => ids.Contains(s.PhoneId) && s.OptedOut, token);
        var subjects = await db.Set<ConsentSubject>().AsNoTracking().Where(s => ids.Contains(s.PhoneId)).ToListAsync(token);
        var known = subjects.FirstOrDefault(s => s.PhoneId.AsSpan().SequenceEqual(ids[0])) ?? subjects.FirstOrDefault();
        var entry = await ledger.AppendErasureAsync(
            db, known?.Id ?? Guid.NewGuid(), known is null ? RandomNumberGenerator.GetBytes(32) : SubjectKeys.Unwrap(keys, known.WrappedKey, known.Id), e164, person.Erasure, actor.Name, token);

        var erasure = PersonErasure.Create(
            db.TenantId, person.Erasure, keys.EncryptText(KeyPurpose.PersonalData, e164, "person_erasures", "phone", person.Erasure.ToString()), ids, complete, hadOptedOut, reason.Trim(), actor.Name, entry, person.Since);
        db.Add(erasure);
        erasure.Count("ledger", await ForgetAsync(db, [.. subjects.Select(s => s.Id)], ids, token));
        await db.InsertAsync(
            "suppressed_people (tenant_id, phone_id, since, opted_out, erasing)",
            "ON CONFLICT (tenant_id, phone_id) DO UPDATE SET since = excluded.since, opted_out = excluded.opted_out, erasing = excluded.erasing",
            [.. ids.Select(id => new object?[] { db.TenantId, id, person.Since, hadOptedOut && !complete, person.Erasure })], token);
        foreach (var trace in traces)
            erasure.Count(trace.Name, await trace.StopAsync(db, person, token));
        audit.Record(db, actor, "person.erasure-started", person.Erasure.ToString(), reason: FormattableString.Invariant($"entry {entry}{(complete ? ", with the suppression" : "")}"));
        return person.Erasure;
    }

    /// <summary>All ids under which somebody is known, the one of the number first.</summary>
    internal static async Task<PersonMarks> MarksAsync(PortalDbContext db, TenantKeyRing keys, string e164, Guid erasure, DateTimeOffset since, CancellationToken token)
    {
        var numbers = NumberSpelling.Of(e164).ToList();
        var phones = numbers.Select(keys.PhoneId).ToList();
        // Whoever wrote under another id that means this number, and the number that this one is a spelling of.
        var meant = await PersonAliases.ResolveAsync(db, phones, token);
        var others = await db.QuerySqlAsync(
            $"SELECT alias_id FROM person_aliases WHERE tenant_id = @tenant AND {IdSets.IsOneOf(db, "phone_id")}", r => r.GetFieldValue<byte[]>(0), token,
            ("@tenant", db.TenantId), ("@ids", IdSets.Value(db, [.. meant])));
        return new PersonMarks(e164, [.. phones.Concat(meant).Concat(others).DistinctBy(Convert.ToHexString)], numbers, erasure, since);
    }

    private static async Task<Guid?> UnderWayAsync(PortalDbContext db, PersonMarks person, CancellationToken token)
    {
        var ids = person.Ids.ToList();
        return await db.Set<SuppressedPerson>().Where(s => ids.Contains(s.PhoneId) && s.Erasing != null).Select(s => s.Erasing).FirstOrDefaultAsync(token);
    }

    // Without the key nobody opens the evidence of these entries again; the entries themselves stay, and the chain with them.
    private static async Task<int> ForgetAsync(PortalDbContext db, List<Guid> subjects, List<byte[]> ids, CancellationToken token)
    {
        await db.OverwriteDeletedAsync(token);
        var entries = await db.Set<ConsentLedgerEntry>().Where(e => subjects.Contains(e.SubjectId) && e.Kind != ConsentKinds.Erasure).Select(e => e.Seq).ToListAsync(token);
        // A source key may hold the platform's id of a message, in which the number is written.
        foreach (var seqs in entries.Chunk(500))
            await db.Set<ConsentSourceKey>().Where(k => seqs.Contains(k.Seq)).ExecuteDeleteAsync(token);
        await db.Set<ConsentState>().Where(s => ids.Contains(s.PhoneId)).ExecuteDeleteAsync(token);
        await db.Set<ConsentSubject>().Where(s => subjects.Contains(s.Id)).ExecuteDeleteAsync(token);
        await db.Set<PersonAlias>().Where(a => ids.Contains(a.AliasId) || ids.Contains(a.PhoneId)).ExecuteDeleteAsync(token);
        return entries.Count;
    }
}
