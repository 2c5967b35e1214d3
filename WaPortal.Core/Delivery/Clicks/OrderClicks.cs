using Microsoft.EntityFrameworkCore;
using WaPortal.Core.Data;
using WaPortal.Core.Tenancy;

namespace WaPortal.Core.Delivery.Clicks;

/// <summary>Clicks on one link of an order.</summary>
/// <param name="Link"><see cref="TrackedLink.Id"/>.</param>
/// <param name="People">Whose message's link was opened.</param>
/// <param name="Clicks">How often, all together.</param>
public sealed record LinkClicks(long Link, int People, long Clicks);

/// <summary>Clicks on the links of an order.</summary>
/// <param name="People">People of whom any link was opened, each once.</param>
public sealed record ClickCounts(int People, IReadOnlyList<LinkClicks> Links)
{
    public static readonly ClickCounts None = new(0, []);
}

/// <summary>Counts clicks of orders. Whoever calls it has checked the right to see the order.</summary>
public sealed class OrderClicks(PortalDatabase database)
{
    /// <summary>What was clicked up to now.</summary>
    public Task<ClickCounts> CountAsync(TenantId tenant, SendOrderId order, CancellationToken token) => database.ReadAsync(tenant, async (db, t) =>
    {
        var links = await db.Set<MessageClick>().Where(c => c.OrderId == order)
            .GroupBy(c => c.LinkId).Select(g => new LinkClicks(g.Key, g.Count(), g.Sum(c => (long)c.Clicks))).ToListAsync(t);
        var people = links.Count <= 1
            ? links.Sum(l => l.People)
            : await db.Set<MessageClick>().Where(c => c.OrderId == order).Select(c => c.MessageId).Distinct().CountAsync(t);
        return new ClickCounts(people, links);
    }, token);
}
