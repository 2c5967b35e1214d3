using System.Data.Common;
using WaPortal.Core.Data;

namespace WaPortal.Core.Delivery.Doubts;

/// <summary>What a person decides about messages in doubt.</summary>
public enum DoubtDecision
{
    /// <summary>Counts as handed over; it is not sent again. A later status still tells the truth.</summary>
    TreatAsSent,

    /// <summary>Goes out once more, as a try of its own; whoever got the first gets it twice.</summary>
    SendAgain,
}

/// <summary>
/// Carries out what people decide about doubts. Only what is still in doubt at that moment moves: a status that came first has settled it.
/// </summary>
internal sealed class DoubtStore(SendOrders orders, TimeProvider clock)
{
    /// <summary>Most messages of one transaction.</summary>
    public const int Batch = 500;

    /// <summary>Decides about these messages of the order, or about the next ones in doubt; gives how many moved.</summary>
    public async Task<int> DecideAsync(PortalDbContext db, SendOrderId order, IReadOnlyCollection<MessageId>? ids, DoubtDecision decision, string by, CancellationToken token)
    {
        var chosen = ids is null
            ? "id IN (SELECT id FROM messages WHERE tenant_id = @tenant AND order_id = @order AND state = 'InDoubt' ORDER BY id LIMIT @most)"
            : IdSets.IsOneOfIds(db, "id");
        var again = decision == DoubtDecision.SendAgain;
        var moved = await db.QuerySqlAsync(
            $"""
            UPDATE messages SET {(again
                ? "state = 'Queued', resends = resends + 1, next_try_at = NULL, reason = NULL, started_at = NULL"
                : "state = 'Accepted', reason = @reason")}, lease_token = NULL
            WHERE tenant_id = @tenant AND order_id = @order AND state = 'InDoubt' AND {chosen}
            RETURNING id, resends, claimed_at
            """,
            (DbDataReader row) => (Id: new MessageId(row.GetGuid(0)), Resends: row.GetInt32(1), ClaimedAt: row.IsDBNull(2) ? (long?)null : row.GetInt64(2)),
            token, ("@tenant", db.TenantId), ("@order", order), ("@most", Batch), ("@reason", MessageMoves.TreatedAsSent),
            ("@ids", IdSets.Value(db, [.. (ids ?? []).Select(i => i.Value)])));
        var counts = new OrderCounts();
        counts.Move(order, MessageState.InDoubt, again ? MessageState.Queued : MessageState.Accepted, moved.Count);
        if (again && moved.Count > 0)
        {
            var now = clock.GetUtcNow();
            await db.ExecuteEachAsync(
                """
                INSERT INTO message_tries (tenant_id, message_id, number, claimed_at, decided_by, decided_at) VALUES (@tenant, @p0, @p1, @p2, @p3, @p4)
                ON CONFLICT (tenant_id, message_id, number) DO UPDATE SET decided_by = excluded.decided_by, decided_at = excluded.decided_at
                """,
                [.. moved.OrderBy(m => m.Id.Value).Select(m => new object?[] { m.Id, m.Resends - 1, m.ClaimedAt, by.Length > 100 ? by[..100] : by, now })], token);
        }

        await counts.SaveAsync(db, token);
        if (again && moved.Count > 0)
            await orders.ReopenAsync(db, order, token);
        return moved.Count;
    }
}
