using WaPortal.Core.Data;

namespace WaPortal.Core.Delivery.Remains;

/// <summary>Deletes orders of which no message is left, with their figures.</summary>
internal static class ForgetOrders
{
    private static readonly string[] Tables =
        ["order_remains", "order_counts", "order_charges", "order_markets", "order_budgets", "order_health", "order_zones", "tracked_links"];

    /// <summary>In the caller's transaction.</summary>
    public static async Task RunAsync(PortalDbContext db, IReadOnlyCollection<SendOrderId> orders, CancellationToken token)
    {
        var ids = IdSets.Value(db, [.. orders.Select(o => o.Value)]);
        foreach (var table in Tables)
            await db.ExecuteSqlAsync($"DELETE FROM {table} WHERE tenant_id = @tenant AND {IdSets.IsOneOfIds(db, "order_id")}", token, ("@tenant", db.TenantId), ("@ids", ids));
        await db.ExecuteSqlAsync($"DELETE FROM send_orders WHERE tenant_id = @tenant AND {IdSets.IsOneOfIds(db, "id")}", token, ("@tenant", db.TenantId), ("@ids", ids));
    }
}
