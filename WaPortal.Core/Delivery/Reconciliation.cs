using System.Data.Common;
using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.Options;
using WaPortal.Core.Data;
using WaPortal.Core.Data.Restores;
using WaPortal.Core.Jobs;
using WaPortal.Core.Tenancy;

namespace WaPortal.Core.Delivery;

/// <summary>
/// Finds what a crash, a kill or a lost job store left behind, from the tables: claims whose holder is gone go back to the queue when they
/// were not started, and become in doubt when they were (they may have left); doubts past their limit end as failed, running orders get
/// their dispatch, cancelled ones are emptied.
/// </summary>
internal sealed class Reconciliation(
    PortalDatabase database, SendOrders orders, SystemScope scope, IBackgroundJobs jobs, IOptions<DeliveryOptions> options, TimeProvider clock)
    : IUnfinishedWork
{
    private const int Batch = 1_000;

    // Also for an enterprise that was suspended in the middle of sending: what had left by then must find its end. Nothing new leaves there.
    public Task ResumeAsync(CancellationToken token) => scope.ForEachAsync("messages without an answer", ResumeAsync, token, TenantReach.Held);

    private async Task ResumeAsync(Tenant tenant, CancellationToken token)
    {
        var now = clock.GetUtcNow();
        await RepeatAsync(tenant.Id, (db, t) => TakeBackAsync(db, now - options.Value.StartTime, t), token);
        await RepeatAsync(tenant.Id, (db, t) => MoveBatchAsync(db, MessageState.Claimed, now - options.Value.LeaseTime, MessageState.InDoubt, null, t), token);
        // What a restore put in doubt was claimed long ago, perhaps; people have the whole time from the restore on to decide, and statuses to come.
        var setBack = await database.ReadAsync(tenant.Id, RestoreHolds.NewestAsync, token);
        if (setBack is null || setBack.RestoredAt + options.Value.InDoubtLimit <= now)
        {
            await RepeatAsync(
                tenant.Id, (db, t) => MoveBatchAsync(db, MessageState.InDoubt, now - options.Value.InDoubtLimit, MessageState.Failed, MessageMoves.InDoubtExpired, t), token);
        }

        var open = await database.ReadAsync(tenant.Id, (db, t) => db.Set<SendOrder>()
            .Where(o => o.State == SendOrderState.Running || o.State == SendOrderState.Cancelled)
            .Where(o => db.Set<OrderCount>().Any(c => c.OrderId == o.Id && c.State == MessageState.Queued && c.Count > 0) || (o.State == SendOrderState.Running && o.Kind == SendOrderKind.Campaign))
            .Select(o => new { o.Id, o.State, o.SenderNumberId, o.WaitUntil })
            .ToListAsync(t), token);
        foreach (var order in open.Where(o => o.State == SendOrderState.Cancelled))
            await orders.CancelQueuedAsync(tenant.Id, order.Id, token);
        if (tenant.Status != TenantStatus.Active)
            return;
        foreach (var sender in open.Where(o => o.State == SendOrderState.Running).Select(o => o.SenderNumberId).Distinct())
            await jobs.EnqueueAsync<DispatchJob>(tenant.Id, sender.Value, token);
    }

    private async Task RepeatAsync(TenantId tenant, Func<PortalDbContext, CancellationToken, Task<int>> batch, CancellationToken token)
    {
        while (await database.WriteAsync(tenant, batch, token) == Batch)
            token.ThrowIfCancellationRequested();
    }

    // A holder that comes back starts nothing any more: the lease token, which its start mark asks for, is gone.
    private static async Task<int> TakeBackAsync(PortalDbContext db, DateTimeOffset before, CancellationToken token)
    {
        var back = await db.QuerySqlAsync(
            """
            UPDATE messages SET state = 'Queued', lease_token = NULL
            WHERE tenant_id = @tenant AND state = 'Claimed' AND started_at IS NULL AND id IN (
              SELECT id FROM messages WHERE tenant_id = @tenant AND state = 'Claimed' AND started_at IS NULL AND claimed_at < @before ORDER BY claimed_at LIMIT @most)
            RETURNING id, order_id
            """,
            (DbDataReader row) => (Id: new MessageId(row.GetGuid(0)), Order: new SendOrderId(row.GetGuid(1))),
            token, ("@tenant", db.TenantId), ("@before", before), ("@most", Batch));
        var counts = new OrderCounts();
        foreach (var (id, order) in back)
        {
            counts.Move(order, MessageState.Claimed, MessageState.Queued);
            await ClaimStore.ReleaseQuotaAsync(db, id, token);
        }

        await counts.SaveAsync(db, token);
        return back.Count;
    }

    private async Task<int> MoveBatchAsync(
        PortalDbContext db, MessageState from, DateTimeOffset before, MessageState to, string? reason, CancellationToken token)
    {
        // What was never started certainly did not leave, however long it is held. The lease token goes: whoever held it and comes back finds nothing to record.
        var moved = await db.QuerySqlAsync(
            """
            UPDATE messages SET state = @to, reason = @reason, lease_token = NULL, ended_at = @ended
            WHERE tenant_id = @tenant AND state = @from AND id IN (
              SELECT id FROM messages WHERE tenant_id = @tenant AND state = @from AND started_at IS NOT NULL AND claimed_at < @before ORDER BY claimed_at LIMIT @most)
            RETURNING order_id
            """,
            (DbDataReader row) => new SendOrderId(row.GetGuid(0)),
            token, ("@tenant", db.TenantId), ("@from", from), ("@to", to), ("@reason", reason), ("@before", before), ("@most", Batch),
            ("@ended", to == MessageState.Failed ? clock.GetUtcNow() : null));
        var counts = new OrderCounts();
        foreach (var order in moved)
            counts.Move(order, from, to);
        await counts.SaveAsync(db, token);
        await orders.FinishEmptyAsync(db, counts.Orders, token);
        return moved.Count;
    }
}
