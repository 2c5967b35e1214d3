using Microsoft.EntityFrameworkCore;
using WaPortal.Core.Data;
using WaPortal.Core.Tenancy;

namespace WaPortal.Core.Delivery.Protection;

/// <summary>Holds the running orders of an enterprise against all that may stop them, and stops them in the caller's transaction.</summary>
internal sealed class ProtectOrders(SendOrders orders, TimeProvider clock)
{
    /// <summary>Obeys a stop; true where the order gives nothing now.</summary>
    public async Task ObeyAsync(PortalDbContext db, SendOrder order, SendingStop stop, CancellationToken token)
    {
        if (stop.Until is { } until)
            await SendOrders.HoldAsync(db, order.Id, until, stop.Reason, token);
        else
            await orders.StopAsync(db, order.Id, stop.Reason, token);
    }

    /// <summary>Stops what the platform's news about numbers, accounts and templates stop.</summary>
    public async Task ApplyAsync(PortalDbContext db, CancellationToken token)
    {
        var now = clock.GetUtcNow();
        await db.SaveChangesAsync(token); // what the news changed
        var running = await db.Set<SendOrder>().AsNoTracking().Where(o => o.State == SendOrderState.Running).OrderBy(o => o.Id).ToListAsync(token);
        var senders = running.Select(o => o.SenderNumberId).Distinct().ToList();
        var standings = new Dictionary<SenderNumberId, SenderStanding>();
        foreach (var number in await db.Set<SenderNumber>().AsNoTracking().Where(n => senders.Contains(n.Id)).ToListAsync(token))
            standings[number.Id] = await SenderStanding.ReadAsync(db, number, token);
        foreach (var order in running)
        {
            if (standings[order.SenderNumberId].Of(order, now) is { } stop)
                await ObeyAsync(db, order, stop, token);
            else if (order.IsCampaign && await TemplateAsync(db, order, token) is { } reason)
                await orders.StopAsync(db, order.Id, reason, token);
            else if (order.IsCampaign && order.HeldUntil > now)
                await SendOrders.ReleaseAsync(db, order.Id, token);
        }
    }

    /// <summary>Finds running campaigns after which too many people leave.</summary>
    public static async Task<IReadOnlyList<(SendOrderId Order, LeaverCount Count, string Reason)>> LeftAsync(PortalDbContext db, CancellationToken token)
    {
        var found = new List<(SendOrderId, LeaverCount, string)>();
        var choices = await ProtectionRule.ReadAsync(db, token);
        foreach (var order in await db.Set<SendOrder>().AsNoTracking().Where(o => o.State == SendOrderState.Running && o.Kind == SendOrderKind.Campaign).ToListAsync(token))
        {
            var count = await Leavers.CountAsync(db, order, token);
            if (count.Left == 0)
                continue;
            var health = await db.Set<OrderHealth>().AsNoTracking().FirstOrDefaultAsync(h => h.OrderId == order.Id, token);
            if (count.Alarm(choices, health?.LeaversBase ?? 0, health?.ReachedBase ?? 0) is { } reason)
                found.Add((order.Id, count, reason));
        }

        return found;
    }

    /// <summary>Stops such a campaign; resumed, it counts only those who leave from then on.</summary>
    public async Task StopAsync(PortalDbContext db, SendOrderId order, LeaverCount count, string reason, CancellationToken token)
    {
        await db.ExecuteSqlAsync(
            """
            INSERT INTO order_health (tenant_id, order_id, leavers_base, reached_base) VALUES (@tenant, @order, @left, @reached)
            ON CONFLICT (tenant_id, order_id) DO UPDATE SET leavers_base = excluded.leavers_base, reached_base = excluded.reached_base
            """,
            token, ("@tenant", db.TenantId), ("@order", order), ("@left", count.Left), ("@reached", count.Reached));
        await orders.StopAsync(db, order, reason, token);
    }

    /// <summary>Stops all campaigns, and single messages for a while.</summary>
    public async Task StopAllAsync(PortalDbContext db, string reason, CancellationToken token)
    {
        foreach (var order in await db.Set<SendOrder>().AsNoTracking().Where(o => o.State == SendOrderState.Running).Select(o => o.Id).ToListAsync(token))
            await orders.StopAsync(db, order, reason, token);
    }

    // A language in which nobody waits any more stops nothing.
    private static async Task<string?> TemplateAsync(PortalDbContext db, SendOrder order, CancellationToken token)
    {
        foreach (var (language, translation) in await TemplateStanding.ReadAsync(db, order.TemplateId, token))
        {
            if (TemplateStanding.Hindrance(order, language, translation) is not { } reason)
                continue;
            var waiting = await db.QuerySqlAsync(
                "SELECT 1 FROM messages WHERE tenant_id = @tenant AND order_id = @order AND state = 'Queued' AND language = @language LIMIT 1",
                _ => 1, token, ("@tenant", db.TenantId), ("@order", order.Id), ("@language", language));
            if (waiting.Count > 0)
                return reason;
        }

        return null;
    }
}
