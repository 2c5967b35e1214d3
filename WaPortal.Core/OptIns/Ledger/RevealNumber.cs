using Microsoft.EntityFrameworkCore;
using WaPortal.Core.Access;
using WaPortal.Core.Audit;
using WaPortal.Core.Data;
using WaPortal.Core.Tenancy;

namespace WaPortal.Core.OptIns.Ledger;

/// <summary>What became of the wish to see a number.</summary>
/// <param name="Number">In E.164 form; null when the entry does not exist, its person was erased or no number is known.</param>
/// <param name="IsTooOften">The person has seen as many as one hour allows.</param>
public readonly record struct RevealedNumber(string? Number, bool IsTooOften = false);

/// <summary>Shows the whole number of a ledger entry to somebody who may see it, and writes down that they did.</summary>
public sealed class RevealNumber(PortalDatabase database, TenantKeys tenantKeys, AuditTrail audit, TimeProvider clock)
{
    /// <summary>Numbers that one person may see in an hour: enough to answer callers, too few to copy a list by hand or by script.</summary>
    public const int MostInAnHour = 100;

    private const string Event = "number.revealed";

    /// <summary>The number, unless the person has seen too many.</summary>
    public async Task<RevealedNumber> RunAsync(Actor actor, long seq, CancellationToken token)
    {
        actor.Demand(Right.ViewLedger);
        actor.Demand(Right.UnmaskNumbers);
        var keys = await tenantKeys.GetAsync(actor.Tenant, token);
        // One transaction: no number leaves without its line in the audit trail.
        return await database.WriteAsync(actor.Tenant, async (db, inner) =>
        {
            var hourAgo = clock.GetUtcNow() - TimeSpan.FromHours(1);
            if (await db.Set<AuditEvent>().CountAsync(e => e.UserId == actor.UserId && e.Event == Event && e.At > hourAgo, inner) >= MostInAnHour)
                return new RevealedNumber(null, IsTooOften: true);
            if (await db.Set<ConsentLedgerEntry>().AsNoTracking().FirstOrDefaultAsync(e => e.Seq == seq, inner) is not { } entry
                || await db.Set<ConsentSubject>().AsNoTracking().FirstOrDefaultAsync(s => s.Id == entry.SubjectId, inner) is not { } subject)
                return default;
            var number = SubjectKeys.Open(actor.Tenant, SubjectKeys.Unwrap(keys, subject.WrappedKey, subject.Id), seq, entry.Evidence)?.Phone;
            if (number is not null)
                audit.Record(db, actor, Event, FormattableString.Invariant($"ledger:{seq}"));
            return new RevealedNumber(number);
        }, token);
    }
}
