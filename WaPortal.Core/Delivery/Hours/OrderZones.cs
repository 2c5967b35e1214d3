using WaPortal.Core.Data;

namespace WaPortal.Core.Delivery.Hours;

/// <summary>A place of an order in which messages wait.</summary>
/// <param name="Number">What its messages carry.</param>
/// <param name="Place">Where its people are.</param>
/// <param name="People">Messages that were added for it.</param>
internal sealed record WaitingZone(int Number, Place Place, int People);

/// <summary>The places of an order: numbers them while it is filled, and finds those where messages wait.</summary>
internal sealed class OrderZones
{
    private readonly SendOrderId _order;
    private readonly Dictionary<Place, int> _numbers;
    private readonly SortedDictionary<int, (Place Place, int People)> _added = [];

    private OrderZones(SendOrderId order, Dictionary<Place, int> numbers) => (_order, _numbers) = (order, numbers);

    /// <summary>The numbers that were given already; those who add to one order go one by one (the campaign's row is locked).</summary>
    public static async Task<OrderZones> LoadAsync(PortalDbContext db, SendOrderId order, CancellationToken token) => new(order, (await db.QuerySqlAsync(
        "SELECT number, region, zone FROM order_zones WHERE tenant_id = @tenant AND order_id = @order",
        row => (Number: row.GetInt32(0), Place: new Place(row.GetString(1), row.GetString(2))),
        token, ("@tenant", db.TenantId), ("@order", order))).ToDictionary(z => z.Place, z => z.Number));

    /// <summary>The number of a place.</summary>
    public int NumberOf(Place place)
    {
        if (!_numbers.TryGetValue(place, out var number))
            _numbers[place] = number = _numbers.Count + 1;
        return number;
    }

    /// <summary>A queued message was added for it.</summary>
    public void Add(Place place)
    {
        var number = NumberOf(place);
        _added[number] = (place, _added.GetValueOrDefault(number).People + 1);
    }

    /// <summary>Books what was added.</summary>
    public Task SaveAsync(PortalDbContext db, CancellationToken token) => db.ExecuteEachAsync(
        """
        INSERT INTO order_zones (tenant_id, order_id, number, region, zone, people) VALUES (@tenant, @p0, @p1, @p2, @p3, @p4)
        ON CONFLICT (tenant_id, order_id, number) DO UPDATE SET people = order_zones.people + excluded.people
        """,
        [.. _added.Select(z => new object?[] { _order, z.Key, z.Value.Place.Region, z.Value.Place.Zone, z.Value.People })], token);

    /// <summary>How many messages of an order wait in each of its places.</summary>
    public static Task<List<(Place Place, int Left, int People)>> LeftAsync(PortalDbContext db, SendOrderId order, CancellationToken token) => db.QuerySqlAsync(
        """
        SELECT COALESCE(z.region, ''), COALESCE(z.zone, ''), m.left_over, COALESCE(z.people, m.left_over)
        FROM (SELECT zone, count(*) AS left_over FROM messages WHERE tenant_id = @tenant AND order_id = @order AND state = 'Queued' GROUP BY zone) m
        LEFT JOIN order_zones z ON z.tenant_id = @tenant AND z.order_id = @order AND z.number = m.zone
        """,
        row => (new Place(row.GetString(0), row.GetString(1)), row.GetInt32(2), row.GetInt32(3)), token, ("@tenant", db.TenantId), ("@order", order));

    /// <summary>Where messages of an order wait; one look into the index of what is queued for each place.</summary>
    public static Task<List<WaitingZone>> WaitingAsync(PortalDbContext db, SendOrderId order, CancellationToken token) => db.QuerySqlAsync(
        """
        SELECT z.number, z.region, z.zone, z.people FROM order_zones z
        WHERE z.tenant_id = @tenant AND z.order_id = @order AND EXISTS (
          SELECT 1 FROM messages m WHERE m.tenant_id = z.tenant_id AND m.order_id = z.order_id AND m.zone = z.number AND m.state = 'Queued')
        UNION ALL
        SELECT 0, '', '', 1 WHERE EXISTS (SELECT 1 FROM messages m WHERE m.tenant_id = @tenant AND m.order_id = @order AND m.zone = 0 AND m.state = 'Queued')
        """,
        row => new WaitingZone(row.GetInt32(0), new Place(row.GetString(1), row.GetString(2)), row.GetInt32(3)),
        token, ("@tenant", db.TenantId), ("@order", order));
}
