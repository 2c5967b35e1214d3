using WaPortal.Core.Data;
using WaPortal.Core.Delivery.Protection;

namespace WaPortal.Core.Delivery;

/// <summary>
/// The part of a messaging limit that campaigns leave to single messages, so that a confirmation does not wait a day behind a big campaign. Nothing is kept where no
/// single message was ever sent.
/// </summary>
public static class NotificationReserve
{
    private const int Least = 10;

    /// <summary>How many people of a limit are kept: the part that the enterprise chose (one in a hundred where it did not), at least ten, at most half of the limit; none without a limit.</summary>
    public static int Of(int? limit, int percent = 1) =>
        limit is { } people && percent > 0 ? Math.Min(people / 2, Math.Max(Least, (int)((((long)people * percent) + 99) / 100))) : 0;

    /// <summary>What is kept of a portfolio's limit now.</summary>
    internal static async Task<int> KeptAsync(PortalDbContext db, string portfolio, int? limit, CancellationToken token)
    {
        if (limit is null)
            return 0;
        var standing = await db.QuerySqlAsync(
            """
            SELECT 1 FROM send_orders o
            JOIN sender_numbers n ON n.tenant_id = o.tenant_id AND n.id = o.sender_number_id
            JOIN whats_app_accounts a ON a.tenant_id = n.tenant_id AND a.id = n.account_id
            WHERE o.tenant_id = @tenant AND o.kind = 'Standing' AND a.portfolio_id = @portfolio LIMIT 1
            """,
            _ => true, token, ("@tenant", db.TenantId), ("@portfolio", portfolio));
        return standing.Count > 0 ? Of(limit, (await ProtectionRule.ReadAsync(db, token)).KeptPercent) : 0;
    }
}
