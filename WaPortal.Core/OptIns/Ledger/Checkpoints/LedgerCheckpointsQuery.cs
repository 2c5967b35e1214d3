using Microsoft.EntityFrameworkCore;
using WaPortal.Core.Access;
using WaPortal.Core.Audit;
using WaPortal.Core.Data;

namespace WaPortal.Core.OptIns.Ledger.Checkpoints;

/// <summary>A checkpoint as pages show it.</summary>
/// <param name="Size">Number of entries sealed.</param>
/// <param name="CopiedAt">When it had arrived at every place that it is copied to; null while it has not.</param>
/// <param name="CopyFault">What went wrong with the last copy; null for nothing.</param>
public sealed record CheckpointLine(long Size, DateTimeOffset At, DateTimeOffset? CopiedAt, string? CopyFault);

/// <summary>The seals of a ledger.</summary>
/// <param name="Fingerprint">SHA-256 of the signing key's public half, in lower-case hex.</param>
/// <param name="HasPlaces">Whether checkpoints are copied anywhere.</param>
/// <param name="Newest">The newest ones, newest first.</param>
public sealed record LedgerSeals(string Fingerprint, bool HasPlaces, IReadOnlyList<CheckpointLine> Newest);

/// <summary>Reads checkpoints, and makes one now for who takes it along.</summary>
public sealed class LedgerCheckpointsQuery(PortalDatabase database, LedgerSigningKey signing, CheckpointCopies copies, SealLedger sealing, AuditTrail audit)
{
    public Task<LedgerSeals> RunAsync(Actor actor, int count, CancellationToken token)
    {
        actor.Demand(Right.ViewLedger);
        return database.ReadAsync(actor.Tenant, async (db, t) => new LedgerSeals(
            signing.Fingerprint, copies.HasPlaces,
            await db.Set<LedgerCheckpoint>().OrderByDescending(c => c.Size).Take(count).Select(c => new CheckpointLine(c.Size, c.At, c.CopiedAt, c.CopyFault)).ToListAsync(t)), token);
    }

    /// <summary>The text of a checkpoint over everything up to now, to be kept elsewhere; null while the ledger is empty. Audited.</summary>
    public async Task<CheckpointNote?> TakeAsync(Actor actor, CancellationToken token)
    {
        actor.Demand(Right.ViewLedger);
        var note = await sealing.RunAsync(actor.Tenant, token);
        if (note is not null)
            await audit.RecordAsync(actor, "ledger.checkpoint-taken", FormattableString.Invariant($"{note.Size}"), "ok", null, token);
        return note;
    }

    /// <summary>The public half of the signing key in PEM, which is no secret.</summary>
    public string PublicKey => signing.PublicPem;
}
