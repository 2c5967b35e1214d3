using Microsoft.EntityFrameworkCore;
using WaPortal.Core.Audit;
using WaPortal.Core.Campaigns;
using WaPortal.Core.Compliance.Requests;
using WaPortal.Core.Data;
using WaPortal.Core.OptIns.Imports;
using WaPortal.Core.OptIns.Ledger;
using WaPortal.Core.OptIns.Ledger.Checkpoints;
using WaPortal.Core.OptIns.Wordings;

namespace WaPortal.Core.Compliance.Alerts;

/// <summary>Finds what somebody should look at, at this moment. Tables: messages, consent_states, beside its own and those that it reads as entities.</summary>
internal sealed class AlertFindings(CheckpointCopies copies, TimeProvider clock)
{
    private static readonly TimeSpan BurstWithin = TimeSpan.FromHours(72);
    private static readonly TimeSpan BurstLooksBack = TimeSpan.FromDays(14);
    private static readonly TimeSpan VerifyEvery = TimeSpan.FromDays(30);
    private static readonly TimeSpan CopyPatience = TimeSpan.FromDays(1);

    public async Task<IReadOnlyList<AlertFinding>> FindAsync(PortalDbContext db, CancellationToken token)
    {
        var now = clock.GetUtcNow();
        var choices = await ComplianceSettings.ReadAsync(db, token);
        return
        [
            .. await LedgerAsync(db, now, token),
            .. await RequestsAsync(db, now, choices, token),
            .. await BurstsAsync(db, now, choices, token),
            .. (await db.Set<ListImport>().Where(i => i.Quarantined > 0).Select(i => new { i.Id, i.Quarantined, i.FileName }).ToListAsync(token))
                .Select(i => new AlertFinding(AlertKind.Quarantine, i.Id.Value.ToString(), i.Quarantined, 0, i.FileName)),
            .. (await db.Set<Wording>().AsNoTracking().Where(w => w.State == WordingState.InUse).ToListAsync(token))
                .Where(w => w.Unmet.Count > 0).Select(w => new AlertFinding(AlertKind.WordingIncomplete, w.Id.Value.ToString(), w.Unmet.Count, 0, w.Code)),
            .. await OldAsync(db, now, choices, token),
        ];
    }

    private async Task<IReadOnlyList<AlertFinding>> LedgerAsync(PortalDbContext db, DateTimeOffset now, CancellationToken token)
    {
        var found = new List<AlertFinding>();
        var entries = await db.Set<ConsentChainHead>().Select(h => h.Seq).FirstOrDefaultAsync(token);
        if (entries == 0)
            return found;
        var check = await db.Set<AuditEvent>().AsNoTracking().Where(e => e.Event == VerifyLedger.Event).OrderByDescending(e => e.Seq).FirstOrDefaultAsync(token);
        if (check is { Result: not "ok" })
            found.Add(new AlertFinding(AlertKind.LedgerBroken, "", entries));
        else if (check is null || check.At < now - VerifyEvery)
            found.Add(new AlertFinding(AlertKind.LedgerUnverified, "", entries));
        var late = now - CopyPatience;
        if (copies.HasPlaces && await db.Set<LedgerCheckpoint>().CountAsync(c => c.CopiedAt == null && (c.CopyFault != null || c.At < late), token) is > 0 and var waiting)
            found.Add(new AlertFinding(AlertKind.CopiesWaiting, "", waiting));
        return found;
    }

    private static async Task<IEnumerable<AlertFinding>> RequestsAsync(PortalDbContext db, DateTimeOffset now, ComplianceChoices choices, CancellationToken token)
    {
        var soon = now.AddDays(choices.WarnDays);
        var due = await db.Set<PersonRequest>().AsNoTracking().Where(r => r.State == RequestState.Open && r.DueAt <= soon).ToListAsync(token);
        return due.Select(r => new AlertFinding(AlertKind.RequestDue, r.Id.Value.ToString(), r.Number, r.DueAt.ToUnixTimeMilliseconds(), r.Kind.ToString()));
    }

    // From the few who opted out lately to the messages that they had got before, by index; not from the many messages to those who did not.
    private static async Task<IReadOnlyList<AlertFinding>> BurstsAsync(PortalDbContext db, DateTimeOffset now, ComplianceChoices choices, CancellationToken token)
    {
        var after = await db.QuerySqlAsync(
            """
            SELECT m.order_id, count(*) FROM consent_states s
            JOIN messages m ON m.tenant_id = s.tenant_id AND m.phone_id = s.phone_id
            JOIN send_orders o ON o.tenant_id = m.tenant_id AND o.id = m.order_id AND o.kind = 'Campaign'
            WHERE s.tenant_id = @tenant AND s.purpose = 'Marketing' AND s.state = 'OptedOut' AND s.changed_at >= @since
              AND m.accepted_at IS NOT NULL AND s.changed_at >= m.accepted_at AND s.changed_at < m.accepted_at + @within
            GROUP BY m.order_id HAVING count(*) >= @least
            """,
            r => (Order: r.GetGuid(0), People: r.GetInt64(1)), token,
            ("@tenant", db.TenantId), ("@since", now - BurstLooksBack), ("@within", (long)BurstWithin.TotalMilliseconds), ("@least", choices.BurstLeast));
        var found = new List<AlertFinding>();
        foreach (var (order, people) in after)
        {
            var reached = await db.QuerySqlAsync(
                "SELECT sum(count) FROM order_counts WHERE tenant_id = @tenant AND order_id = @order AND state IN ('Delivered', 'Read')", r => r.IsDBNull(0) ? 0 : Convert.ToInt64(r.GetValue(0), null), token,
                ("@tenant", db.TenantId), ("@order", order));
            if (people * 1000 < Math.Max(reached[0], people) * choices.BurstPerMille)
                continue;
            var id = new CampaignId(order);
            var name = await db.Set<Campaign>().AsNoTracking().Where(c => c.Id == id).Select(c => c.Name).FirstOrDefaultAsync(token);
            found.Add(new AlertFinding(AlertKind.OptOutBurst, order.ToString(), people, Math.Max(reached[0], people), name));
        }

        return found;
    }

    private static async Task<IReadOnlyList<AlertFinding>> OldAsync(PortalDbContext db, DateTimeOffset now, ComplianceChoices choices, CancellationToken token)
    {
        var before = now.AddMonths(-choices.OldMonths);
        var count = await db.Set<ConsentState>().LongCountAsync(s => s.State == ConsentChoice.OptedIn && s.Purpose == OptIns.Import.ConsentPurpose.Marketing && s.ChangedAt < before, token);
        return count == 0 ? [] : [new AlertFinding(AlertKind.OldConsent, "", count, choices.OldMonths)];
    }
}
