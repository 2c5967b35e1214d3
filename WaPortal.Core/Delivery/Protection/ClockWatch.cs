namespace WaPortal.Core.Delivery.Protection;

/// <summary>
/// Holds the wall clock against steady time. The limit, the schedule and the order of consents all stand on the wall clock: when it jumps, nothing more leaves until
/// somebody has looked.
/// </summary>
internal sealed class ClockWatch(SteadyTime steady, TimeProvider clock)
{
    /// <summary>A clock that is corrected moves by less.</summary>
    public static readonly TimeSpan Most = TimeSpan.FromSeconds(60);

    private readonly Lock _lock = new();
    private (DateTimeOffset Wall, TimeSpan Steady)? _last;

    /// <summary>How far the clock jumped and nobody has acted on it yet; null: it did not.</summary>
    public TimeSpan? Jump { get; private set; }

    /// <summary>Compares; true while there is a jump that nobody has acted on.</summary>
    public bool HasJumped()
    {
        lock (_lock)
        {
            var now = (Wall: clock.GetUtcNow(), Steady: steady.Now);
            if (_last is { } last && (now.Wall - last.Wall - (now.Steady - last.Steady)) is var by && by.Duration() > Most)
                Jump = (Jump ?? TimeSpan.Zero) + by;
            _last = now;
            return Jump is not null;
        }
    }

    /// <summary>What has to be stopped is stopped.</summary>
    public void Settle()
    {
        lock (_lock)
            Jump = null;
    }
}
