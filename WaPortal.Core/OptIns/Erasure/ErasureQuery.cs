using Microsoft.EntityFrameworkCore;
using WaPortal.Core.Access;
using WaPortal.Core.Data;
using WaPortal.Core.OptIns.Ledger.Checkpoints;

namespace WaPortal.Core.OptIns.Erasure;

/// <summary>What an erasure has done, and the seal over the entry that tells of it.</summary>
/// <param name="Checkpoint">The text of the checkpoint; null until the end.</param>
public sealed record ErasureProof(PersonErasure Erasure, string? Checkpoint);

/// <summary>Reads erasures.</summary>
public sealed class ErasureQuery(PortalDatabase database)
{
    /// <summary>Null when there is no such erasure.</summary>
    public Task<ErasureProof?> FindAsync(Actor actor, Guid id, CancellationToken token)
    {
        actor.Demand(Right.ViewLedger);
        return database.ReadAsync(actor.Tenant, async (db, t) =>
        {
            if (await db.Set<PersonErasure>().FirstOrDefaultAsync(e => e.Id == id, t) is not { } erasure)
                return null;
            var note = erasure.CheckpointSize is { } size ? await db.Set<LedgerCheckpoint>().Where(c => c.Size == size).Select(c => c.Note).FirstOrDefaultAsync(t) : null;
            return new ErasureProof(erasure, note);
        }, token);
    }
}
