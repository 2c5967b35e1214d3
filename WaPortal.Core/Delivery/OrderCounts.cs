using WaPortal.Core.Data;
using WaPortal.Core.Tenancy;

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
    public async Task SaveAsync(PortalDbContext db, TenantId tenant, CancellationToken token)
    {
        foreach (var ((order, state), change) in _changes.Where(c => c.Value != 0))
        {
            await db.ExecuteSqlAsync(
                """
                INSERT INTO order_counts (tenant_id, order_id, state, count) VALUES (@tenant, @order, @state, @change)
                ON CONFLICT (tenant_id, order_id, state) DO UPDATE SET count = order_counts.count + excluded.count
                """,
                token, ("@tenant", tenant), ("@order", order), ("@state", state), ("@change", change));
        }
    }
}
