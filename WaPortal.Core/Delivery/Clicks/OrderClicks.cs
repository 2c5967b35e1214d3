using System.Globalization;
using Microsoft.EntityFrameworkCore;
using WaPortal.Core.Data;
using WaPortal.Core.Delivery.Remains;
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
        var deleted = await db.Set<OrderRemain>().Where(r => r.OrderId == order && (r.Kind == RemainKind.Clicked || r.Kind == RemainKind.Link || r.Kind == RemainKind.Clicks)).ToListAsync(t);
        if (deleted.Count == 0)
            return new ClickCounts(people, links);
        var gone = deleted.Where(r => r.Kind != RemainKind.Clicked).Select(r => new LinkClicks(
            long.Parse(r.Words, CultureInfo.InvariantCulture), r.Kind == RemainKind.Link ? r.Count : 0, r.Kind == RemainKind.Clicks ? r.Count : 0));
        return new ClickCounts(
            people + deleted.Where(r => r.Kind == RemainKind.Clicked).Sum(r => r.Count),
            [.. links.Concat(gone).GroupBy(l => l.Link).Select(g => new LinkClicks(g.Key, g.Sum(l => l.People), g.Sum(l => l.Clicks)))]);
    }, token);
}
