using Microsoft.EntityFrameworkCore;
using WaPortal.Core.Access;
using WaPortal.Core.Data;

namespace WaPortal.Core.Audit;

/// <summary>
/// Deletes the oldest events of an enterprise's trail when their time is over. The head keeps the place and the hash of the cut, and the trail itself
/// records both, so that what is left verifies from there on.
/// </summary>
public sealed class TrailCut(PortalDatabase database, AuditTrail audit)
{
    /// <summary>The audit event of a cut: its target is the last number that was deleted, its reason the chain's hash there.</summary>
    internal const string Event = "activity.cut";

    private const int Batch = 500;

    /// <summary>Deletes up to one batch of events from before a time, oldest first; gives how many. Call again until it gives 0.</summary>
    public Task<int> RunAsync(Actor actor, DateTimeOffset before, CancellationToken token)
    {
        actor.Demand(Right.ManageSettings);
        return CutAsync(actor, before, token);
    }

    /// <summary>
    /// Deletes the whole trail of the context's enterprise in the caller's transaction: the last step of closing it. What it says should be recorded in the
    /// platform's trail.
    /// </summary>
    public static async Task<int> DeleteAllAsync(PortalDbContext db, CancellationToken token)
    {
        await db.Set<AuditChainHead>().ExecuteUpdateAsync(s => s.SetProperty(h => h.CutSeq, h => h.Seq), token);
        var deleted = await db.Set<AuditEvent>().ExecuteDeleteAsync(token);
        await db.Set<AuditChainHead>().ExecuteDeleteAsync(token);
        return deleted;
    }

    private Task<int> CutAsync(Actor actor, DateTimeOffset before, CancellationToken token) => database.WriteAsync(actor.Tenant, async (db, t) =>
    {
        // The first event that stays ends the cut, whatever the times behind it say: the chain is cut in one place.
        var stays = await db.Set<AuditEvent>().Where(e => e.At >= before && e.Seq > 0).OrderBy(e => e.Seq).Select(e => (long?)e.Seq).FirstOrDefaultAsync(t) ?? long.MaxValue;
        var going = await db.Set<AuditEvent>().AsNoTracking().Where(e => e.Seq > 0 && e.Seq < stays).OrderBy(e => e.Seq).Take(Batch).ToListAsync(t);
        if (going.Count == 0)
            return 0;
        var last = going[^1];
        await db.Set<AuditChainHead>().ExecuteUpdateAsync(s => s.SetProperty(h => h.CutSeq, last.Seq).SetProperty(h => h.CutChain, last.ChainHash), t);
        var deleted = await db.Set<AuditEvent>().Where(e => e.Seq > 0 && e.Seq <= last.Seq).ExecuteDeleteAsync(t);
        audit.Record(db, actor, Event, FormattableString.Invariant($"{last.Seq}"), reason: Convert.ToHexStringLower(last.ChainHash));
        return deleted;
    }, token);
}
