using Microsoft.EntityFrameworkCore;
using WaPortal.Core.Data;
using WaPortal.Core.Data.Restores;
using WaPortal.Core.Delivery.Costs;
using WaPortal.Core.Delivery.Hours;
using WaPortal.Core.Delivery.Shares;
using WaPortal.Core.Jobs;
using WaPortal.Core.OptIns.Erasure;
using WaPortal.Core.Tenancy;

namespace WaPortal.Core.Delivery;

/// <summary>Hears of an order's moves in the transaction that makes them. The feature that handed the order in registers one.</summary>
public interface ISendOrderListener
{
    /// <summary>The order moved; <paramref name="byItself"/> when nobody asked for it (finished, or paused for safety).</summary>
    Task OnMovedAsync(PortalDbContext db, SendOrder order, string? reason, bool byItself, CancellationToken token);
}

/// <summary>A message to be added to an order: queued with what it needs to leave, or skipped with the reason.</summary>
public sealed record NewMessage(
    MessageId Id, byte[] PhoneId, Guid? ContactId, string Language, byte[]? Payload, SkipReason? Skip, long? ConsentSeq)
{
    /// <summary>What a single message has beside that; null in a campaign.</summary>
    public SingleMessage? Own { get; init; }

    /// <summary>What the person's country is priced as (<see cref="Costs.Market"/>); null where nobody knows it.</summary>
    public string? Market { get; init; }

    /// <summary>Where the person's clock hangs; null for a message that may leave at any hour.</summary>
    public Place? Place { get; init; }
}

/// <summary>What a message of a standing order has of its own: see <see cref="Message"/>.</summary>
public sealed record SingleMessage(string Key, DateTimeOffset ComposedAt, DateTimeOffset? ExpiresAt, long? PermitSeq);

/// <summary>Takes orders in and moves them. All methods with a context run in the caller's transaction.</summary>
public sealed class SendOrders(
    PortalDatabase database, IBackgroundJobs jobs, IEnumerable<ISendOrderListener> listeners, TimeProvider clock)
{
    private const int CancelBatch = 5_000;
    private static readonly TimeSpan StandingPause = TimeSpan.FromMinutes(5);

    /// <summary>Opens an order that is to be filled; opening it again changes nothing.</summary>
    /// <param name="composedAt">When the template was read that its messages are made from; a later change of the template may make them unfit.</param>
    /// <param name="timing">What it says of its own about the time; null for nothing.</param>
    /// <param name="priority">How much it gets beside others.</param>
    public async Task OpenAsync(
        PortalDbContext db, SendOrderId id, SenderNumberId sender, string purpose, Guid templateId, string templateName, CancellationToken token, DateTimeOffset? composedAt = null,
        OrderTiming? timing = null, SendPriority priority = SendPriority.Normal)
    {
        if (await db.Set<SendOrder>().AnyAsync(o => o.Id == id, token))
            return;
        var order = SendOrder.Create(db.TenantId, id, sender, purpose, templateId, templateName, composedAt ?? clock.GetUtcNow(), timing);
        order.Prioritize(priority);
        db.Add(order);
    }

    /// <summary>Finds the standing order for these, or makes it: also when two ask at once.</summary>
    /// <param name="name">What people read where a campaign would have its name.</param>
    public async Task<SendOrderId> StandingAsync(
        PortalDbContext db, SenderNumberId sender, Guid templateId, string templateName, string purpose, string origin, string name, CancellationToken token)
    {
        await db.ExecuteSqlAsync(
            """
            INSERT INTO send_orders (tenant_id, id, kind, origin, name, sender_number_id, purpose, template_id, template_name, state, last_served_at, created_at)
            VALUES (@tenant, @id, 'Standing', @origin, @name, @sender, @purpose, @template, @wire, 'Running', 0, @now)
            ON CONFLICT (tenant_id, sender_number_id, template_id, purpose, origin) DO NOTHING
            """,
            token, ("@tenant", db.TenantId), ("@id", Guid.CreateVersion7()), ("@origin", origin), ("@name", name), ("@sender", sender), ("@purpose", purpose),
            ("@template", templateId), ("@wire", templateName), ("@now", clock.GetUtcNow()));
        var found = await db.QuerySqlAsync(
            "SELECT id, name FROM send_orders WHERE tenant_id = @tenant AND sender_number_id = @sender AND template_id = @template AND purpose = @purpose AND origin = @origin",
            r => (Id: new SendOrderId(r.GetGuid(0)), Name: r.GetString(1)), token,
            ("@tenant", db.TenantId), ("@sender", sender), ("@template", templateId), ("@purpose", purpose), ("@origin", origin));
        if (found[0].Name != name)
            await db.ExecuteSqlAsync("UPDATE send_orders SET name = @name WHERE tenant_id = @tenant AND id = @id", token, ("@tenant", db.TenantId), ("@id", found[0].Id), ("@name", name));
        return found[0].Id;
    }

    /// <summary>Adds messages; a person who is in the order already is left as is. Gives how many were added.</summary>
    public async Task<int> AddAsync(PortalDbContext db, SendOrderId order, IReadOnlyList<NewMessage> messages, CancellationToken token)
    {
        await db.SaveChangesAsync(token); // the order's own row, when it was opened in this transaction
        // Whoever was erased since the audience was read is not brought back by it.
        await Suppression.HoldAsync(db, token);
        var erased = await Suppression.OfAsync(db, [.. messages.Select(m => m.PhoneId)], token);
        var counts = new OrderCounts();
        var markets = new OrderMarkets();
        var zones = messages.Any(m => m.Place is not null) ? await OrderZones.LoadAsync(db, order, token) : null;
        var now = clock.GetUtcNow();
        await using var insert = await db.CommandAsync(
            """
            INSERT INTO messages (tenant_id, id, order_id, phone_id, contact_id, language, state, reason, consent_seq, attempts, payload, ended_at, caller_key, composed_at, expires_at, permit_seq, market, zone)
            VALUES (@tenant, @id, @order, @phone, @contact, @language, @state, @reason, @seq, 0, @payload, @ended, @key, @composed, @expires, @permit, @market, @zone)
            ON CONFLICT (tenant_id, order_id, phone_id, caller_key) DO NOTHING
            """,
            token, ("@tenant", db.TenantId), ("@id", Guid.Empty), ("@order", order), ("@phone", Array.Empty<byte>()), ("@contact", Guid.Empty),
            ("@language", ""), ("@state", ""), ("@reason", ""), ("@seq", 0L), ("@payload", Array.Empty<byte>()), ("@ended", 0L), ("@key", ""), ("@composed", 0L), ("@expires", 0L), ("@permit", 0L), ("@market", ""), ("@zone", 0));
        foreach (var message in messages.Where(m => !erased.Contains(Convert.ToHexString(m.PhoneId))))
        {
            var state = message.Skip is null ? MessageState.Queued : MessageState.Skipped;
            insert.Parameters["@id"].Value = message.Id.Value;
            insert.Parameters["@phone"].Value = message.PhoneId;
            insert.Parameters["@contact"].Value = SqlExtensions.Plain(message.ContactId);
            insert.Parameters["@language"].Value = message.Language;
            insert.Parameters["@state"].Value = state.ToString();
            insert.Parameters["@reason"].Value = SqlExtensions.Plain(message.Skip);
            insert.Parameters["@seq"].Value = SqlExtensions.Plain(message.ConsentSeq);
            insert.Parameters["@payload"].Value = SqlExtensions.Plain(message.Payload);
            insert.Parameters["@ended"].Value = message.Skip is null ? DBNull.Value : now.ToUnixTimeMilliseconds();
            insert.Parameters["@key"].Value = message.Own?.Key ?? "";
            insert.Parameters["@composed"].Value = SqlExtensions.Plain(message.Own?.ComposedAt);
            insert.Parameters["@expires"].Value = SqlExtensions.Plain(message.Own?.ExpiresAt);
            insert.Parameters["@permit"].Value = SqlExtensions.Plain(message.Own?.PermitSeq);
            insert.Parameters["@market"].Value = SqlExtensions.Plain(message.Market);
            insert.Parameters["@zone"].Value = message.Place is { } place ? zones!.NumberOf(place) : 0;
            if (await insert.ExecuteNonQueryAsync(token) != 1)
                continue;
            counts.Add(order, state);
            if (message.Skip is not null)
                continue;
            markets.Add(message.Market);
            if (message.Place is { } home)
                zones!.Add(home);
        }

        if (zones is not null)
            await zones.SaveAsync(db, token);
        await markets.SaveAsync(db, order, token);
        await counts.SaveAsync(db, token);
        return counts.Total;
    }

    /// <summary>Lets a filled or paused order run. Wake its number after the commit (<see cref="WakeAsync"/>).</summary>
    public async Task<bool> RunAsync(PortalDbContext db, SendOrderId order, CancellationToken token) =>
        !await db.Set<SendOrder>().AsNoTracking().AnyAsync(o => o.Id == order && o.State == SendOrderState.Done, token)
        && await MoveAsync(db, order, SendOrderState.Running, null, byItself: false, token);

    /// <summary>Lets an order that was done go on, because something waits in it again.</summary>
    internal async Task ReopenAsync(PortalDbContext db, SendOrderId order, CancellationToken token)
    {
        if (await db.Set<SendOrder>().AsNoTracking().AnyAsync(o => o.Id == order && o.State == SendOrderState.Done, token))
            await MoveAsync(db, order, SendOrderState.Running, null, byItself: false, token);
    }

    /// <summary>Stops it between two windows until it is resumed.</summary>
    public Task<bool> PauseAsync(PortalDbContext db, SendOrderId order, string reason, CancellationToken token) =>
        MoveAsync(db, order, SendOrderState.Paused, reason, byItself: false, token);

    /// <summary>Stops it for good. What waits is taken back by <see cref="CancelQueuedAsync"/> after the commit; until then nothing of it can be claimed.</summary>
    public Task<bool> CancelAsync(PortalDbContext db, SendOrderId order, string reason, CancellationToken token) =>
        MoveAsync(db, order, SendOrderState.Cancelled, reason, byItself: false, token);

    /// <summary>Asks for a dispatch of the order's number.</summary>
    public Task WakeAsync(TenantId tenant, SenderNumberId sender, CancellationToken token) =>
        jobs.EnqueueAsync<DispatchJob>(tenant, sender.Value, token);

    /// <summary>Takes back what waits in a cancelled order, in batches, until nothing does.</summary>
    public async Task CancelQueuedAsync(TenantId tenant, SendOrderId order, CancellationToken token)
    {
        while (await database.WriteAsync(tenant, (db, t) => CancelBatchAsync(db, order, t), token) == CancelBatch)
            token.ThrowIfCancellationRequested();
    }

    /// <summary>
    /// Keeps an order back about which the platform has said that nothing of it may leave: a campaign's until a person resumes it. A standing one goes on by itself
    /// after a while, since nobody watches it and what waits in it ends with its own time.
    /// </summary>
    internal async Task StopAsync(PortalDbContext db, SendOrderId id, string reason, CancellationToken token)
    {
        await LockAsync(db, id, token);
        var order = await db.Set<SendOrder>().AsTracking().FirstAsync(o => o.Id == id, token);
        if (order.IsCampaign)
        {
            await MoveAsync(db, id, SendOrderState.Paused, reason, byItself: true, token);
            return;
        }

        order.Hold(clock.GetUtcNow() + StandingPause, reason);
        await db.SaveChangesAsync(token);
    }

    /// <summary>Gives nothing of the order before a time, and says why; then it goes on by itself.</summary>
    internal static async Task HoldAsync(PortalDbContext db, SendOrderId id, DateTimeOffset until, string reason, CancellationToken token)
    {
        await LockAsync(db, id, token);
        var order = await db.Set<SendOrder>().AsTracking().FirstAsync(o => o.Id == id, token);
        order.Hold(until, reason);
        await db.SaveChangesAsync(token);
    }

    /// <summary>What held the order is over before its time.</summary>
    internal static async Task ReleaseAsync(PortalDbContext db, SendOrderId id, CancellationToken token)
    {
        await LockAsync(db, id, token);
        var order = await db.Set<SendOrder>().AsTracking().FirstAsync(o => o.Id == id, token);
        order.Release();
        await db.SaveChangesAsync(token);
    }

    /// <summary>Moves the order and tells the listeners, where the move is allowed.</summary>
    internal async Task<bool> MoveAsync(
        PortalDbContext db, SendOrderId id, SendOrderState to, string? reason, bool byItself, CancellationToken token)
    {
        await LockAsync(db, id, token);
        var order = await db.Set<SendOrder>().AsTracking().FirstAsync(o => o.Id == id, token);
        if (!order.TryMove(to, reason, clock.GetUtcNow()))
            return false;
        foreach (var listener in listeners)
            await listener.OnMovedAsync(db, order, order.PauseReason ?? reason, byItself, token);
        await db.SaveChangesAsync(token);
        return true;
    }

    /// <summary>Keeps a campaign's order back after the database was set back, until a person who knows of it resumes it.</summary>
    internal async Task SetBackAsync(PortalDbContext db, SendOrderId id, SetBack setBack, CancellationToken token)
    {
        await LockAsync(db, id, token);
        var order = await db.Set<SendOrder>().AsTracking().FirstAsync(o => o.Id == id, token);
        order.SetBack(setBack.TakenAt, $"{setBack.Words} Messages may have left since, and nobody here knows of them.", clock.GetUtcNow());
        foreach (var listener in listeners)
            await listener.OnMovedAsync(db, order, order.PauseReason, byItself: true, token);
        await db.SaveChangesAsync(token);
    }

    /// <summary>Up to when the database knew what the order had sent, when it was set back; null where that is no question, or was decided.</summary>
    internal static Task<DateTimeOffset?> SetBackToAsync(PortalDbContext db, SendOrderId id, CancellationToken token) =>
        db.Set<SendOrder>().AsNoTracking().Where(o => o.Id == id).Select(o => o.SetBackTo).FirstOrDefaultAsync(token);

    /// <summary>Ends running orders in which nothing waits and nothing is on the wire.</summary>
    internal async Task FinishEmptyAsync(PortalDbContext db, IEnumerable<SendOrderId> orders, CancellationToken token)
    {
        foreach (var order in orders)
        {
            var open = await db.Set<OrderCount>().AsNoTracking()
                .Where(c => c.OrderId == order && (c.State == MessageState.Queued || c.State == MessageState.Claimed))
                .SumAsync(c => c.Count, token);
            if (open == 0)
                await MoveAsync(db, order, SendOrderState.Done, null, byItself: true, token);
        }
    }

    // On PostgreSQL the row is locked before it is read, so that two movers see each other; SQLite has one writer anyway.
    private static async Task LockAsync(PortalDbContext db, SendOrderId id, CancellationToken token)
    {
        if (db.IsPostgres)
        {
            await db.ExecuteSqlAsync(
                "SELECT 1 FROM send_orders WHERE tenant_id = @tenant AND id = @id FOR NO KEY UPDATE", token, ("@tenant", db.TenantId), ("@id", id));
        }
    }

    private async Task<int> CancelBatchAsync(PortalDbContext db, SendOrderId order, CancellationToken token)
    {
        var changed = await db.ExecuteSqlAsync(
            """
            UPDATE messages SET state = 'Cancelled', ended_at = @now
            WHERE tenant_id = @tenant AND id IN (
              SELECT id FROM messages WHERE tenant_id = @tenant AND order_id = @order AND state = 'Queued' ORDER BY id LIMIT @most)
            AND state = 'Queued'
            """,
            token, ("@tenant", db.TenantId), ("@order", order), ("@now", clock.GetUtcNow()), ("@most", CancelBatch));
        var counts = new OrderCounts();
        counts.Move(order, MessageState.Queued, MessageState.Cancelled, changed);
        await counts.SaveAsync(db, token);
        return changed;
    }
}
