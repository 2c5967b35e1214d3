using System.Globalization;
using System.Security.Cryptography;
using Microsoft.EntityFrameworkCore;
using WaPortal.Core.Access;
using WaPortal.Core.Audit;
using WaPortal.Core.Data;
using WaPortal.Core.Tenancy;

namespace WaPortal.Core.OptIns.Ledger;

/// <summary>One place where the chain does not hold.</summary>
/// <param name="Seq">The entry.</param>
/// <param name="Kind">missing, changed, evidence changed, reordered or forked (its head does not follow), cut off.</param>
public sealed record LedgerBreak(long Seq, string Kind);

/// <summary>The answer of a verification.</summary>
/// <param name="Entries">Entries read.</param>
/// <param name="Head">The chain's head in lower-case hex.</param>
/// <param name="Breaks">None when the chain holds.</param>
public sealed record LedgerVerification(long Entries, string Head, IReadOnlyList<LedgerBreak> Breaks);

/// <summary>Walks a tenant's chain from its start and recomputes every hash.</summary>
public sealed class VerifyLedger(PortalDatabase database, AuditTrail audit)
{
    /// <summary>The audit event of a verification: its target is the number of entries, its reason the head or the first break.</summary>
    internal const string Event = "ledger.verified";

    private const int Page = 2000;

    /// <summary>Verifies for somebody who watches, and writes the result to the audit trail.</summary>
    /// <param name="actor">Who asks.</param>
    /// <param name="progress">Is told the number of entries that were read.</param>
    /// <param name="token">Cancels.</param>
    public async Task<LedgerVerification> RunAsync(Actor actor, IProgress<long>? progress, CancellationToken token)
    {
        actor.Demand(Right.ViewLedger);
        var answer = await RunAsync(actor.Tenant, progress, token);
        var words = answer.Breaks.Count == 0 ? "head " + answer.Head : string.Create(
            CultureInfo.InvariantCulture, $"{answer.Breaks.Count} breaks, the first at entry {answer.Breaks[0].Seq}: {answer.Breaks[0].Kind}");
        await audit.RecordAsync(actor, Event, answer.Entries.ToString(CultureInfo.InvariantCulture), answer.Breaks.Count == 0 ? "ok" : "failed", words, token);
        return answer;
    }

    public Task<LedgerVerification> RunAsync(TenantId tenant, CancellationToken token) => RunAsync(tenant, null, token);

    private Task<LedgerVerification> RunAsync(TenantId tenant, IProgress<long>? progress, CancellationToken token) => database.ReadAsync(tenant, async (db, inner) =>
    {
        var breaks = new List<LedgerBreak>();
        var prev = LedgerChain.Genesis(tenant);
        long seq = 0, entries = 0;
        // The head is read first: entries appended meanwhile are beyond it and are left for the next time.
        var head = await db.Set<ConsentChainHead>().FirstOrDefaultAsync(inner);
        var end = head?.Seq ?? 0;
        while (true)
        {
            var after = seq;
            var page = await db.Set<ConsentLedgerEntry>().Where(e => e.Seq > after && e.Seq <= end).OrderBy(e => e.Seq).Take(Page).ToListAsync(inner);
            foreach (var e in page)
            {
                entries++;
                for (var missing = seq + 1; missing < e.Seq && missing < seq + 1000; missing++)
                    breaks.Add(new(missing, "missing"));
                var gap = e.Seq != seq + 1;
                seq = e.Seq;
                if (!Same(e.EntryHash, LedgerChain.Entry(tenant, e.Seq, e.RecordedAt, e.Kind, e.SubjectId, e.SubjectCommit, e.EvidenceHash, e.Actor, e.PrevChain)))
                    breaks.Add(new(e.Seq, "changed"));
                else if (!Same(e.EvidenceHash, SHA256.HashData(e.Evidence)))
                    breaks.Add(new(e.Seq, "evidence changed"));
                if (!gap && !Same(e.PrevChain, prev))
                    breaks.Add(new(e.Seq, "forked"));
                if (!Same(e.ChainHash, LedgerChain.Chain(e.PrevChain, e.EntryHash)))
                    breaks.Add(new(e.Seq, "changed"));
                prev = e.ChainHash;
            }

            progress?.Report(entries);
            if (page.Count < Page)
                break;
        }

        if (seq < end)
            breaks.Add(new(seq + 1, "cut off"));
        else if (head is not null && !Same(head.ChainHash, prev))
            breaks.Add(new(end, "head changed"));
        var beyond = await db.Set<ConsentLedgerEntry>().Where(e => e.Seq > end).OrderBy(e => e.Seq).FirstOrDefaultAsync(inner);
        if (head is null && beyond is not null)
            breaks.Add(new(beyond.Seq, "inserted"));
        return new LedgerVerification(entries, Convert.ToHexStringLower(prev), breaks);
    }, token);

    private static bool Same(byte[] a, byte[] b) => a.AsSpan().SequenceEqual(b);
}
