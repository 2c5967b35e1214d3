using Microsoft.EntityFrameworkCore;
using WaPortal.Core.Data;
using WaPortal.Core.Delivery.Remains;
using WaPortal.Core.Tenancy;

namespace WaPortal.Core.Delivery.Responses;

/// <summary>How people answered the messages of an order.</summary>
/// <param name="Answered">People who wrote or tapped a button.</param>
/// <param name="Replied">People who wrote.</param>
/// <param name="Pressed">People who tapped, by the label of the button, the most frequent first.</param>
/// <param name="OptedOut">People who opted out of the order's purpose within <see cref="OrderResponses.OptOutWithin"/> after it.</param>
public sealed record ResponseCounts(int Answered, int Replied, IReadOnlyList<(string Label, int People)> Pressed, int OptedOut)
{
    public static readonly ResponseCounts None = new(0, 0, [], 0);
}

/// <summary>Counts answers to orders. Whoever calls it has checked the right to see the order.</summary>
public sealed class OrderResponses(PortalDatabase database)
{
    /// <summary>How long after a message whatever the person writes counts as an answer to it.</summary>
    public static readonly TimeSpan Unquoted = TimeSpan.FromHours(24);

    /// <summary>How long after a message an opt-out counts as one after it.</summary>
    public static readonly TimeSpan OptOutWithin = TimeSpan.FromHours(72);

    /// <summary>What answers there are now.</summary>
    public Task<ResponseCounts> CountAsync(TenantId tenant, SendOrderId order, CancellationToken token) => database.ReadAsync(tenant, async (db, t) =>
    {
        var kinds = await db.Set<MessageResponse>().Where(r => r.OrderId == order)
            .GroupBy(r => new { r.Kind, r.Label }).Select(g => new { g.Key.Kind, g.Key.Label, People = g.Count() }).ToListAsync(t);
        var answered = kinds.Count <= 1
            ? kinds.Sum(k => k.People)
            : await db.Set<MessageResponse>().Where(r => r.OrderId == order).Select(r => r.MessageId).Distinct().CountAsync(t);
        var deleted = await db.Set<OrderRemain>().Where(r => r.OrderId == order).ToListAsync(t);
        int Deleted(RemainKind kind) => deleted.Where(r => r.Kind == kind).Sum(r => r.Count);
        var pressed = kinds.Where(k => k.Kind == ResponseKind.Press).Select(k => (k.Label, k.People))
            .Concat(deleted.Where(r => r.Kind == RemainKind.Press).Select(r => (Label: r.Words, People: r.Count)))
            .GroupBy(k => k.Label, StringComparer.Ordinal).Select(g => (Label: g.Key, People: g.Sum(k => k.People)));
        return new ResponseCounts(
            answered + Deleted(RemainKind.Answered),
            kinds.Where(k => k.Kind == ResponseKind.Reply).Sum(k => k.People) + Deleted(RemainKind.Reply),
            [.. pressed.OrderByDescending(k => k.People).ThenBy(k => k.Label, StringComparer.Ordinal)],
            await OptedOutAsync(db, order, t) + Deleted(RemainKind.OptedOut));
    }, token);

    // From the few who opted out since the order began to their one message, by index; not from the many messages.
    private static async Task<int> OptedOutAsync(PortalDbContext db, SendOrderId order, CancellationToken token) => (await db.QuerySqlAsync(
        """
        SELECT count(*) FROM send_orders o
        JOIN consent_states s ON s.tenant_id = o.tenant_id AND s.purpose = o.purpose AND s.state = 'OptedOut' AND s.changed_at >= o.created_at
        JOIN messages m ON m.tenant_id = o.tenant_id AND m.order_id = o.id AND m.phone_id = s.phone_id
        WHERE o.tenant_id = @tenant AND o.id = @order AND m.accepted_at IS NOT NULL AND s.changed_at >= m.claimed_at AND s.changed_at < m.claimed_at + @within
        """,
        row => (int)row.GetInt64(0), token, ("@tenant", db.TenantId), ("@order", order), ("@within", (long)OptOutWithin.TotalMilliseconds)))[0];
}
