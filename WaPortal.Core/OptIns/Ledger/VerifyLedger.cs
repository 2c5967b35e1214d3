using System.Globalization;
using System.Security.Cryptography;
using Microsoft.EntityFrameworkCore;
using WaPortal.Core.Access;
using WaPortal.Core.Audit;
using WaPortal.Core.Data;
using WaPortal.Core.Data.Chains;
using WaPortal.Core.OptIns.Ledger.Checkpoints;
using WaPortal.Core.Tenancy;

namespace WaPortal.Core.OptIns.Ledger;

/// <summary>Walks a tenant's chain from its start, recomputes every hash, and holds the result against the checkpoints, also those that were copied out.</summary>
public sealed class VerifyLedger(PortalDatabase database, AuditTrail audit, LedgerSigningKey signing, CheckpointCopies copies)
{
    /// <summary>The audit event of a verification: its target is the number of entries, its reason the head or the first break.</summary>
    internal const string Event = "ledger.verified";

    private const int Page = 2000;

    /// <summary>Verifies for somebody who watches, and writes the result to the audit trail.</summary>
    /// <param name="actor">Who asks.</param>
    /// <param name="progress">Is told the number of entries that were read.</param>
    /// <param name="token">Cancels.</param>
    /// <param name="witness">A checkpoint that was kept elsewhere.</param>
    public async Task<ChainVerification> RunAsync(Actor actor, IProgress<long>? progress, CancellationToken token, CheckpointNote? witness = null)
    {
        actor.Demand(Right.ViewLedger);
        var answer = await RunAsync(actor.Tenant, progress, witness, token);
        var words = answer.Breaks.Count == 0 ? "head " + answer.Head : string.Create(
            CultureInfo.InvariantCulture, $"{answer.Breaks.Count} breaks, the first at entry {answer.Breaks[0].Seq}: {answer.Breaks[0].Kind}");
        await audit.RecordAsync(actor, Event, answer.Entries.ToString(CultureInfo.InvariantCulture), answer.Breaks.Count == 0 ? "ok" : "failed", words, token);
        return answer;
    }

    public Task<ChainVerification> RunAsync(TenantId tenant, CancellationToken token) => RunAsync(tenant, null, null, token);

    private async Task<ChainVerification> RunAsync(TenantId tenant, IProgress<long>? progress, CheckpointNote? witness, CancellationToken token)
    {
        var outside = await copies.CopiedAsync(tenant, token);
        return await database.ReadAsync(tenant, async (db, inner) =>
        {
            var walk = new ChainWalk(0, LedgerChain.Genesis(tenant));
            // The head is read first: entries appended meanwhile are beyond it and are left for the next time.
            var head = await db.Set<ConsentChainHead>().FirstOrDefaultAsync(inner);
            var end = head?.Seq ?? 0;
            var seals = new SealCheck(tenant, signing, await db.Set<LedgerCheckpoint>().OrderBy(c => c.Size).Select(c => c.Note).ToListAsync(inner), witness is null ? outside : [.. outside, witness]);
            while (true)
            {
                var after = walk.Seq;
                var page = await db.Set<ConsentLedgerEntry>().Where(e => e.Seq > after && e.Seq <= end).OrderBy(e => e.Seq).Take(Page).ToListAsync(inner);
                foreach (var e in page)
                {
                    walk.Step(Link(tenant, e));
                    seals.Step(e.Seq, e.EntryHash, e.ChainHash);
                }

                progress?.Report(walk.Entries);
                if (page.Count < Page)
                    break;
            }

            var last = await db.Set<ConsentLedgerEntry>().OrderByDescending(e => e.Seq).Select(e => (long?)e.Seq).FirstOrDefaultAsync(inner);
            var now = await db.Set<ConsentChainHead>().Select(h => (long?)h.Seq).FirstOrDefaultAsync(inner) ?? 0;
            var answer = walk.Finish(head is null ? null : (head.Seq, head.ChainHash), last > now ? last : null);
            return answer with { Breaks = [.. answer.Breaks, .. seals.Finish(answer.Breaks)] };
        }, token);
    }

    private static ChainLink Link(TenantId tenant, ConsentLedgerEntry e) => new(
        e.Seq, e.PrevChain, e.EntryHash, e.ChainHash,
        seq => LedgerChain.Entry(tenant, seq, e.RecordedAt, e.Kind, e.SubjectId, e.SubjectCommit, e.EvidenceHash, e.Actor, e.PrevChain),
        e.EvidenceHash.AsSpan().SequenceEqual(SHA256.HashData(e.Evidence)) ? null : "evidence changed");
}
