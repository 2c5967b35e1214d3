using Microsoft.EntityFrameworkCore;
using WaPortal.Core.Data;
using WaPortal.Core.Tenancy;

namespace WaPortal.Core.Delivery;

/// <summary>A portfolio's rolling 24 hours.</summary>
/// <param name="Used">Different people written to.</param>
/// <param name="ByOrder">The same by the order that wrote to them last; people of removed orders are not in it.</param>
/// <param name="NextFreeAt">When the first of these slots frees; null when none is used.</param>
public sealed record QuotaState(int Used, IReadOnlyDictionary<SendOrderId, int> ByOrder, DateTimeOffset? NextFreeAt);

/// <summary>Reads how much of a messaging limit is used. Whoever calls it has checked the right to see it.</summary>
public sealed class QuotaBook(PortalDatabase database, TimeProvider clock)
{
    /// <summary>Different people that the portfolio wrote to in the last 24 hours.</summary>
    public Task<int> UsedAsync(TenantId tenant, string portfolio, CancellationToken token) =>
        database.ReadAsync(tenant, (db, t) => Window(db, portfolio).CountAsync(t), token);

    /// <summary>The same with what it went to and when it comes back.</summary>
    public Task<QuotaState> StateAsync(TenantId tenant, string portfolio, CancellationToken token) => database.ReadAsync(tenant, async (db, t) =>
    {
        var used = await Window(db, portfolio).CountAsync(t);
        if (used == 0)
            return new QuotaState(0, new Dictionary<SendOrderId, int>(), null);
        var oldest = await Window(db, portfolio).MinAsync(q => q.UsedAt, t);
        var byOrder = await Window(db, portfolio)
            .Join(db.Set<Message>(), q => q.MessageId, m => m.Id, (_, m) => m.OrderId)
            .GroupBy(order => order)
            .Select(g => new { g.Key, Count = g.Count() })
            .ToDictionaryAsync(g => g.Key, g => g.Count, t);
        return new QuotaState(used, byOrder, oldest + ClaimStore.QuotaWindow);
    }, token);

    /// <summary>How many people of the portfolio's limit campaigns leave to single messages.</summary>
    public Task<int> KeptAsync(TenantId tenant, string portfolio, int? limit, CancellationToken token) =>
        database.ReadAsync(tenant, (db, t) => NotificationReserve.KeptAsync(db, portfolio, limit, t), token);

    /// <summary>When the people of the window were written to, by quarters of an hour.</summary>
    public Task<List<(DateTimeOffset At, int People)>> UsesAsync(TenantId tenant, string portfolio, CancellationToken token) => database.ReadAsync(tenant, (db, t) => db.QuerySqlAsync(
        """
        SELECT max(used_at), count(*) FROM quota_uses WHERE tenant_id = @tenant AND portfolio_id = @portfolio AND used_at > @since
        GROUP BY used_at / 900000 ORDER BY 1
        """,
        row => (DateTimeOffset.FromUnixTimeMilliseconds(row.GetInt64(0)), row.GetInt32(1)), t,
        ("@tenant", db.TenantId), ("@portfolio", portfolio), ("@since", clock.GetUtcNow() - ClaimStore.QuotaWindow)), token);

    private IQueryable<QuotaUse> Window(PortalDbContext db, string portfolio)
    {
        var since = clock.GetUtcNow() - ClaimStore.QuotaWindow;
        return db.Set<QuotaUse>().Where(q => q.PortfolioId == portfolio && q.UsedAt > since);
    }
}
