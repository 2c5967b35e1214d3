using Microsoft.EntityFrameworkCore;
using WaPortal.Core.Access;
using WaPortal.Core.Data;
using WaPortal.Core.OptIns.Import;

namespace WaPortal.Core.OptIns.Ledger;

/// <summary>How many people may be written to for a purpose, and how many have said no.</summary>
public sealed record Reach(int OptedIn, int OptedOut);

/// <summary>Counts people by their consent now.</summary>
public sealed class ReachQuery(PortalDatabase database)
{
    /// <summary>Over all lists, each person once.</summary>
    public Task<Reach> RunAsync(Actor actor, ConsentPurpose purpose, CancellationToken token)
    {
        actor.Demand(Right.ViewOptIns);
        return database.ReadAsync(actor.Tenant, async (db, t) =>
        {
            var counts = await db.Set<ConsentState>().Where(s => s.Purpose == purpose)
                .GroupBy(s => s.State).Select(g => new { g.Key, Count = g.Count() }).ToDictionaryAsync(g => g.Key, g => g.Count, t);
            return new Reach(counts.GetValueOrDefault(ConsentChoice.OptedIn), counts.GetValueOrDefault(ConsentChoice.OptedOut));
        }, token);
    }
}
