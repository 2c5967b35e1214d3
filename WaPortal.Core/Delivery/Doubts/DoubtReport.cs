using System.Data.Common;
using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.Options;
using WaPortal.Core.Data;
using WaPortal.Core.Tenancy;
using WaPortal.Core.WhatsApp;

namespace WaPortal.Core.Delivery.Doubts;

/// <summary>A message in doubt.</summary>
/// <param name="Since">When its request was about to leave.</param>
/// <param name="EndsAt">When it ends as failed if nothing settles it.</param>
/// <param name="Resends">How often somebody had it sent again before.</param>
public sealed record DoubtRow(MessageId Id, byte[] PhoneId, Guid? ContactId, string Language, DateTimeOffset? Since, DateTimeOffset? EndsAt, int Resends);

/// <summary>What is known about an order's doubts.</summary>
/// <param name="InDoubt">Messages whose answer was lost.</param>
/// <param name="Silent">Handed over to the platform longer than <see cref="DoubtReport.SilentAfter"/> ago, and not a word about them since.</param>
/// <param name="Twice">Sent again by somebody, and both are known to have left.</param>
/// <param name="LastWebhook">When the platform last sent something to the account; null: never.</param>
/// <param name="WaitingWebhooks">What it sent and is not processed yet.</param>
public sealed record DoubtSummary(int InDoubt, int Silent, int Twice, DateTimeOffset? LastWebhook, int WaitingWebhooks);

/// <summary>Reads what is in doubt in an order. Whoever calls it has checked the right to see the order.</summary>
public sealed class DoubtReport(PortalDatabase database, IOptions<DeliveryOptions> options, TimeProvider clock)
{
    /// <summary>The platform's first word about a message follows in seconds; held messages may take an hour.</summary>
    public static readonly TimeSpan SilentAfter = TimeSpan.FromHours(2);

    /// <summary>The numbers now; null for an order that does not exist.</summary>
    public Task<DoubtSummary?> SummaryAsync(TenantId tenant, SendOrderId id, CancellationToken token) => database.ReadAsync(tenant, async (db, t) =>
    {
        if (await db.Set<SendOrder>().FirstOrDefaultAsync(o => o.Id == id, t) is not { } order)
            return null;
        var inDoubt = await db.Set<OrderCount>().Where(c => c.OrderId == id && c.State == MessageState.InDoubt).Select(c => c.Count).FirstOrDefaultAsync(t);
        var silentBefore = clock.GetUtcNow() - SilentAfter;
        var silent = await db.Set<Message>().CountAsync(m => m.OrderId == id && m.State == MessageState.Accepted && m.AcceptedAt < silentBefore, t);
        var twice = await db.Set<MessageTry>()
            .Where(x => x.Status != null && x.Status != MessageStatus.Failed && db.Set<Message>().Any(m => m.Id == x.MessageId && m.OrderId == id))
            .GroupBy(x => x.MessageId).CountAsync(g => g.Count() > 1, t);
        var account = await db.Set<SenderNumber>().Where(n => n.Id == order.SenderNumberId).Select(n => n.AccountId).FirstAsync(t);
        var last = await db.Set<WebhookDelivery>().Where(w => w.AccountId == account).OrderByDescending(w => w.Id).Select(w => (DateTimeOffset?)w.ReceivedAt).FirstOrDefaultAsync(t);
        var waiting = await db.Set<WebhookDelivery>().CountAsync(w => w.State == WebhookState.Waiting, t);
        return new DoubtSummary(inDoubt, silent, twice, last, waiting);
    }, token);

    /// <summary>A page of the doubts, in the order of their ids.</summary>
    public Task<List<DoubtRow>> PageAsync(TenantId tenant, SendOrderId order, MessageId? after, int size, CancellationToken token) => database.ReadAsync(tenant, (db, t) => db.QuerySqlAsync(
        $"""
        SELECT id, phone_id, contact_id, language, coalesce(started_at, claimed_at), claimed_at, resends FROM messages
        WHERE tenant_id = @tenant AND order_id = @order AND state = 'InDoubt' {(after is null ? "" : "AND id > @after")} ORDER BY id LIMIT @size
        """,
        Read, t, ("@tenant", tenant), ("@order", order), ("@after", after ?? default), ("@size", size)), token);

    private DoubtRow Read(DbDataReader row) => new(
        new MessageId(row.GetGuid(0)), row.GetFieldValue<byte[]>(1), row.IsDBNull(2) ? null : row.GetGuid(2), row.GetString(3),
        Time(row, 4), Time(row, 5) + options.Value.InDoubtLimit, row.GetInt32(6));

    private static DateTimeOffset? Time(DbDataReader row, int column) => row.IsDBNull(column) ? null : DateTimeOffset.FromUnixTimeMilliseconds(row.GetInt64(column));
}
