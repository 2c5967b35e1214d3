using System.Globalization;
using WaPortal.Core.Data;
using WaPortal.Core.WhatsApp;

namespace WaPortal.Core.Delivery.Protection;

/// <summary>Collects how messages of one transaction ended, books them at its end, and says which orders fail too often.</summary>
internal sealed class HealthBook
{
    private const int Unreachable = 131026;
    private const int Withheld = 131049;

    private readonly SortedDictionary<Guid, Ends> _orders = [];

    /// <summary>A message reached the phone.</summary>
    public void Reached(SendOrderId order) => Of(order).Settled++;

    /// <summary>A message failed for good.</summary>
    public void Failed(SendOrderId order, int? code)
    {
        var ends = Of(order);
        ends.Settled++;
        if (code == Unreachable)
            ends.Unreachable++;
        else if (code == Withheld)
            ends.Withheld++;
        else if (code is null || ErrorCatalog.Find(code.Value) is not { Scope: ErrorScope.Recipient or ErrorScope.Pair or ErrorScope.Country })
            ends.Faults++;
    }

    /// <summary>Books them and gives the orders that have to stop, with the reason.</summary>
    public async Task<IReadOnlyList<(SendOrderId Order, string Reason)>> SaveAsync(PortalDbContext db, CancellationToken token)
    {
        if (_orders.Count == 0)
            return [];
        var choices = await ProtectionRule.ReadAsync(db, token);
        var alarms = new List<(SendOrderId, string)>();
        foreach (var (id, ends) in _orders)
        {
            var order = new SendOrderId(id);
            var now = await AddAsync(db, order, ends, token);
            var reason = Alarm(choices, now);
            if (reason is not null)
            {
                alarms.Add((order, reason));
                await ForgetAsync(db, order, token);
            }
            else if (now.Half >= OrderHealth.Window / 2)
            {
                await db.ExecuteSqlAsync(
                    """
                    UPDATE order_health SET settled_before = settled, faults_before = faults, unreachable_before = unreachable, withheld_before = withheld,
                      settled = 0, faults = 0, unreachable = 0, withheld = 0
                    WHERE tenant_id = @tenant AND order_id = @order
                    """,
                    token, ("@tenant", db.TenantId), ("@order", order));
            }
        }

        return alarms;
    }

    /// <summary>Begins anew: what was before a pause does not pause it again.</summary>
    private static Task ForgetAsync(PortalDbContext db, SendOrderId order, CancellationToken token) => db.ExecuteSqlAsync(
        """
        UPDATE order_health SET settled = 0, faults = 0, unreachable = 0, withheld = 0, settled_before = 0, faults_before = 0, unreachable_before = 0, withheld_before = 0
        WHERE tenant_id = @tenant AND order_id = @order
        """,
        token, ("@tenant", db.TenantId), ("@order", order));

    /// <summary>Why an order with such ends has to stop; null: it may go on. A share counts from so many messages on that one more or less says little.</summary>
    internal static string? Alarm(ProtectionChoices choices, HealthCount now)
    {
        var of = Math.Max(OrderHealth.Window, now.Settled);
        if (now.Faults * 100L >= (long)choices.FaultPercent * of)
            return string.Create(CultureInfo.InvariantCulture, $"{now.Faults} of the last {now.Settled} messages failed for reasons that are not about the people. Look at the failures by reason, put right what is wrong, then resume.");
        if (now.Unreachable * 100L >= (long)choices.UnreachablePercent * of)
            return string.Create(CultureInfo.InvariantCulture, $"{now.Unreachable} of the last {now.Settled} messages could not be delivered: these people have no WhatsApp or blocked the number ({Unreachable}). The list may be old. Resume if it is meant so.");
        return now.Withheld * 100L >= (long)choices.WithheldPercent * of
            ? string.Create(CultureInfo.InvariantCulture, $"WhatsApp kept back {now.Withheld} of the last {now.Settled} messages, because these people get many offers ({Withheld}). Wait a day or write to fewer people, then resume.")
            : null;
    }

    private static async Task<HealthCount> AddAsync(PortalDbContext db, SendOrderId order, Ends ends, CancellationToken token) => (await db.QuerySqlAsync(
        """
        INSERT INTO order_health (tenant_id, order_id, settled, faults, unreachable, withheld, settled_before, faults_before, unreachable_before, withheld_before, leavers_base, reached_base)
        VALUES (@tenant, @order, @settled, @faults, @unreachable, @withheld, 0, 0, 0, 0, 0, 0)
        ON CONFLICT (tenant_id, order_id) DO UPDATE SET
          settled = order_health.settled + excluded.settled, faults = order_health.faults + excluded.faults,
          unreachable = order_health.unreachable + excluded.unreachable, withheld = order_health.withheld + excluded.withheld
        RETURNING settled, settled + settled_before, faults + faults_before, unreachable + unreachable_before, withheld + withheld_before
        """,
        row => new HealthCount(Convert.ToInt32(row.GetValue(1), null), Convert.ToInt32(row.GetValue(2), null), Convert.ToInt32(row.GetValue(3), null), Convert.ToInt32(row.GetValue(4), null))
        {
            Half = Convert.ToInt32(row.GetValue(0), null),
        },
        token, ("@tenant", db.TenantId), ("@order", order), ("@settled", ends.Settled), ("@faults", ends.Faults), ("@unreachable", ends.Unreachable), ("@withheld", ends.Withheld)))[0];

    private Ends Of(SendOrderId order)
    {
        if (!_orders.TryGetValue(order.Value, out var ends))
            _orders.Add(order.Value, ends = new Ends());
        return ends;
    }

    private sealed class Ends
    {
        public int Settled { get; set; }

        public int Faults { get; set; }

        public int Unreachable { get; set; }

        public int Withheld { get; set; }
    }
}

/// <summary>How the last messages of an order ended.</summary>
internal sealed record HealthCount(int Settled, int Faults, int Unreachable, int Withheld)
{
    /// <summary>Those in the half that is being filled.</summary>
    public int Half { get; init; }
}
