using Microsoft.EntityFrameworkCore;
using WaPortal.Core.Access;
using WaPortal.Core.Audit;
using WaPortal.Core.Data;
using WaPortal.Core.Tenancy;

namespace WaPortal.Core.OptIns.Ledger;

/// <summary>Shows the whole number of a ledger entry to somebody who may see it, and writes down that they did.</summary>
public sealed class RevealNumber(PortalDatabase database, TenantKeys tenantKeys, AuditTrail audit)
{
    /// <summary>The number in E.164 form; null when the entry does not exist, its person was erased or no number is known.</summary>
    public async Task<string?> RunAsync(Actor actor, long seq, CancellationToken token)
    {
        actor.Demand(Right.ViewLedger);
        actor.Demand(Right.UnmaskNumbers);
        var keys = await tenantKeys.GetAsync(actor.Tenant, token);
        // One transaction: no number leaves without its line in the audit trail.
        return await database.WriteAsync(actor.Tenant, async (db, inner) =>
        {
            if (await db.Set<ConsentLedgerEntry>().AsNoTracking().FirstOrDefaultAsync(e => e.Seq == seq, inner) is not { } entry
                || await db.Set<ConsentSubject>().AsNoTracking().FirstOrDefaultAsync(s => s.Id == entry.SubjectId, inner) is not { } subject)
                return null;
            var number = SubjectKeys.Open(actor.Tenant, SubjectKeys.Unwrap(keys, subject.WrappedKey, subject.Id), seq, entry.Evidence)?.Phone;
            if (number is not null)
                audit.Record(db, actor, "number.revealed", FormattableString.Invariant($"ledger:{seq}"));
            return number;
        }, token);
    }
}
