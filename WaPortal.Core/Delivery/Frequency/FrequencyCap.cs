using Microsoft.EntityFrameworkCore;
using WaPortal.Core.Data;

namespace WaPortal.Core.Delivery.Frequency;

/// <summary>Finds people who got as many offers lately as the enterprise allows. Tables: messages, send_orders, frequency_rules.</summary>
internal static class FrequencyCap
{
    /// <summary>Those of these people (as hexadecimal phone ids) who get no further offer now. What failed or never left does not count, single messages do not either.</summary>
    public static async Task<IReadOnlySet<string>> ReachedAsync(PortalDbContext db, IReadOnlyCollection<byte[]> phoneIds, DateTimeOffset now, CancellationToken token)
    {
        if (phoneIds.Count == 0 || await db.Set<FrequencyRule>().AsNoTracking().FirstOrDefaultAsync(token) is not { } rule)
            return new HashSet<string>(StringComparer.Ordinal);
        var reached = await db.QuerySqlAsync(
            $"""
            SELECT m.phone_id FROM messages m
            JOIN send_orders o ON o.tenant_id = m.tenant_id AND o.id = m.order_id
            WHERE m.tenant_id = @tenant AND {IdSets.IsOneOf(db, "m.phone_id")} AND m.claimed_at > @since
              AND m.state IN ('Claimed', 'InDoubt', 'Accepted', 'Sent', 'Delivered', 'Read') AND o.kind = 'Campaign' AND o.purpose = 'Marketing'
            GROUP BY m.phone_id HAVING count(*) >= @most
            """,
            row => Convert.ToHexString(row.GetFieldValue<byte[]>(0)), token,
            ("@tenant", db.TenantId), ("@ids", IdSets.Value(db, phoneIds)), ("@since", now.AddDays(-rule.Days)), ("@most", rule.Messages));
        return reached.ToHashSet(StringComparer.Ordinal);
    }
}
