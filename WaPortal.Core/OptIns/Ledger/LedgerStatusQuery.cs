using System.Globalization;
using Microsoft.EntityFrameworkCore;
using WaPortal.Core.Access;
using WaPortal.Core.Audit;
using WaPortal.Core.Data;

namespace WaPortal.Core.OptIns.Ledger;

/// <summary>The last verification that somebody asked for.</summary>
/// <param name="Entries">How many entries it read.</param>
/// <param name="Words">Where the chain breaks; null when it holds.</param>
public sealed record LedgerCheck(DateTimeOffset At, string By, long Entries, bool Holds, string? Words);

/// <summary>Where the chain ends and when it was last verified.</summary>
/// <param name="Head">Lower-case hex; null while the ledger is empty.</param>
public sealed record LedgerStatus(long Entries, string? Head, DateTimeOffset? LastWritten, LedgerCheck? LastCheck);

/// <summary>Reads the state of a tenant's ledger.</summary>
public sealed class LedgerStatusQuery(PortalDatabase database)
{
    public Task<LedgerStatus> RunAsync(Actor actor, CancellationToken token)
    {
        actor.Demand(Right.ViewLedger);
        return database.ReadAsync(actor.Tenant, async (db, inner) =>
        {
            var head = await db.Set<ConsentChainHead>().FirstOrDefaultAsync(inner);
            var written = await db.Set<ConsentLedgerEntry>().OrderByDescending(e => e.Seq).Select(e => (DateTimeOffset?)e.RecordedAt).FirstOrDefaultAsync(inner);
            var check = await db.Set<AuditEvent>().Where(e => e.Event == VerifyLedger.Event).OrderByDescending(e => e.Seq).FirstOrDefaultAsync(inner);
            return new LedgerStatus(head?.Seq ?? 0, head is null ? null : Convert.ToHexStringLower(head.ChainHash), written, check is null ? null : Check(check));
        }, token);
    }

    private static LedgerCheck Check(AuditEvent e) => new(
        e.At, e.Actor, long.Parse(e.Target, CultureInfo.InvariantCulture), e.Result == "ok", e.Result == "ok" ? null : e.Reason);
}
