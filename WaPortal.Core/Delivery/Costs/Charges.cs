using WaPortal.Core.Data;

namespace WaPortal.Core.Delivery.Costs;

/// <summary>What one delivered message comes to by the portal's reckoning.</summary>
/// <param name="Currency">Of the card that held; null where none did.</param>
/// <param name="Micros">Millionths: zero for one that is not charged; null where the rate is not stated.</param>
internal sealed record Charge(string? Currency, long? Micros);

/// <summary>
/// Books charges of one transaction. A message is charged once, when it is known both that it was delivered and what the platform charges it as, by the card of the day of
/// its delivery; the caller marks it as charged in the same transaction. The totals and the budget's commitment change with it.
/// </summary>
internal sealed class Charges
{
    private readonly SortedDictionary<(Guid Order, string Market, string Category, bool Billable, string Currency), (int Count, int Unpriced, long Micros)> _totals = [];
    private readonly SortedDictionary<Guid, List<(string Currency, long Micros, long Estimate)>> _budgeted = [];
    private RateBook? _rates;

    /// <summary>Prices one message and notes it.</summary>
    public async Task<Charge> AddAsync(
        PortalDbContext db, SendOrderId order, string? market, string category, bool billable, DateTimeOffset deliveredAt, long? estimate, CancellationToken token)
    {
        _rates ??= await RateBook.LoadAsync(db, token);
        var card = _rates.At(deliveredAt);
        var micros = billable ? card?.RateOf(market, category) : 0;
        var key = (order.Value, market ?? "", category, billable, card?.Currency ?? "");
        var (count, unpriced, sum) = _totals.GetValueOrDefault(key);
        _totals[key] = (count + 1, unpriced + (micros is null ? 1 : 0), sum + (micros ?? 0));
        // Only what was reserved is committed; what has no rate stays committed at its estimate.
        if (estimate is { } reserved && micros is { } cost)
        {
            if (!_budgeted.TryGetValue(order.Value, out var list))
                _budgeted[order.Value] = list = [];
            list.Add((card?.Currency ?? "", cost, reserved));
        }

        return new Charge(card?.Currency, micros);
    }

    /// <summary>Books them, in a fixed order. To be called before the counts of states are booked, as the claim does.</summary>
    public async Task SaveAsync(PortalDbContext db, CancellationToken token)
    {
        foreach (var (order, charged) in _budgeted)
        {
            foreach (var currency in charged.GroupBy(c => c.Currency, StringComparer.Ordinal))
            {
                // A cost in another currency cannot be set against the budget: its estimate stays committed.
                await db.ExecuteSqlAsync(
                    "UPDATE order_budgets SET committed_micros = committed_micros + @change WHERE tenant_id = @tenant AND order_id = @order AND currency = @currency",
                    token, ("@tenant", db.TenantId), ("@order", order), ("@currency", currency.Key), ("@change", currency.Sum(c => c.Micros - c.Estimate)));
            }
        }

        foreach (var ((order, market, category, billable, currency), (count, unpriced, micros)) in _totals)
        {
            await db.ExecuteSqlAsync(
                """
                INSERT INTO order_charges (tenant_id, order_id, market, category, billable, currency, count, unpriced, cost_micros)
                VALUES (@tenant, @order, @market, @category, @billable, @currency, @count, @unpriced, @micros)
                ON CONFLICT (tenant_id, order_id, market, category, billable, currency) DO UPDATE SET
                  count = order_charges.count + excluded.count, unpriced = order_charges.unpriced + excluded.unpriced, cost_micros = order_charges.cost_micros + excluded.cost_micros
                """,
                token, ("@tenant", db.TenantId), ("@order", order), ("@market", market), ("@category", category), ("@billable", billable), ("@currency", currency),
                ("@count", count), ("@unpriced", unpriced), ("@micros", micros));
        }
    }
}
