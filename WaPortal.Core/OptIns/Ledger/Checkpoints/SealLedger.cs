using Microsoft.EntityFrameworkCore;
using WaPortal.Core.Data;
using WaPortal.Core.Data.Chains;
using WaPortal.Core.Tenancy;

namespace WaPortal.Core.OptIns.Ledger.Checkpoints;

/// <summary>Makes a checkpoint of all entries that there are.</summary>
public sealed class SealLedger(PortalDatabase database, LedgerSigningKey key, TimeProvider clock)
{
    private const int Page = 10_000;

    /// <summary>Seals what no checkpoint covers yet; the latest checkpoint's text in any case, null while the ledger is empty.</summary>
    /// <exception cref="InvalidOperationException">The ledger is shorter than what was sealed: it was cut off. Verification says where.</exception>
    public async Task<CheckpointNote?> RunAsync(TenantId tenant, CancellationToken token)
    {
        var (last, tree, head) = await database.ReadAsync(tenant, ReadAsync, token);
        if (tree.Size == (last?.Size ?? 0))
            return last;
        var note = new CheckpointNote(CheckpointNote.OriginOf(tenant), tree.Size, tree.Root(), head, At()).Sign(key);
        await database.WriteAsync(tenant, async (db, t) =>
        {
            // Another process may have sealed just now, or be about to: they take turns with whoever appends.
            await ConsentLedger.LockAsync(db, t);
            if (!await db.Set<LedgerCheckpoint>().AnyAsync(c => c.Size >= tree.Size, t))
                db.Add(LedgerCheckpoint.Create(tenant, note, tree.Subtrees));
        }, token);
        return note;
    }

    private DateTimeOffset At() => DateTimeOffset.FromUnixTimeMilliseconds(clock.GetUtcNow().ToUnixTimeMilliseconds());

    private static async Task<(CheckpointNote? Last, MerkleTree Tree, byte[] Head)> ReadAsync(PortalDbContext db, CancellationToken token)
    {
        var last = await db.Set<LedgerCheckpoint>().OrderByDescending(c => c.Size).FirstOrDefaultAsync(token);
        var tree = last is null ? new MerkleTree() : new MerkleTree(last.Size, last.Subtrees);
        var note = last is null ? null : CheckpointNote.Read(last.Note);
        var head = await db.Set<ConsentChainHead>().FirstOrDefaultAsync(token);
        var end = head?.Seq ?? 0;
        if (end < tree.Size)
            throw new InvalidOperationException("The consent ledger is shorter than its last checkpoint.");
        while (tree.Size < end)
        {
            var after = tree.Size;
            var page = await db.Set<ConsentLedgerEntry>().Where(e => e.Seq > after && e.Seq <= end).OrderBy(e => e.Seq).Take(Page).Select(e => e.EntryHash).ToListAsync(token);
            if (page.Count == 0)
                throw new InvalidOperationException("Entries of the consent ledger are missing.");
            foreach (var entry in page)
                tree.Add(entry);
        }

        return (note, tree, head?.ChainHash ?? []);
    }
}
