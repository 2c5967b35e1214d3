using Microsoft.EntityFrameworkCore;
using WaPortal.Core.Access;
using WaPortal.Core.Data;
using WaPortal.Core.Tenancy;

namespace WaPortal.Core.Delivery.Protection;

/// <summary>One thing that can stop an order, and how far it is from it.</summary>
/// <param name="Watch">What is watched.</param>
/// <param name="Now">How much of it there is, in <paramref name="Of"/>.</param>
/// <param name="Limit">From where on the order stops, as a share in thousandths of <paramref name="Of"/>.</param>
/// <param name="Of">Of how many.</param>
/// <param name="Least">The share counts from so many on.</param>
public sealed record ProtectionGauge(ProtectionKind Watch, int Now, int Limit, int Of, int Least)
{
    /// <summary>How much of the way to a stop is gone, from 0 to 1.</summary>
    public double Share => Math.Clamp(Now * 1000.0 / (Limit * (double)Math.Max(Least, Of)), 0, 1);
}

/// <summary>What is watched while an order runs.</summary>
public enum ProtectionKind
{
    /// <summary>Failures that are not about the person.</summary>
    Faults,

    /// <summary>People who cannot be reached.</summary>
    Unreachable,

    /// <summary>Messages that the platform keeps back.</summary>
    Withheld,

    /// <summary>People who leave.</summary>
    Leavers,
}

/// <summary>What could stop an order.</summary>
/// <param name="Gauges">Shares with a limit.</param>
/// <param name="Number">The sender number with its quality and status.</param>
/// <param name="IsOpen">Whether number and account let messages leave.</param>
public sealed record OrderProtection(IReadOnlyList<ProtectionGauge> Gauges, SenderNumber Number, bool IsOpen);

/// <summary>Something that keeps messages of a whole account or of all from leaving.</summary>
/// <param name="Title">What, in a few words.</param>
/// <param name="Words">In a sentence.</param>
/// <param name="Until">When it ends by itself; null when it is not known.</param>
public sealed record SendingObstacle(string Title, string Words, DateTimeOffset? Until);

/// <summary>Tells people what protects their sending, and what keeps it back.</summary>
public sealed class ProtectionQuery
{
    private readonly PortalDatabase _database;
    private readonly DiskSpace _disk;
    private readonly ClockWatch _watch;
    private readonly TimeProvider _clock;

    internal ProtectionQuery(PortalDatabase database, DiskSpace disk, ClockWatch watch, TimeProvider clock) =>
        (_database, _disk, _watch, _clock) = (database, disk, watch, clock);

    /// <summary>What could stop the order now; null where there is none.</summary>
    public Task<OrderProtection?> OfAsync(Actor actor, SendOrderId id, CancellationToken token)
    {
        actor.Demand(Right.ViewCampaigns);
        return _database.ReadAsync(actor.Tenant, async (db, t) =>
        {
            if (await db.Set<SendOrder>().FirstOrDefaultAsync(o => o.Id == id, t) is not { } order)
                return null;
            var number = await db.Set<SenderNumber>().FirstAsync(n => n.Id == order.SenderNumberId, t);
            var choices = await ProtectionRule.ReadAsync(db, t);
            var health = await db.Set<OrderHealth>().FirstOrDefaultAsync(h => h.OrderId == id, t);
            var left = await Leavers.CountAsync(db, order, t);
            var settled = (health?.Settled + health?.SettledBefore) ?? 0;
            var standing = await SenderStanding.ReadAsync(db, number, t);
            return new OrderProtection(
                [
                    new(ProtectionKind.Faults, (health?.Faults + health?.FaultsBefore) ?? 0, choices.FaultPercent * 10, settled, OrderHealth.Window),
                    new(ProtectionKind.Unreachable, (health?.Unreachable + health?.UnreachableBefore) ?? 0, choices.UnreachablePercent * 10, settled, OrderHealth.Window),
                    new(ProtectionKind.Withheld, (health?.Withheld + health?.WithheldBefore) ?? 0, choices.WithheldPercent * 10, settled, OrderHealth.Window),
                    new(ProtectionKind.Leavers, left.Left - (health?.LeaversBase ?? 0), choices.LeaversPerMille, left.Reached - (health?.ReachedBase ?? 0), LeaverCount.LeastReached),
                ],
                number,
                standing.Of(order, _clock.GetUtcNow()) is null);
        }, token);
    }

    /// <summary>What keeps messages back now, over all campaigns.</summary>
    public async Task<IReadOnlyList<SendingObstacle>> ObstaclesAsync(Actor actor, CancellationToken token)
    {
        actor.Demand(Right.ViewCampaigns);
        var now = _clock.GetUtcNow();
        var obstacles = new List<SendingObstacle>();
        if (_disk.IsLow)
            obstacles.Add(new("Nothing is sent: the disk is nearly full", FormattableString.Invariant($"{_disk.Free >> 20} MiB of the server's disk are free, and {_disk.Least >> 20} MiB must be. Sending goes on by itself when there is room again; whoever runs the server can make it."), null));
        if (_watch.Jump is not null)
            obstacles.Add(new("Nothing is sent: the server's clock jumped", "All campaigns pause. Whoever runs the server sees that its clock is right; then resume them.", null));
        var found = await _database.ReadAsync(actor.Tenant, async (db, t) => (
            Barriers: await db.Set<SendingBarrier>().Where(b => b.LiftedAt == null).ToListAsync(t),
            Accounts: await db.Set<WhatsAppAccount>().Where(a => a.DisconnectedAt == null).ToDictionaryAsync(a => a.Id, a => a.Name, t),
            Numbers: await db.Set<SenderNumber>().Where(n => n.DisconnectedAt == null).OrderBy(n => n.DisplayNumber).ToListAsync(t)), token);
        obstacles.AddRange(found.Barriers.Where(b => b.Holds(now) && found.Accounts.ContainsKey(b.AccountId)).OrderBy(b => b.Since)
            .Select(b => new SendingObstacle($"{found.Accounts[b.AccountId]} is restricted at WhatsApp", b.Words, b.Until)));
        obstacles.AddRange(found.Numbers.Where(n => SenderStanding.IsClosed(n.Status))
            .Select(n => new SendingObstacle($"Nothing can leave from {n.DisplayNumber}", $"WhatsApp says that it is {SenderStanding.Plain(n.Status!)}.", null)));
        return obstacles;
    }
}
