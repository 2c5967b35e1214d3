using System.Globalization;
using System.Security.Cryptography;
using System.Text;
using Microsoft.EntityFrameworkCore;
using WaPortal.Core.Data;
using WaPortal.Core.Data.Chains;
using WaPortal.Core.OptIns.Aliases;
using WaPortal.Core.OptIns.Erasure;
using WaPortal.Core.OptIns.Import;
using WaPortal.Core.Tenancy;

namespace WaPortal.Core.OptIns.Ledger;

/// <summary>What an append wrote.</summary>
/// <param name="Entries">Entries appended.</param>
/// <param name="Overtaken">Opt-ins that a later opt-out had overtaken: kept as evidence, opened nothing.</param>
/// <param name="Last">Number of the last entry of the ledger then.</param>
public sealed record AppendResult(int Entries, int Overtaken, long Last);

/// <summary>Appends to the tenant's chain and moves the consent states along, in the caller's transaction.</summary>
public sealed class ConsentLedger(TenantKeys tenantKeys, TimeProvider clock)
{
    private const string Columns =
        "consent_ledger (tenant_id, seq, recorded_at, kind, subject_id, subject_commit, evidence, evidence_hash, actor, prev_chain, entry_hash, chain_hash)";

    private static readonly ConsentPurpose[] AllPurposes = Enum.GetValues<ConsentPurpose>();

    /// <summary>Appends in the given order. The transaction holds the tenant's chain until it ends, so keep it short.</summary>
    public async Task<AppendResult> AppendAsync(PortalDbContext db, IReadOnlyList<ConsentEvent> events, CancellationToken token)
    {
        if (events.Count == 0)
            return new AppendResult(0, 0, 0);
        var tenant = db.TenantId;
        var keys = await tenantKeys.GetAsync(tenant, token);
        var (seq, head, _) = await LockHeadAsync(db, token);
        var fresh = await WithoutKnownAsync(db, await Suppression.SiftAsync(db, events, token), seq, token);
        var subjects = await SubjectsAsync(db, keys, fresh, token);
        var states = await StatesAsync(db, fresh, token);

        var now = DateTimeOffset.FromUnixTimeMilliseconds(clock.GetUtcNow().ToUnixTimeMilliseconds());
        var rows = new List<object?[]>(fresh.Count);
        var overtaken = 0;
        foreach (var e in fresh)
        {
            var (sid, key) = subjects[Convert.ToHexString(e.PhoneId)];
            var commit = LedgerChain.Commit(key, e.Evidence.Phone ?? "id:" + Convert.ToHexString(e.PhoneId));
            var lost = false;
            foreach (var purpose in e.Purposes.Count > 0 ? e.Purposes.Select(p => (ConsentPurpose?)p) : [null])
            {
                var action = e.Action == ConsentAction.OptIn && states.IsOvertaken(e.PhoneId, purpose!.Value, e.Evidence.At) ? ConsentAction.OptInNoted : e.Action;
                lost |= action == ConsentAction.OptInNoted;
                seq++;
                rows.Add(Row(tenant, seq, now, ConsentKinds.Of(action, purpose), sid, commit, SubjectKeys.Seal(tenant, key, seq, e.Evidence), e.Actor, ref head));
                states.Apply(e.PhoneId, action, purpose is { } one ? [one] : AllPurposes, e.Evidence.At, seq);
            }

            if (lost)
                overtaken++;
        }

        await db.InsertAsync(Columns, "", rows, token);
        await states.SaveAsync(db, token);
        await LedgerChain.Heads.MoveAsync(db, tenant, seq, head, token);
        return new AppendResult(rows.Count, overtaken, seq);
    }

    /// <summary>Appends the entry that tells of an erasure; the key that it is sealed under goes with the person. Gives its number.</summary>
    internal async Task<long> AppendErasureAsync(PortalDbContext db, Guid subject, byte[] key, string e164, Guid erasure, string actor, CancellationToken token)
    {
        var (seq, head, _) = await LockHeadAsync(db, token);
        seq++;
        var now = DateTimeOffset.FromUnixTimeMilliseconds(clock.GetUtcNow().ToUnixTimeMilliseconds());
        var evidence = SubjectKeys.Seal(db.TenantId, key, seq, new ConsentEvidence(null, now, "erasure", null, null, null, erasure.ToString()));
        await db.InsertAsync(Columns, "", [Row(db.TenantId, seq, now, ConsentKinds.Erasure, subject, LedgerChain.Commit(key, e164), evidence, actor, ref head)], token);
        await LedgerChain.Heads.MoveAsync(db, db.TenantId, seq, head, token);
        return seq;
    }

    /// <summary>Appends the entry that tells of a restore. It is about nobody: no subject, and its evidence is clear text.</summary>
    internal async Task AppendRestoredAsync(PortalDbContext db, DateTimeOffset takenAt, CancellationToken token)
    {
        var (seq, head, _) = await LockHeadAsync(db, token);
        seq++;
        var now = DateTimeOffset.FromUnixTimeMilliseconds(clock.GetUtcNow().ToUnixTimeMilliseconds());
        var evidence = Encoding.UTF8.GetBytes(string.Create(CultureInfo.InvariantCulture, $"{{\"Backup\":\"{takenAt.UtcDateTime:yyyy-MM-ddTHH:mm:ss.fffZ}\"}}"));
        await db.InsertAsync(Columns, "", [Row(db.TenantId, seq, now, ConsentKinds.Restored, Guid.Empty, [], evidence, "restore", ref head)], token);
        await LedgerChain.Heads.MoveAsync(db, db.TenantId, seq, head, token);
    }

    private static object?[] Row(TenantId tenant, long seq, DateTimeOffset now, string kind, Guid subject, byte[] commit, byte[] evidence, string by, ref byte[] head)
    {
        var evidenceHash = SHA256.HashData(evidence);
        var actor = by.Length <= 200 ? by : by[..200];
        var before = head;
        var entry = LedgerChain.Entry(tenant, seq, now, kind, subject, commit, evidenceHash, actor, before);
        head = ChainHash.Link(before, entry);
        return [tenant, seq, now, kind, subject, commit, evidence, evidenceHash, actor, before, entry, head];
    }

    /// <summary>
    /// Takes the tenant's place in the queue of writers before the caller reads what it decides by. On SQLite every write
    /// transaction has it already.
    /// </summary>
    public static Task LockAsync(PortalDbContext db, CancellationToken token) => LockHeadAsync(db, token);

    /// <summary>What the people behind these ids have declined.</summary>
    internal static Task<List<ClosedConsent>> ClosedAsync(PortalDbContext db, IReadOnlyCollection<byte[]> phoneIds, CancellationToken token) => db.QuerySqlAsync(
        $"SELECT phone_id, purpose, changed_at, entry_seq FROM consent_states WHERE tenant_id = @tenant AND state = 'OptedOut' AND {IdSets.IsOneOf(db, "phone_id")} ORDER BY entry_seq, purpose",
        r => new ClosedConsent(r.GetFieldValue<byte[]>(0), Enum.Parse<ConsentPurpose>(r.GetString(1)), DateTimeOffset.FromUnixTimeMilliseconds(r.GetInt64(2)), r.GetInt64(3)),
        token, ("@tenant", db.TenantId), ("@ids", IdSets.Value(db, phoneIds)));

    /// <summary>Those of these ids about which anything is on record.</summary>
    internal static Task<List<byte[]>> KnownAsync(PortalDbContext db, IReadOnlyCollection<byte[]> phoneIds, CancellationToken token) => db.QuerySqlAsync(
        $"SELECT DISTINCT phone_id FROM consent_states WHERE tenant_id = @tenant AND {IdSets.IsOneOf(db, "phone_id")}",
        r => r.GetFieldValue<byte[]>(0), token, ("@tenant", db.TenantId), ("@ids", IdSets.Value(db, phoneIds)));

    private static Task<ChainPosition> LockHeadAsync(PortalDbContext db, CancellationToken token) =>
        LedgerChain.Heads.LockAsync(db, db.TenantId, LedgerChain.Genesis(db.TenantId), token);

    private static async Task<IReadOnlyList<ConsentEvent>> WithoutKnownAsync(PortalDbContext db, IReadOnlyList<ConsentEvent> events, long seq, CancellationToken token)
    {
        if (events.All(e => e.SourceKey is null))
            return events;
        var fresh = new List<ConsentEvent>(events.Count);
        foreach (var e in events)
        {
            if (e.SourceKey is null || await TakeAsync(db, e.SourceKey, seq + 1, token))
                fresh.Add(e);
        }

        return fresh;
    }

    /// <summary>Whether something outside is heard of for the first time; it never is again.</summary>
    internal static async Task<bool> TakeAsync(PortalDbContext db, string sourceKey, long seq, CancellationToken token) => await db.ExecuteSqlAsync(
        "INSERT INTO consent_source_keys (tenant_id, source_key, seq) VALUES (@tenant, @key, @seq) ON CONFLICT (tenant_id, source_key) DO NOTHING", token,
        ("@tenant", db.TenantId), ("@key", sourceKey), ("@seq", seq)) == 1;

    private async Task<Dictionary<string, (Guid Id, byte[] Key)>> SubjectsAsync(
        PortalDbContext db, TenantKeyRing keys, IReadOnlyList<ConsentEvent> events, CancellationToken token)
    {
        var ids = events.Select(e => e.PhoneId).DistinctBy(Convert.ToHexString).ToList();
        var known = await db.QuerySqlAsync(
            $"SELECT id, phone_id, wrapped_key FROM consent_subjects WHERE tenant_id = @tenant AND {IdSets.IsOneOf(db, "phone_id")}",
            r => (Id: r.GetGuid(0), PhoneId: r.GetFieldValue<byte[]>(1), WrappedKey: r.GetFieldValue<byte[]>(2)), token,
            ("@tenant", db.TenantId), ("@ids", IdSets.Value(db, ids)));
        var subjects = known.ToDictionary(s => Convert.ToHexString(s.PhoneId), s => (s.Id, SubjectKeys.Unwrap(keys, s.WrappedKey, s.Id)));
        var rows = new List<object?[]>();
        foreach (var phoneId in ids.Where(id => !subjects.ContainsKey(Convert.ToHexString(id))))
        {
            var sid = Guid.NewGuid();
            var key = RandomNumberGenerator.GetBytes(32);
            subjects[Convert.ToHexString(phoneId)] = (sid, key);
            rows.Add([db.TenantId, sid, phoneId, SubjectKeys.Wrap(keys, key, sid), clock.GetUtcNow()]);
        }

        await db.InsertAsync("consent_subjects (tenant_id, id, phone_id, wrapped_key, created_at)", "", rows, token);
        return subjects;
    }

    private static async Task<ConsentStates> StatesAsync(PortalDbContext db, IReadOnlyList<ConsentEvent> events, CancellationToken token)
    {
        var ids = events.Select(e => e.PhoneId).DistinctBy(Convert.ToHexString).ToList();
        return new ConsentStates(await db.QuerySqlAsync(
            $"SELECT phone_id, purpose, state, entry_seq, changed_at FROM consent_states WHERE tenant_id = @tenant AND {IdSets.IsOneOf(db, "phone_id")}",
            r => new KnownConsent(
                r.GetFieldValue<byte[]>(0), Enum.Parse<ConsentPurpose>(r.GetString(1)), Enum.Parse<ConsentChoice>(r.GetString(2)), r.GetInt64(3), DateTimeOffset.FromUnixTimeMilliseconds(r.GetInt64(4))),
            token, ("@tenant", db.TenantId), ("@ids", IdSets.Value(db, ids))));
    }
}
