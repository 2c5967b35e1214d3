using System.Globalization;
using WaPortal.Core.Data;

namespace WaPortal.Core.Delivery.Protection;

/// <summary>People whom a campaign reached, and those of them who left after it.</summary>
/// <param name="Reached">Got it.</param>
/// <param name="OptedOut">Stopped messages within a day of it.</param>
/// <param name="Blocked">Got messages before, and this one could not be delivered: so it looks when somebody blocks a number.</param>
public sealed record LeaverCount(int Reached, int OptedOut, int Blocked)
{
    /// <summary>A share of fewer people says nothing.</summary>
    public const int LeastReached = 200;

    /// <summary>All who left.</summary>
    public int Left => OptedOut + Blocked;

    /// <summary>Why the campaign has to stop; null: it may go on.</summary>
    internal string? Alarm(ProtectionChoices choices, int leftBefore, int reachedBefore)
    {
        var (left, reached) = (Left - leftBefore, Reached - reachedBefore);
        return reached >= LeastReached && left * 1000L >= (long)choices.LeaversPerMille * reached
            ? string.Create(
                CultureInfo.InvariantCulture,
                $"{left} of {reached} people left after it: {OptedOut} stopped messages within a day, {Blocked} seem to have blocked the number. More of the same costs the number's quality. Resume if it is meant so.")
            : null;
    }
}

/// <summary>Counts who left after a campaign. Tables: messages, consent_states, order_counts. From the few who left to their messages, by index.</summary>
internal static class Leavers
{
    private static readonly TimeSpan Within = TimeSpan.FromDays(1);

    public static async Task<LeaverCount> CountAsync(PortalDbContext db, SendOrder order, CancellationToken token)
    {
        var reached = (await db.QuerySqlAsync(
            "SELECT coalesce(sum(count), 0) FROM order_counts WHERE tenant_id = @tenant AND order_id = @order AND state IN ('Delivered', 'Read')",
            Number, token, ("@tenant", db.TenantId), ("@order", order.Id)))[0];
        if (reached < LeaverCount.LeastReached)
            return new LeaverCount(reached, 0, 0);
        var optedOut = (await db.QuerySqlAsync(
            """
            SELECT count(DISTINCT m.phone_id) FROM consent_states s
            JOIN messages m ON m.tenant_id = s.tenant_id AND m.phone_id = s.phone_id AND m.order_id = @order
            WHERE s.tenant_id = @tenant AND s.purpose = @purpose AND s.state = 'OptedOut' AND s.changed_at >= @since
              AND s.changed_at >= m.claimed_at AND s.changed_at < m.claimed_at + @within
            """,
            Number, token, ("@tenant", db.TenantId), ("@order", order.Id), ("@purpose", order.Purpose), ("@since", order.CreatedAt), ("@within", (long)Within.TotalMilliseconds)))[0];
        var blocked = (await db.QuerySqlAsync(
            """
            SELECT count(*) FROM messages m
            WHERE m.tenant_id = @tenant AND m.order_id = @order AND m.state = 'Failed' AND m.error_code = 131026
              AND EXISTS (SELECT 1 FROM messages p WHERE p.tenant_id = m.tenant_id AND p.phone_id = m.phone_id AND p.delivered_at IS NOT NULL)
            """,
            Number, token, ("@tenant", db.TenantId), ("@order", order.Id)))[0];
        return new LeaverCount(reached, optedOut, blocked);
    }

    private static int Number(System.Data.Common.DbDataReader row) => Convert.ToInt32(row.GetValue(0), CultureInfo.InvariantCulture);
}
