using Microsoft.EntityFrameworkCore;
using WaPortal.Core.Data;
using WaPortal.Core.Delivery.Frequency;
using WaPortal.Core.Delivery.Responses;
using WaPortal.Core.Retention;
using WaPortal.Core.Tenancy;

namespace WaPortal.Core.Delivery.Remains;

/// <summary>
/// Messages whose time is over, with their answers and tries. What waits, is on the wire or is in doubt stays. What the report of an order counts among them is added to
/// its <see cref="OrderRemain"/>s in the transaction that deletes them, so that its figures stay as they were.
/// </summary>
/// <remarks>Reads <c>consent_states</c> (OptIns) as <see cref="OrderResponses"/> does.</remarks>
internal sealed class MessageRows(PortalDatabase database) : IRetainedRows
{
    // Walks the index by state and claim. What was never claimed has no such time, and ended when it was skipped or taken back.
    private const string IsOlder =
        """
        tenant_id = @tenant AND ((state IN ('Accepted', 'Sent', 'Delivered', 'Read', 'Failed', 'Skipped', 'Cancelled') AND claimed_at < @before)
          OR (state IN ('Failed', 'Skipped', 'Cancelled') AND claimed_at IS NULL AND ended_at < @before))
        """;

    public DataClass Class => DataClass.Messages;

    public async Task<RetainedCount> CountAsync(PortalDbContext db, DateTimeOffset before, CancellationToken token)
    {
        var older = await db.QuerySqlAsync($"SELECT count(*) FROM messages WHERE {IsOlder}", r => r.GetInt64(0), token, ("@tenant", db.TenantId), ("@before", before));
        var oldest = await db.Set<Message>().MinAsync(m => m.ClaimedAt ?? m.EndedAt, token);
        return new RetainedCount(await db.Set<Message>().LongCountAsync(token), older[0], oldest);
    }

    public async Task<int> PurgeAsync(TenantId tenant, DateTimeOffset before, int most, CancellationToken token)
    {
        var found = await database.ReadAsync(tenant, (db, t) => db.QuerySqlAsync(
            $"SELECT id FROM messages WHERE {IsOlder} LIMIT @most", r => r.GetGuid(0), t, ("@tenant", db.TenantId), ("@before", before), ("@most", most)), token);
        return found.Count == 0 ? 0 : await database.WriteAsync(tenant, (db, t) => DeleteAsync(db, found, before, t), token);
    }

    public async Task<RetentionFloor?> FloorAsync(PortalDbContext db, CancellationToken token) =>
        await db.Set<FrequencyRule>().AsNoTracking().FirstOrDefaultAsync(token) is { } rule
            ? new RetentionFloor(rule.Days, FormattableString.Invariant($"How often a person gets offers is counted over {rule.Days} days of messages (Settings, Sending): they have to be kept for so long at least."))
            : null;

    private static async Task<int> DeleteAsync(PortalDbContext db, IReadOnlyCollection<Guid> found, DateTimeOffset before, CancellationToken token)
    {
        await db.OverwriteDeletedAsync(token);
        // Somebody may have had one sent again meanwhile.
        var ids = await db.QuerySqlAsync(
            $"SELECT id FROM messages WHERE {IsOlder} AND {IdSets.IsOneOfIds(db, "id")} ORDER BY id {(db.IsPostgres ? "FOR UPDATE" : "")}",
            r => r.GetGuid(0), token, ("@tenant", db.TenantId), ("@before", before), ("@ids", IdSets.Value(db, found)));
        var these = IdSets.Value(db, ids);
        await RememberAsync(db, these, token);
        foreach (var (table, column) in new[] { ("message_tries", "message_id"), ("message_responses", "message_id"), ("message_clicks", "message_id"), ("messages", "id") })
            await db.ExecuteSqlAsync($"DELETE FROM {table} WHERE tenant_id = @tenant AND {IdSets.IsOneOfIds(db, column)}", token, ("@tenant", db.TenantId), ("@ids", these));
        return ids.Count;
    }

    private static async Task RememberAsync(PortalDbContext db, object ids, CancellationToken token)
    {
        var chosen = IdSets.IsOneOfIds(db, "m.id");
        await AddAsync(db, $"SELECT m.tenant_id, m.order_id, m.state, coalesce(m.error_code, 0), coalesce(m.reason, ''), count(*) FROM messages m WHERE m.tenant_id = @tenant AND {chosen} AND m.state IN ('Failed', 'Skipped') GROUP BY 1, 2, 3, 4, 5", ids, token);
        var answers = $"FROM message_responses r WHERE r.tenant_id = @tenant AND {IdSets.IsOneOfIds(db, "r.message_id")}";
        await AddAsync(db, $"SELECT r.tenant_id, r.order_id, 'Answered', 0, '', count(DISTINCT r.message_id) {answers} GROUP BY 1, 2", ids, token);
        await AddAsync(db, $"SELECT r.tenant_id, r.order_id, r.kind, 0, r.label, count(*) {answers} GROUP BY 1, 2, 3, 5", ids, token);
        var clicks = $"FROM message_clicks c WHERE c.tenant_id = @tenant AND {IdSets.IsOneOfIds(db, "c.message_id")}";
        await AddAsync(db, $"SELECT c.tenant_id, c.order_id, 'Clicked', 0, '', count(DISTINCT c.message_id) {clicks} GROUP BY 1, 2", ids, token);
        await AddAsync(db, $"SELECT c.tenant_id, c.order_id, 'Link', 0, CAST(c.link_id AS TEXT), count(*) {clicks} GROUP BY 1, 2, c.link_id", ids, token);
        await AddAsync(db, $"SELECT c.tenant_id, c.order_id, 'Clicks', 0, CAST(c.link_id AS TEXT), CAST(sum(c.clicks) AS INTEGER) {clicks} GROUP BY 1, 2, c.link_id", ids, token);
        await AddAsync(db,
            $"""
            SELECT m.tenant_id, m.order_id, 'OptedOut', 0, '', count(*) FROM messages m
            JOIN send_orders o ON o.tenant_id = m.tenant_id AND o.id = m.order_id
            JOIN consent_states s ON s.tenant_id = m.tenant_id AND s.phone_id = m.phone_id AND s.purpose = o.purpose AND s.state = 'OptedOut'
            WHERE m.tenant_id = @tenant AND {chosen} AND m.accepted_at IS NOT NULL AND s.changed_at >= m.claimed_at AND s.changed_at < m.claimed_at + {(long)OrderResponses.OptOutWithin.TotalMilliseconds}
            GROUP BY 1, 2
            """, ids, token);
    }

    private static Task AddAsync(PortalDbContext db, string figures, object ids, CancellationToken token) => db.ExecuteSqlAsync(
        $"""
        INSERT INTO order_remains (tenant_id, order_id, kind, code, words, count)
        SELECT * FROM ({figures}) AS f WHERE true
        ON CONFLICT (tenant_id, order_id, kind, code, words) DO UPDATE SET count = order_remains.count + excluded.count
        """,
        token, ("@tenant", db.TenantId), ("@ids", ids));
}
