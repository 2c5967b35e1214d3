using Microsoft.EntityFrameworkCore;
using WaPortal.Core.Data;
using WaPortal.Core.Jobs;
using WaPortal.Core.Tenancy;

namespace WaPortal.Core.OptIns.Ledger.Flow;

/// <summary>
/// Counts new entries into <see cref="ConsentCount"/>, counts and position in one transaction. Apart from the appends, so that these stay as short as they are; who
/// reads adds what is not counted yet.
/// </summary>
internal sealed class ConsentCounting(PortalDatabase database, SystemScope scope) : IUnfinishedWork
{
    private const int AtOnce = 10_000;

    public Task ResumeAsync(CancellationToken token) => scope.ForEachAsync("consent counts", (tenant, t) => RunAsync(tenant.Id, t), token, TenantReach.Held);

    public async Task RunAsync(TenantId tenant, CancellationToken token)
    {
        while (true)
        {
            token.ThrowIfCancellationRequested();
            var (from, entries) = await database.ReadAsync(tenant, async (db, t) =>
            {
                var at = await PositionAsync(db, t);
                return (at, await AfterAsync(db, at, AtOnce, t));
            }, token);
            if (entries.Count == 0)
                return;
            await database.WriteAsync(tenant, (db, t) => AddAsync(db, from, entries, t), token);
            if (entries.Count < AtOnce)
                return;
        }
    }

    internal static Task<long> PositionAsync(PortalDbContext db, CancellationToken token) => db.Set<ConsentCountPosition>().Select(p => p.Seq).FirstOrDefaultAsync(token);

    internal static Task<List<Entry>> AfterAsync(PortalDbContext db, long seq, int most, CancellationToken token) => db.QuerySqlAsync(
        "SELECT seq, recorded_at, kind, actor FROM consent_ledger WHERE tenant_id = @tenant AND seq > @seq ORDER BY seq LIMIT @most",
        r => new Entry(r.GetInt64(0), r.GetInt64(1) / ConsentFlowQuery.Quarter, OriginOf(r.GetString(3)), r.GetString(2)), token,
        ("@tenant", db.TenantId), ("@seq", seq), ("@most", most));

    private static async Task AddAsync(PortalDbContext db, long from, List<Entry> entries, CancellationToken token)
    {
        // Another process may have been first; then its counts stand.
        var moved = await db.ExecuteSqlAsync(
            "INSERT INTO consent_count_positions (tenant_id, seq) VALUES (@tenant, @to) ON CONFLICT (tenant_id) DO UPDATE SET seq = excluded.seq WHERE consent_count_positions.seq = @from",
            token, ("@tenant", db.TenantId), ("@from", from), ("@to", entries[^1].Seq));
        if (moved == 0)
            return;
        await db.InsertAsync(
            "consent_counts (tenant_id, quarter, origin, kind, entries)", "ON CONFLICT (tenant_id, quarter, origin, kind) DO UPDATE SET entries = consent_counts.entries + excluded.entries",
            [.. entries.GroupBy(e => (e.Quarter, e.Origin, e.Kind)).Select(g => new object?[] { db.TenantId, g.Key.Quarter, g.Key.Origin, g.Key.Kind, g.Count() })], token);
    }

    private static ConsentOrigin OriginOf(string actor) =>
        actor.Contains(", import ", StringComparison.Ordinal) ? ConsentOrigin.Import : actor == "WhatsApp" ? ConsentOrigin.WhatsApp : ConsentOrigin.Other;

    internal readonly record struct Entry(long Seq, long Quarter, ConsentOrigin Origin, string Kind);
}
