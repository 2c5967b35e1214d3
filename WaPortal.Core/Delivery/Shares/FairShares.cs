namespace WaPortal.Core.Delivery.Shares;

/// <summary>
/// Shares what may leave now among the running orders of a number by their weights. Each order's <see cref="SendOrder.Passed"/> grows by what it sent over its weight; the
/// next message is always that of the order which has passed least, so over time all get their share, also where a claim gives fewer messages than there are orders.
/// </summary>
internal static class FairShares
{
    // An order that gave nothing for so long takes part from now on; it does not make up for it.
    private static readonly TimeSpan Idle = TimeSpan.FromSeconds(30);

    /// <summary>Messages that leave for one of a low order.</summary>
    public static int Weight(SendPriority priority) => priority switch
    {
        SendPriority.Low => 1,
        SendPriority.Normal => 4,
        SendPriority.High => 16,
    };

    /// <summary>Brings orders that come in or come back level with those that were served lately, and puts the one that has passed least first.</summary>
    public static List<SendOrder> InTurn(IReadOnlyCollection<SendOrder> orders, DateTimeOffset now)
    {
        var busy = orders.Where(o => now - o.LastServedAt <= Idle).ToList();
        var level = busy.Count > 0 ? busy.Min(o => o.Passed) : orders.Count > 0 ? orders.Max(o => o.Passed) : 0;
        foreach (var order in orders.Where(o => !busy.Contains(o)))
            order.JoinAt(level);
        return [.. orders.OrderBy(o => o.Passed).ThenBy(o => o.LastServedAt).ThenBy(o => o.Id.Value)];
    }

    /// <summary>How many of the messages the first of the orders gets beside the others.</summary>
    public static int OfFirst(int messages, IReadOnlyList<SendOrder> orders)
    {
        if (orders.Count == 1)
            return messages;
        var passed = orders.Select(o => o.Passed).ToArray();
        var first = 0;
        for (var i = 0; i < messages; i++)
        {
            var next = 0;
            for (var j = 1; j < passed.Length; j++)
            {
                if (passed[j] < passed[next])
                    next = j;
            }

            passed[next] += 1.0 / Weight(orders[next].Priority);
            first += next == 0 ? 1 : 0;
        }

        return first;
    }
}
