using System.Data.Common;
using Microsoft.EntityFrameworkCore;
using WaPortal.Core.Data;
using WaPortal.Core.Delivery.Remains;
using WaPortal.Core.Tenancy;
using WaPortal.Core.WhatsApp;

namespace WaPortal.Core.Delivery;

/// <summary>An order's numbers now. The states add up to <see cref="Total"/>.</summary>
public sealed record OrderProgress(
    SendOrderState State, string? PauseReason, DateTimeOffset? WaitUntil, string? WaitReason, IReadOnlyDictionary<MessageState, int> Counts)
{
    /// <summary>Up to when the database knew what the order had sent, when it was set back; null where that is no question, or was decided.</summary>
    public DateTimeOffset? SetBackTo { get; init; }

    /// <summary>How many messages are in a state.</summary>
    public int Of(params ReadOnlySpan<MessageState> states)
    {
        var sum = 0;
        foreach (var state in states)
            sum += Counts.GetValueOrDefault(state);
        return sum;
    }

    /// <summary>All messages of the order.</summary>
    public int Total => Counts.Values.Sum();

    /// <summary>Those that the platform took over, whatever became of them.</summary>
    public int Sent => Of(MessageState.Accepted, MessageState.Sent, MessageState.Delivered, MessageState.Read);

    /// <summary>Those that reached the phone.</summary>
    public int Delivered => Of(MessageState.Delivered, MessageState.Read);

    /// <summary>Those that wait or are on the wire.</summary>
    public int StillToSend => Of(MessageState.Queued, MessageState.Claimed);
}

/// <summary>Messages that ended for the same reason.</summary>
/// <param name="State">Failed or skipped.</param>
/// <param name="Code">The platform's code; null for a reason of ours.</param>
/// <param name="Reason">A <see cref="SkipReason"/> or <see cref="MessageMoves.InDoubtExpired"/>.</param>
/// <param name="Count">How many.</param>
public sealed record EndReason(MessageState State, int? Code, string? Reason, int Count)
{
    /// <summary>What is known about the code.</summary>
    public ErrorFact? Fact => Code is { } code ? ErrorCatalog.Find(code) : null;

    /// <summary>Whether the same message may go through another time.</summary>
    public bool IsPassing => State == MessageState.Failed && Fact is { Retry: not RetryRule.Never };
}

/// <summary>One message in a table of recipients.</summary>
public sealed record RecipientRow(
    MessageId Id, byte[] PhoneId, Guid? ContactId, string Language, MessageState State, string? Reason, int? ErrorCode, long? ConsentSeq, int Attempts,
    DateTimeOffset? ClaimedAt, DateTimeOffset? AcceptedAt, DateTimeOffset? SentAt, DateTimeOffset? DeliveredAt, DateTimeOffset? ReadAt,
    DateTimeOffset? EndedAt, string? Wamid);

/// <summary>Reads an order's numbers and messages. Whoever calls it has checked the right to see the order.</summary>
public sealed class OrderReport(PortalDatabase database)
{
    /// <summary>The numbers now; null for an order that does not exist.</summary>
    public Task<OrderProgress?> ProgressAsync(TenantId tenant, SendOrderId id, CancellationToken token) => database.ReadAsync(tenant, async (db, t) =>
    {
        var order = await db.Set<SendOrder>().FirstOrDefaultAsync(o => o.Id == id, t);
        if (order is null)
            return null;
        var counts = await db.Set<OrderCount>().Where(c => c.OrderId == id && c.Count != 0).ToDictionaryAsync(c => c.State, c => c.Count, t);
        return new OrderProgress(order.State, order.PauseReason, order.WaitUntil, order.WaitReason, counts) { SetBackTo = order.SetBackTo };
    }, token);

    /// <summary>Why messages failed or were skipped, the most frequent reason first.</summary>
    public Task<List<EndReason>> EndReasonsAsync(TenantId tenant, SendOrderId id, CancellationToken token) => database.ReadAsync(tenant, async (db, t) =>
    {
        var there = await db.Set<Message>()
            .Where(m => m.OrderId == id && (m.State == MessageState.Failed || m.State == MessageState.Skipped))
            .GroupBy(m => new { m.State, m.ErrorCode, m.Reason })
            .Select(g => new EndReason(g.Key.State, g.Key.ErrorCode, g.Key.Reason, g.Count()))
            .ToListAsync(t);
        var deleted = await db.Set<OrderRemain>().Where(r => r.OrderId == id && (r.Kind == RemainKind.Failed || r.Kind == RemainKind.Skipped)).ToListAsync(t);
        return there
            .Concat(deleted.Select(r => new EndReason(r.Kind == RemainKind.Failed ? MessageState.Failed : MessageState.Skipped, r.Code == 0 ? null : r.Code, r.Words.Length == 0 ? null : r.Words, r.Count)))
            .GroupBy(r => (r.State, r.Code, r.Reason))
            .Select(g => new EndReason(g.Key.State, g.Key.Code, g.Key.Reason, g.Sum(r => r.Count)))
            .OrderByDescending(r => r.Count)
            .ToList();
    }, token);

    /// <summary>Whether messages of the order are deleted because their time is over: then its figures are all that is left of them.</summary>
    public Task<bool> HasRemainsAsync(TenantId tenant, SendOrderId id, CancellationToken token) => database.ReadAsync(tenant, async (db, t) =>
    {
        var counted = await db.Set<OrderCount>().Where(c => c.OrderId == id).SumAsync(c => c.Count, t);
        return counted > 0 && counted > await db.Set<Message>().CountAsync(m => m.OrderId == id, t);
    }, token);

    /// <summary>A page of messages in the order of their ids, after the last one of the page before.</summary>
    /// <param name="tenant">Whose.</param>
    /// <param name="id">The order.</param>
    /// <param name="states">Only these states; none for all.</param>
    /// <param name="code">Only this error code.</param>
    /// <param name="reason">Only this reason.</param>
    /// <param name="clicked">Only where a tracked link was opened.</param>
    /// <param name="after">The last id of the page before; null for the first page.</param>
    /// <param name="size">Most rows.</param>
    /// <param name="token">Cancels.</param>
    public Task<List<RecipientRow>> RecipientsAsync(
        TenantId tenant, SendOrderId id, IReadOnlyCollection<MessageState> states, int? code, string? reason, bool clicked, MessageId? after, int size, CancellationToken token) =>
        database.ReadAsync(tenant, (db, t) =>
        {
            var wanted = string.Join(',', states.Select(state => $"'{state}'"));
            return db.QuerySqlAsync(
                $"""
                SELECT id, phone_id, contact_id, language, state, reason, error_code, consent_seq, attempts,
                  claimed_at, accepted_at, sent_at, delivered_at, read_at, ended_at, wamid
                FROM messages WHERE tenant_id = @tenant AND order_id = @order
                {(states.Count > 0 ? $"AND state IN ({wanted})" : "")} {(code is null ? "" : "AND error_code = @code")}
                {(reason is null ? "" : "AND reason = @reason")} {(after is null ? "" : "AND id > @after")}
                {(clicked ? "AND id IN (SELECT message_id FROM message_clicks WHERE tenant_id = @tenant AND order_id = @order)" : "")}
                ORDER BY id LIMIT @size
                """,
                Read, t, ("@tenant", tenant), ("@order", id), ("@code", code), ("@reason", reason), ("@after", after ?? default), ("@size", size));
        }, token);

    private static RecipientRow Read(DbDataReader row) => new(
        new MessageId(row.GetGuid(0)), row.GetFieldValue<byte[]>(1), row.IsDBNull(2) ? null : row.GetGuid(2), row.GetString(3),
        Enum.Parse<MessageState>(row.GetString(4)), row.IsDBNull(5) ? null : row.GetString(5), row.IsDBNull(6) ? null : row.GetInt32(6),
        row.IsDBNull(7) ? null : row.GetInt64(7), row.GetInt32(8),
        Time(row, 9), Time(row, 10), Time(row, 11), Time(row, 12), Time(row, 13), Time(row, 14), row.IsDBNull(15) ? null : row.GetString(15));

    private static DateTimeOffset? Time(DbDataReader row, int column) =>
        row.IsDBNull(column) ? null : DateTimeOffset.FromUnixTimeMilliseconds(row.GetInt64(column));
}
