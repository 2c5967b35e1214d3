using Microsoft.EntityFrameworkCore;
using WaPortal.Core.Access;
using WaPortal.Core.Audit;
using WaPortal.Core.Data;
using WaPortal.Core.Delivery.Costs;
using WaPortal.Core.Tenancy;

namespace WaPortal.Core.Campaigns;

/// <summary>Changes what a campaign may cost at most, also while it runs.</summary>
public sealed class CampaignBudget
{
    private readonly PortalDatabase _database;
    private readonly CampaignTimeline _timeline;
    private readonly AuditTrail _audit;
    private readonly TimeProvider _clock;

    internal CampaignBudget(PortalDatabase database, CampaignTimeline timeline, AuditTrail audit, TimeProvider clock) => (_database, _timeline, _audit, _clock) = (database, timeline, audit, clock);

    /// <summary>Sets the budget, or takes it away with null. What is on its way is not called back; a campaign that paused over its budget is resumed by hand.</summary>
    public Task<CampaignResult> ChangeAsync(Actor actor, CampaignId id, Budget? budget, CancellationToken token)
    {
        actor.Demand(Right.StartCampaigns);
        return _database.WriteAsync<CampaignResult>(actor.Tenant, async (db, t) =>
        {
            await db.DemandWorkAsync(t);
            if ((await RateBook.LoadAsync(db, t)).At(_clock.GetUtcNow()) is not { } card)
                return new CampaignResult.Refused("", "No rate card holds today. Bring one under Settings, Rates.");
            if (budget is not null && budget.Currency != card.Currency)
                return new CampaignResult.Refused("", $"Prices are in {card.Currency} today, and a budget has to be too.");
            if (await db.Set<Campaign>().FindAsync([actor.Tenant, id], t) is not { } campaign)
                return new CampaignResult.NotFound();
            if (campaign.State is CampaignState.Draft or CampaignState.Completed or CampaignState.Cancelled)
                return new CampaignResult.Refused("", "The budget of a draft is set in its schedule; that of a campaign that is over cannot be changed.");
            await OrderBudgets.SetAsync(db, id.Order, budget?.Micros, card, t);
            campaign.SetBudget(budget);
            var words = budget is null ? "No budget any more" : FormattableString.Invariant($"{budget.Currency} {Money.ToDecimal(budget.Micros):N2}");
            _timeline.Add(db, campaign, "Budget changed", actor.Name, words);
            _audit.Record(db, actor, "campaign.budget", id.Value.ToString(), reason: words);
            return new CampaignResult.Done(id);
        }, token);
    }

    /// <summary>Gives the campaign's budget to its order, in the transaction that opens it; what the versions of its test used or may use still is taken off.</summary>
    internal static async Task HandOnAsync(PortalDbContext db, Campaign campaign, AbTestPart? part, CancellationToken token)
    {
        if (campaign is not { BudgetMicros: { } most, BudgetCurrency: { } currency })
            return;
        var tested = part is { Variant: null, Run: var run } ? await TestedAsync(db, run, currency, token) : 0;
        await OrderBudgets.OpenAsync(db, campaign.Id.Order, Math.Max(0, most - tested), currency, token);
    }

    // A version that still sends may use all of its part; of one that is over, what it did not use is free again.
    private static async Task<long> TestedAsync(PortalDbContext db, AbTestRun run, string currency, CancellationToken token)
    {
        var versions = await db.Set<Campaign>().AsNoTracking().Where(c => c.Id == run.AId || c.Id == run.BId).ToListAsync(token);
        var used = 0L;
        foreach (var version in versions)
        {
            var committed = await OrderBudgets.CommittedAsync(db, version.Id.Order, currency, token);
            used += version.State is CampaignState.Completed or CampaignState.Cancelled ? committed : Math.Max(committed, version.BudgetMicros ?? 0);
        }

        return used;
    }
}
