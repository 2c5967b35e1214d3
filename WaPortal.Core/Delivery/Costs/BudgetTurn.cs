using System.Globalization;
using WaPortal.Core.Data;

namespace WaPortal.Core.Delivery.Costs;

/// <summary>
/// One order's budget within one claim: each message's expected cost is set aside in the transaction that claims it, so that what was claimed and what was
/// charged together never pass the budget. The row is locked until the commit.
/// </summary>
internal sealed class BudgetTurn
{
    private readonly PortalDbContext _db;
    private readonly SendOrder _order;
    private readonly (long Most, long Committed, string Currency)? _budget;
    private readonly RateCard? _card;
    private long _committed;
    private bool _recounted;

    private BudgetTurn(PortalDbContext db, SendOrder order, (long Most, long Committed, string Currency)? budget, RateCard? card) =>
        (_db, _order, _budget, _card, _committed) = (db, order, budget, card, budget?.Committed ?? 0);

    /// <summary>Opens it; one without a budget lets everything through.</summary>
    public static async Task<BudgetTurn> OpenAsync(PortalDbContext db, SendOrder order, DateTimeOffset now, CancellationToken token)
    {
        var rows = await db.QuerySqlAsync(
            $"SELECT budget_micros, committed_micros, currency FROM order_budgets WHERE tenant_id = @tenant AND order_id = @order {(db.IsPostgres ? "FOR UPDATE" : "")}",
            row => (row.GetInt64(0), row.GetInt64(1), row.GetString(2)), token, ("@tenant", db.TenantId), ("@order", order.Id));
        return rows.Count == 0 ? new BudgetTurn(db, order, null, null) : new BudgetTurn(db, order, rows[0], (await RateBook.LoadAsync(db, token)).At(now));
    }

    /// <summary>Sets a message's expected cost aside; gives why it cannot, in words for people, and then the order has to pause.</summary>
    public async Task<string?> ReserveAsync(MessageId id, CancellationToken token)
    {
        if (_budget is not { } budget)
            return null;
        var message = (await _db.QuerySqlAsync(
            "SELECT market, estimate_micros FROM messages WHERE tenant_id = @tenant AND id = @id",
            row => (Market: row.IsDBNull(0) ? null : row.GetString(0), Estimate: row.IsDBNull(1) ? (long?)null : row.GetInt64(1)), token, ("@tenant", _db.TenantId), ("@id", id)))[0];
        if (message.Estimate is not null)
            return null; // set aside when it was claimed before
        if (_card is null || _card.Currency != budget.Currency)
            return $"Its budget is in {budget.Currency}, and no rate card in {budget.Currency} holds today. Bring one under Settings, Rates, or change the budget, then resume.";
        var category = PriceCategory.Of(_order.Purpose);
        // Whose market or rate nobody knows counts as the dearest.
        if ((_card.RateOf(message.Market, category) ?? _card.HighestOf(category)) is not { } cost)
            return $"It has a budget, and the rate card states no price for {category} messages. Bring one under Settings, Rates, or take the budget away, then resume.";
        if (_committed + cost > budget.Most)
            await RecountAsync(budget.Currency, token);
        if (_committed + cost > budget.Most)
        {
            return string.Create(
                CultureInfo.InvariantCulture,
                $"The budget of {budget.Currency} {Money.ToDecimal(budget.Most):N2} is used up: {budget.Currency} {Money.ToDecimal(_committed):N2} is spent or set aside for messages on their way. Raise the budget, then resume.");
        }

        _committed += cost;
        await _db.ExecuteSqlAsync(
            "UPDATE messages SET estimate_micros = @cost WHERE tenant_id = @tenant AND id = @id", token, ("@tenant", _db.TenantId), ("@id", id), ("@cost", cost));
        await _db.ExecuteSqlAsync(
            "UPDATE order_budgets SET committed_micros = @committed WHERE tenant_id = @tenant AND order_id = @order",
            token, ("@tenant", _db.TenantId), ("@order", _order.Id), ("@committed", _committed));
        return null;
    }

    // What failed gives its share back. Only here, where it matters: it reads all messages of the order.
    private async Task RecountAsync(string currency, CancellationToken token)
    {
        if (_recounted)
            return;
        _recounted = true;
        _committed = await OrderBudgets.CommittedAsync(_db, _order.Id, currency, token);
        await _db.ExecuteSqlAsync(
            "UPDATE order_budgets SET committed_micros = @committed WHERE tenant_id = @tenant AND order_id = @order",
            token, ("@tenant", _db.TenantId), ("@order", _order.Id), ("@committed", _committed));
    }
}
