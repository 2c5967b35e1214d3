namespace WaPortal.Tests.Data;

/// <summary>A clock that stands still until a test moves it. Timers run on real time.</summary>
public sealed class MovableClock(DateTimeOffset start) : TimeProvider
{
    private long _ticks = start.UtcTicks;

    public override DateTimeOffset GetUtcNow() => new(Interlocked.Read(ref _ticks), TimeSpan.Zero);

    public void Advance(TimeSpan by) => Interlocked.Add(ref _ticks, by.Ticks);

    /// <summary>How far the clock was set to another time, as nobody should.</summary>
    public TimeSpan Jumped { get; private set; }

    public void Set(DateTimeOffset to) => Interlocked.Exchange(ref _ticks, to.UtcTicks);

    /// <summary>The clock on the wall is set to another time; no time passes.</summary>
    public void Jump(TimeSpan by)
    {
        Jumped += by;
        Advance(by);
    }
}
