namespace WaPortal.Campaigns;

/// <summary>How fast a campaign goes, from what the page has seen of it in the last half minute.</summary>
public sealed class SendingRate
{
    private static readonly TimeSpan Window = TimeSpan.FromSeconds(30);
    private static readonly TimeSpan Shortest = TimeSpan.FromSeconds(2);
    private readonly Queue<(DateTimeOffset At, int Handled)> _seen = new();

    /// <summary>People a minute; null while too little was seen.</summary>
    public double? PerMinute { get; private set; }

    /// <summary>Notes how many people have had their turn.</summary>
    public void See(DateTimeOffset at, int handled)
    {
        // Fewer than before: another campaign, or a number that was taken back.
        if (_seen.Count > 0 && handled < _seen.Last().Handled)
            _seen.Clear();
        _seen.Enqueue((at, handled));
        while (_seen.Count > 2 && at - _seen.Peek().At > Window)
            _seen.Dequeue();
        var first = _seen.Peek();
        var passed = at - first.At;
        PerMinute = passed < Shortest ? null : (handled - first.Handled) / passed.TotalMinutes;
    }

    /// <summary>How long the rest takes at this rate; null where it cannot be said.</summary>
    public TimeSpan? TimeFor(int rest) => PerMinute is { } rate and > 0 ? TimeSpan.FromMinutes(rest / rate) : null;
}
