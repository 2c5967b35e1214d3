using WaPortal.Core.Data;

namespace WaPortal.Core.Delivery.Protection;

/// <summary>What keeps the whole installation from sending: the disk is full, or the clock jumped. Asked before each claim.</summary>
internal sealed class SendingGuard(DiskSpace disk, ClockWatch watch, TimeProvider clock)
{
    private static readonly TimeSpan LookAgain = TimeSpan.FromSeconds(15);

    /// <summary>When it is worth asking again; null: nothing stands in the way.</summary>
    public DateTimeOffset? ClosedUntil()
    {
        var jumped = watch.HasJumped();
        return jumped || disk.IsLow ? clock.GetUtcNow() + LookAgain : null;
    }
}
