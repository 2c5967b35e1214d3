namespace WaPortal.Core.Jobs;

/// <summary>How the last look for unfinished work went, in this process.</summary>
public sealed class SweepReport
{
    private volatile Sweep? _last;

    /// <summary>Null before the first is over.</summary>
    public Sweep? Last => _last;

    internal void Ended(DateTimeOffset startedAt, TimeSpan lasted, IReadOnlyList<string> failed) => _last = new Sweep(startedAt, lasted, failed);

    /// <param name="Failed">The features that could not look; they are asked again within a minute.</param>
    public sealed record Sweep(DateTimeOffset StartedAt, TimeSpan Lasted, IReadOnlyList<string> Failed);
}
