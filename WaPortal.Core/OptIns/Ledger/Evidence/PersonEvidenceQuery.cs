using Microsoft.EntityFrameworkCore;
using WaPortal.Core.Data;
using WaPortal.Core.Data.Chains;
using WaPortal.Core.OptIns.Ledger.Checkpoints;
using WaPortal.Core.Tenancy;

namespace WaPortal.Core.OptIns.Ledger.Evidence;

/// <summary>Gathers the proofs about one person. Whoever calls it has checked the right and writes down that it was done.</summary>
public sealed class PersonEvidenceQuery(PortalDatabase database, TenantKeys tenantKeys, SealLedger sealing, LedgerSigningKey signing)
{
    /// <summary>Null when the ledger does not know the person, or they were erased.</summary>
    public async Task<PersonEvidence?> RunAsync(TenantId tenant, Guid person, CancellationToken token)
    {
        var keys = await tenantKeys.GetAsync(tenant, token);
        // Sealed first, so that every entry that is read below, or was there when the seal was made, has its proof.
        if (await sealing.RunAsync(tenant, token) is not { } checkpoint)
            return null;
        return await database.ReadAsync(tenant, async (db, t) =>
        {
            if (await db.Set<ConsentSubject>().FirstOrDefaultAsync(s => s.Id == person, t) is not { } subject)
                return null;
            var key = SubjectKeys.Unwrap(keys, subject.WrappedKey, subject.Id);
            var rows = await db.Set<ConsentLedgerEntry>().Where(e => e.SubjectId == person && e.Seq <= checkpoint.Size).OrderBy(e => e.Seq).ToListAsync(t);
            var leaves = await db.Set<ConsentLedgerEntry>().Where(e => e.Seq <= checkpoint.Size).OrderBy(e => e.Seq).Select(e => e.EntryHash).ToListAsync(t);
            // A ledger with gaps has no paths; what the entries say is given all the same.
            var paths = leaves.Count == checkpoint.Size ? MerkleTree.Paths(leaves, [.. rows.Select(r => (int)(r.Seq - 1))]) : null;
            var entries = rows.Select((r, i) => new ProvedEntry(
                r.Seq, r.RecordedAt, r.Kind, r.Actor, r.SubjectCommit, r.Evidence, SubjectKeys.Open(tenant, key, r.Seq, r.Evidence), r.PrevChain, r.EntryHash, r.ChainHash, paths?[i] ?? [])).ToList();
            var phone = entries.Select(e => e.Evidence?.Phone).FirstOrDefault(p => p is not null);
            var states = await db.Set<ConsentState>().Where(s => s.PhoneId == subject.PhoneId).OrderBy(s => s.Purpose).ToListAsync(t);
            return new PersonEvidence(
                person, phone, key, [.. states.Select(s => new PurposeState(s.Purpose, s.State, s.ChangedAt, s.EntrySeq))], entries, checkpoint, PublicKey(checkpoint));
        }, token);
    }

    // Of the key that signed this checkpoint, which may be an earlier one.
    private string PublicKey(CheckpointNote checkpoint)
    {
        using var key = signing.Find(checkpoint.Key);
        return key?.ExportSubjectPublicKeyInfoPem() ?? signing.PublicPem;
    }
}
