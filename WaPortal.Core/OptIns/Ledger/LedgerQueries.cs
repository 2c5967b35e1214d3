using System.Security.Cryptography;
using Microsoft.EntityFrameworkCore;
using WaPortal.Core.Access;
using WaPortal.Core.Data;
using WaPortal.Core.Data.Chains;
using WaPortal.Core.OptIns.Import;
using WaPortal.Core.OptIns.Ledger.Evidence;
using WaPortal.Core.OptIns.Lists;
using WaPortal.Core.OptIns.Phone;
using WaPortal.Core.Tenancy;

namespace WaPortal.Core.OptIns.Ledger;

/// <summary>A ledger entry as pages show it.</summary>
/// <param name="Phone">Masked; null when the person was erased or only an id is known.</param>
/// <param name="Evidence">Null when the person was erased. Its number is taken out.</param>
/// <param name="Person">Stands for the person in addresses: random, and gone with the person.</param>
/// <param name="Holds">Whether the entry's own hashes are those of its content. What comes before it only a verification can tell.</param>
public sealed record LedgerLine(
    long Seq, DateTimeOffset RecordedAt, string Kind, string? Phone, ConsentEvidence? Evidence, string Actor, string PrevHash, string EntryHash, string ChainHash, Guid Person, bool Holds);

/// <summary>What a person's consent is, with the whole story.</summary>
public sealed record ConsentHistory(string? Phone, IReadOnlyList<(ConsentPurpose Purpose, ConsentChoice Choice, DateTimeOffset ChangedAt, long EntrySeq)> States, IReadOnlyList<LedgerLine> Entries);

/// <summary>Reads the ledger, newest first.</summary>
public sealed class LedgerQuery(PortalDatabase database, TenantKeys tenantKeys)
{
    /// <summary>Entries before the given one; of one number when it is given (in any form, read in the tenant's country).</summary>
    public async Task<IReadOnlyList<LedgerLine>> ListAsync(Actor actor, long? before, string? phone, int count, CancellationToken token)
    {
        actor.Demand(Right.ViewLedger);
        var keys = await tenantKeys.GetAsync(actor.Tenant, token);
        return await database.ReadAsync(actor.Tenant, async (db, inner) =>
        {
            var entries = db.Set<ConsentLedgerEntry>().Where(e => before == null || e.Seq < before);
            if (!string.IsNullOrWhiteSpace(phone))
            {
                if (await PhoneIdAsync(db, keys, phone, inner) is not { } phoneId)
                    return [];
                entries = entries.Where(e => db.Set<ConsentSubject>().Any(s => s.Id == e.SubjectId && s.PhoneId == phoneId));
            }

            return await LinesAsync(db, keys, entries.OrderByDescending(e => e.Seq).Take(count), inner);
        }, token);
    }

    /// <summary>Entries about one person before the given one.</summary>
    public async Task<IReadOnlyList<LedgerLine>> OfPersonAsync(Actor actor, Guid person, long? before, int count, CancellationToken token)
    {
        actor.Demand(Right.ViewLedger);
        var keys = await tenantKeys.GetAsync(actor.Tenant, token);
        return await database.ReadAsync(actor.Tenant, async (db, inner) => (IReadOnlyList<LedgerLine>)await LinesAsync(
            db, keys, db.Set<ConsentLedgerEntry>().Where(e => e.SubjectId == person && (before == null || e.Seq < before)).OrderByDescending(e => e.Seq).Take(count), inner), token);
    }

    /// <summary>What a person's consent to each kind of message is now; kinds that they never spoke about are left out.</summary>
    public Task<IReadOnlyList<PurposeState>> StatesOfPersonAsync(Actor actor, Guid person, CancellationToken token)
    {
        actor.Demand(Right.ViewLedger);
        return database.ReadAsync<IReadOnlyList<PurposeState>>(actor.Tenant, async (db, inner) => await (
            from subject in db.Set<ConsentSubject>()
            join state in db.Set<ConsentState>() on subject.PhoneId equals state.PhoneId
            where subject.Id == person
            select new PurposeState(state.Purpose, state.State, state.ChangedAt, state.EntrySeq)).ToListAsync(inner), token);
    }

    /// <summary>The person behind a number in any form; null when the text is no number or the ledger knows nothing about it.</summary>
    public async Task<Guid?> FindPersonAsync(Actor actor, string phone, CancellationToken token)
    {
        actor.Demand(Right.ViewLedger);
        var keys = await tenantKeys.GetAsync(actor.Tenant, token);
        return await database.ReadAsync(actor.Tenant, async (db, inner) => await PhoneIdAsync(db, keys, phone, inner) is { } phoneId
            ? await db.Set<ConsentSubject>().Where(s => s.PhoneId == phoneId).Select(s => (Guid?)s.Id).FirstOrDefaultAsync(inner)
            : null, token);
    }

    /// <summary>The person that a contact of a list is; null when the ledger knows nothing about them.</summary>
    public Task<Guid?> FindPersonAsync(Actor actor, ContactId contact, CancellationToken token)
    {
        actor.Demand(Right.ViewLedger);
        return database.ReadAsync(actor.Tenant, (db, inner) => (
            from c in db.Set<Contact>()
            join s in db.Set<ConsentSubject>() on c.PhoneId equals s.PhoneId
            where c.Id == contact
            select (Guid?)s.Id).FirstOrDefaultAsync(inner), token);
    }

    /// <summary>One entry; null when it does not exist.</summary>
    public async Task<LedgerLine?> FindAsync(Actor actor, long seq, CancellationToken token)
    {
        actor.Demand(Right.ViewLedger);
        var keys = await tenantKeys.GetAsync(actor.Tenant, token);
        return await database.ReadAsync(actor.Tenant, async (db, inner) =>
            (await LinesAsync(db, keys, db.Set<ConsentLedgerEntry>().Where(e => e.Seq == seq), inner)).FirstOrDefault(), token);
    }

    /// <summary>Everything about one number; null when the text is no number or nothing is known about it.</summary>
    public async Task<ConsentHistory?> HistoryAsync(Actor actor, string phone, CancellationToken token)
    {
        actor.Demand(Right.ViewLedger);
        var keys = await tenantKeys.GetAsync(actor.Tenant, token);
        return await database.ReadAsync(actor.Tenant, async (db, inner) =>
        {
            if (await PhoneIdAsync(db, keys, phone, inner) is not { } phoneId)
                return null;
            var entries = db.Set<ConsentLedgerEntry>().Where(e => db.Set<ConsentSubject>().Any(s => s.Id == e.SubjectId && s.PhoneId == phoneId));
            var lines = await LinesAsync(db, keys, entries.OrderByDescending(e => e.Seq), inner);
            if (lines.Count == 0)
                return null;
            var states = await db.Set<ConsentState>().Where(s => s.PhoneId == phoneId).ToListAsync(inner);
            return new ConsentHistory(lines[0].Phone, [.. states.Select(s => (s.Purpose, s.State, s.ChangedAt, s.EntrySeq))], lines);
        }, token);
    }

    private static bool Holds(TenantId tenant, ConsentLedgerEntry e) =>
        e.EntryHash.AsSpan().SequenceEqual(LedgerChain.Entry(tenant, e.Seq, e.RecordedAt, e.Kind, e.SubjectId, e.SubjectCommit, e.EvidenceHash, e.Actor, e.PrevChain))
        && e.EvidenceHash.AsSpan().SequenceEqual(SHA256.HashData(e.Evidence))
        && e.ChainHash.AsSpan().SequenceEqual(ChainHash.Link(e.PrevChain, e.EntryHash));

    private static async Task<byte[]?> PhoneIdAsync(PortalDbContext db, TenantKeyRing keys, string phone, CancellationToken token)
    {
        var tenant = await db.Set<Tenant>().FirstAsync(t => t.Id == db.TenantId, token);
        return ListPhone.Read(phone, tenant.DefaultRegion).E164 is { } e164 ? keys.PhoneId(e164) : null;
    }

    private static async Task<List<LedgerLine>> LinesAsync(PortalDbContext db, TenantKeyRing keys, IQueryable<ConsentLedgerEntry> entries, CancellationToken token)
    {
        var rows = await entries.ToListAsync(token);
        var ids = rows.Select(e => e.SubjectId).Distinct().ToList();
        var subjects = await db.Set<ConsentSubject>().Where(s => ids.Contains(s.Id)).ToDictionaryAsync(s => s.Id, s => SubjectKeys.Unwrap(keys, s.WrappedKey, s.Id), token);
        return [.. rows.Select(e =>
        {
            var evidence = subjects.TryGetValue(e.SubjectId, out var key) ? SubjectKeys.Open(db.TenantId, key, e.Seq, e.Evidence) : null;
            return new LedgerLine(
                e.Seq, e.RecordedAt, e.Kind, PhoneNumber.TryCreate(evidence?.Phone)?.Masked(), evidence is null ? null : evidence with { Phone = null }, e.Actor,
                Convert.ToHexStringLower(e.PrevChain), Convert.ToHexStringLower(e.EntryHash), Convert.ToHexStringLower(e.ChainHash), e.SubjectId, Holds(db.TenantId, e));
        })];
    }
}
