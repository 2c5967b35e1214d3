using WaPortal.Core.Data;

namespace WaPortal.Core.Delivery.Costs;

/// <summary>Gives orders a budget, in the caller's transaction.</summary>
internal static class OrderBudgets
{
    /// <summary>Gives a budget to an order of which nothing has been claimed; one that has a budget keeps it.</summary>
    public static Task OpenAsync(PortalDbContext db, SendOrderId order, long most, string currency, CancellationToken token) => db.ExecuteSqlAsync(
        "INSERT INTO order_budgets (tenant_id, order_id, budget_micros, currency, committed_micros) VALUES (@tenant, @order, @most, @currency, 0) ON CONFLICT (tenant_id, order_id) DO NOTHING",
        token, ("@tenant", db.TenantId), ("@order", order), ("@most", most), ("@currency", currency));

    /// <summary>Sets the budget of an order that may be on its way, or takes it away with null. Does nothing where there is no such order.</summary>
    /// <param name="db">The transaction.</param>
    /// <param name="order">The order.</param>
    /// <param name="most">In millionths of the card's currency; null for no limit.</param>
    /// <param name="card">The card that holds now: what was claimed without a budget is set aside by it.</param>
    /// <param name="token">Cancels.</param>
    public static async Task SetAsync(PortalDbContext db, SendOrderId order, long? most, RateCard card, CancellationToken token)
    {
        // Claims wait meanwhile: they take the accounts first, then messages, then the budget, and so does this.
        if (db.IsPostgres)
            await db.ExecuteSqlAsync("SELECT 1 FROM whats_app_accounts WHERE tenant_id = @tenant ORDER BY id FOR NO KEY UPDATE", token, ("@tenant", db.TenantId));
        if (most is null)
        {
            await db.ExecuteSqlAsync("DELETE FROM order_budgets WHERE tenant_id = @tenant AND order_id = @order", token, ("@tenant", db.TenantId), ("@order", order));
            return;
        }

        var raised = await db.ExecuteSqlAsync(
            "UPDATE order_budgets SET budget_micros = @most WHERE tenant_id = @tenant AND order_id = @order AND currency = @currency",
            token, ("@tenant", db.TenantId), ("@order", order), ("@most", most), ("@currency", card.Currency));
        if (raised == 1)
            return;
        var purpose = await db.QuerySqlAsync("SELECT purpose FROM send_orders WHERE tenant_id = @tenant AND id = @order", row => row.GetString(0), token, ("@tenant", db.TenantId), ("@order", order));
        if (purpose.Count == 0)
            return;
        await EstimateAsync(db, order, PriceCategory.Of(purpose[0]), card, token);
        await db.ExecuteSqlAsync(
            """
            INSERT INTO order_budgets (tenant_id, order_id, budget_micros, currency, committed_micros) VALUES (@tenant, @order, @most, @currency, @committed)
            ON CONFLICT (tenant_id, order_id) DO UPDATE SET budget_micros = excluded.budget_micros, currency = excluded.currency, committed_micros = excluded.committed_micros
            """,
            token, ("@tenant", db.TenantId), ("@order", order), ("@most", most), ("@currency", card.Currency), ("@committed", await CommittedAsync(db, order, card.Currency, token)));
    }

    /// <summary>What is spent and set aside, counted over the messages: what failed gives its share back, a doubt that expired does not (it may have arrived).</summary>
    public static async Task<long> CommittedAsync(PortalDbContext db, SendOrderId order, string currency, CancellationToken token) => (await db.QuerySqlAsync(
        """
        SELECT CAST(coalesce(sum(CASE
          WHEN charged_at IS NOT NULL AND cost_currency = @currency THEN coalesce(cost_micros, estimate_micros, 0)
          WHEN charged_at IS NULL AND (state IN ('Skipped', 'Cancelled') OR (state = 'Failed' AND (reason IS NULL OR reason <> @expired))) THEN 0
          ELSE coalesce(estimate_micros, 0) END), 0) AS bigint)
        FROM messages WHERE tenant_id = @tenant AND order_id = @order
        """,
        row => row.GetInt64(0), token, ("@tenant", db.TenantId), ("@order", order), ("@currency", currency), ("@expired", MessageMoves.InDoubtExpired)))[0];

    // Every message that was ever claimed, in the currency that the budget is in now.
    private static async Task EstimateAsync(PortalDbContext db, SendOrderId order, string category, RateCard card, CancellationToken token)
    {
        var markets = await db.QuerySqlAsync(
            "SELECT market FROM order_markets WHERE tenant_id = @tenant AND order_id = @order ORDER BY market", row => row.GetString(0), token, ("@tenant", db.TenantId), ("@order", order));
        foreach (var market in markets)
        {
            var rate = card.RateOf(market.Length == 0 ? null : market, category) ?? card.HighestOf(category);
            await db.ExecuteSqlAsync(
                """
                UPDATE messages SET estimate_micros = @rate WHERE tenant_id = @tenant AND order_id = @order AND coalesce(market, '') = @market
                  AND (estimate_micros IS NOT NULL OR state NOT IN ('Queued', 'Skipped', 'Cancelled'))
                """,
                token, ("@tenant", db.TenantId), ("@order", order), ("@market", market), ("@rate", rate));
        }
    }
}
