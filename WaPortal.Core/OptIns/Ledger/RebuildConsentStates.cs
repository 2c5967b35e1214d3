using Microsoft.EntityFrameworkCore;
using WaPortal.Core.Data;
using WaPortal.Core.OptIns.Import;
using WaPortal.Core.Tenancy;

namespace WaPortal.Core.OptIns.Ledger;

/// <summary>Makes the consent states anew from the ledger: proof that they are nothing but a projection of it.</summary>
public sealed class RebuildConsentStates(PortalDatabase database, TenantKeys tenantKeys)
{
    public Task RunAsync(TenantId tenant, CancellationToken token) => database.WriteAsync(tenant, async (db, inner) =>
    {
        var keys = await tenantKeys.GetAsync(tenant, inner);
        if (db.IsPostgres)
            await db.QuerySqlAsync("SELECT seq FROM consent_chain_heads WHERE tenant_id = @tenant FOR UPDATE", r => r.GetInt64(0), inner, ("@tenant", tenant));
        await db.ExecuteSqlAsync("DELETE FROM consent_states WHERE tenant_id = @tenant", inner, ("@tenant", tenant));
        var subjects = await db.Set<ConsentSubject>().AsNoTracking()
            .ToDictionaryAsync(s => s.Id, s => (s.PhoneId, Key: SubjectKeys.Unwrap(keys, s.WrappedKey, s.Id)), inner);
        var undone = new HashSet<long>();
        await foreach (var e in db.Set<ConsentLedgerEntry>().AsNoTracking().Where(e => e.Kind.StartsWith("opt-in-undone")).AsAsyncEnumerable().WithCancellation(inner))
        {
            if (subjects.TryGetValue(e.SubjectId, out var subject) && UndoneOptIns.EntryOf(SubjectKeys.Open(tenant, subject.Key, e.Seq, e.Evidence)) is { } entry)
                undone.Add(entry);
        }

        var states = new ConsentStates();
        await foreach (var e in db.Set<ConsentLedgerEntry>().AsNoTracking().OrderBy(e => e.Seq).AsAsyncEnumerable().WithCancellation(inner))
        {
            // Of an erased person only the suppression list knows, and that is not made from the ledger.
            if (undone.Contains(e.Seq) || ConsentKinds.Read(e.Kind) is not { } kind || !subjects.TryGetValue(e.SubjectId, out var subject))
                continue;
            var at = SubjectKeys.Open(tenant, subject.Key, e.Seq, e.Evidence)?.At ?? e.RecordedAt;
            states.Apply(subject.PhoneId, kind.Action, kind.Purpose is { } one ? [one] : Enum.GetValues<ConsentPurpose>(), at, e.Seq);
        }

        await states.SaveAsync(db, inner);
    }, token);
}
