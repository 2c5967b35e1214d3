using Microsoft.EntityFrameworkCore;
using WaPortal.Core.Access;
using WaPortal.Core.Data;
using WaPortal.Core.Delivery.Costs;

namespace WaPortal.Core.Campaigns;

/// <summary>What delivered messages came to, by market and by what the platform charged them as.</summary>
public sealed record ChargeLine(string Market, string Category, bool Billable, string Currency, int Count, int Unpriced, long Micros);

/// <summary>A campaign's money.</summary>
/// <param name="Estimate">For everybody it was made for, by the card of its start; null without a card.</param>
/// <param name="Charged">Of what was delivered and priced by the platform, so far.</param>
/// <param name="Budget">Null for none.</param>
/// <param name="CommittedMicros">Spent or set aside, in millionths; zero without a budget.</param>
/// <param name="Currency">What a budget that is set now is in; null while no card holds.</param>
public sealed record CampaignMoney(CostEstimate? Estimate, IReadOnlyList<ChargeLine> Charged, Budget? Budget, long CommittedMicros, string? Currency)
{
    /// <summary>The sums by currency; more than one only where the card changed its currency on the way.</summary>
    public IReadOnlyList<(string Currency, long Micros)> Totals =>
        [.. Charged.Where(c => c.Currency.Length > 0).GroupBy(c => c.Currency, StringComparer.Ordinal).Select(g => (g.Key, g.Sum(c => c.Micros))).OrderBy(t => t.Key, StringComparer.Ordinal)];

    /// <summary>Messages that the platform has priced.</summary>
    public int Priced => Charged.Sum(c => c.Count);

    /// <summary>Those among them that cost nothing.</summary>
    public int Free => Charged.Where(c => !c.Billable).Sum(c => c.Count);

    /// <summary>Those among them whose rate no card states.</summary>
    public int Unpriced => Charged.Sum(c => c.Unpriced);
}

/// <summary>Reads what campaigns cost. Everything comes from counts that are kept with the messages, so that it costs the same for ten people and for a million.</summary>
public sealed class CampaignCosts(PortalDatabase database, TimeProvider clock)
{
    /// <summary>Null for a campaign that does not exist or has no messages yet.</summary>
    public Task<CampaignMoney?> ReadAsync(Actor actor, CampaignId id, CancellationToken token)
    {
        actor.Demand(Right.ViewCampaigns);
        return database.ReadAsync(actor.Tenant, async (db, t) =>
        {
            var campaign = await db.Set<Campaign>().FirstOrDefaultAsync(c => c.Id == id, t);
            var purpose = await db.Set<Delivery.SendOrder>().Where(o => o.Id == id.Order).Select(o => o.Purpose).FirstOrDefaultAsync(t);
            if (campaign is null || purpose is null)
                return null;
            var markets = await db.Set<OrderMarket>().Where(m => m.OrderId == id.Order).ToDictionaryAsync(m => m.Market, m => m.Count, t);
            var charged = await db.Set<OrderCharge>().Where(c => c.OrderId == id.Order)
                .Select(c => new ChargeLine(c.Market, c.Category, c.Billable, c.Currency, c.Count, c.Unpriced, c.CostMicros)).ToListAsync(t);
            var committed = await db.Set<OrderBudget>().Where(b => b.OrderId == id.Order).Select(b => b.CommittedMicros).FirstOrDefaultAsync(t);
            var book = await RateBook.LoadAsync(db, t);
            var card = book.At(campaign.StartAt ?? clock.GetUtcNow());
            var budget = campaign is { BudgetMicros: { } most, BudgetCurrency: { } currency } ? new Budget(most, currency) : null;
            return new CampaignMoney(CostEstimate.Of(card, PriceCategory.Of(purpose), markets), [.. charged.OrderByDescending(c => c.Micros).ThenBy(c => c.Market, StringComparer.Ordinal)], budget, committed, book.At(clock.GetUtcNow())?.Currency);
        }, token);
    }

    /// <summary>The currency that a budget set now is in: that of the card that holds today; null without a card.</summary>
    public Task<string?> CurrencyAsync(Actor actor, CancellationToken token)
    {
        actor.Demand(Right.ViewCampaigns);
        return database.ReadAsync(actor.Tenant, async (db, t) => (await RateBook.LoadAsync(db, t)).At(clock.GetUtcNow())?.Currency, token);
    }
}
