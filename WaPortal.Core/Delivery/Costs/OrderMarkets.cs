using WaPortal.Core.Data;

namespace WaPortal.Core.Delivery.Costs;

/// <summary>Collects the markets of messages that are added in one transaction, and books them at its end.</summary>
internal sealed class OrderMarkets
{
    private readonly SortedDictionary<string, int> _counts = new(StringComparer.Ordinal);

    public void Add(string? market) => _counts[market ?? ""] = _counts.GetValueOrDefault(market ?? "") + 1;

    public async Task SaveAsync(PortalDbContext db, SendOrderId order, CancellationToken token)
    {
        foreach (var (market, count) in _counts)
        {
            await db.ExecuteSqlAsync(
                """
                INSERT INTO order_markets (tenant_id, order_id, market, count) VALUES (@tenant, @order, @market, @count)
                ON CONFLICT (tenant_id, order_id, market) DO UPDATE SET count = order_markets.count + excluded.count
                """,
                token, ("@tenant", db.TenantId), ("@order", order), ("@market", market), ("@count", count));
        }
    }
}
