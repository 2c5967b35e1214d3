using WaPortal.Core.Data;

namespace WaPortal.Core.Delivery;

/// <summary>Collects the state changes of one transaction and books them at its end, in a fixed order so that two transactions do not lock each other out.</summary>
internal sealed class OrderCounts
{
    private readonly SortedDictionary<(Guid Order, MessageState State), int> _changes = [];

    /// <summary>The orders that this transaction touched.</summary>
    public IReadOnlyCollection<SendOrderId> Orders => [.. _changes.Keys.Select(k => new SendOrderId(k.Order)).Distinct()];

    /// <summary>How many messages were added.</summary>
    public int Total => _changes.Values.Sum();

    /// <summary>A new message in a state.</summary>
    public void Add(SendOrderId order, MessageState state, int count = 1)
    {
        var key = (order.Value, state);
        _changes[key] = _changes.GetValueOrDefault(key) + count;
    }

    /// <summary>Messages that moved.</summary>
    public void Move(SendOrderId order, MessageState from, MessageState to, int count = 1)
    {
        Add(order, from, -count);
        Add(order, to, count);
    }

    /// <summary>Books them.</summary>
    public Task SaveAsync(PortalDbContext db, CancellationToken token) => db.ExecuteEachAsync(
        """
        INSERT INTO order_counts (tenant_id, order_id, state, count) VALUES (@tenant, @p0, @p1, @p2)
        ON CONFLICT (tenant_id, order_id, state) DO UPDATE SET count = order_counts.count + excluded.count
        """,
        [.. _changes.Where(c => c.Value != 0).Select(c => new object?[] { c.Key.Order, c.Key.State, c.Value })], token);
}
