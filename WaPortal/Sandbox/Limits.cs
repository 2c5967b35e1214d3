namespace WaPortal.Sandbox;

/// <summary>
/// The messaging limit over the portfolio, the throughput of the number and the pair limit.
/// Not safe for several threads: the caller holds the gate of <see cref="SandboxState"/>.
/// </summary>
internal sealed class Limits(int? tier, int? throughput, int? pair)
{
    /// <summary>The code of a refusal for the messaging limit.</summary>
    public const int OverLimit = 131048;

    // One message to the same person every six seconds; a burst borrows from the future.
    private static readonly TimeSpan PairInterval = TimeSpan.FromSeconds(6);
    private static readonly TimeSpan Day = TimeSpan.FromHours(24);

    private readonly Dictionary<string, (DateTimeOffset At, string MessageId)> _people = [];
    private readonly Queue<(DateTimeOffset At, string WaId)> _order = new();
    private readonly Dictionary<string, DateTimeOffset> _pairs = [];
    private double _tokens = throughput ?? 0;
    private DateTimeOffset _filledAt = DateTimeOffset.MinValue;

    public int? Tier { get; private set; } = tier;

    public int? Throughput { get; private set; } = throughput;

    public int? Pair { get; private set; } = pair;

    public int PeopleInWindow(DateTimeOffset now)
    {
        Forget(now);
        return _people.Count;
    }

    public void Set(int? tier, int? throughput, int? pair)
    {
        (Tier, Throughput, Pair) = (tier, throughput, pair);
        _tokens = throughput ?? 0;
        _pairs.Clear();
    }

    /// <summary>The refusal, or null when the message may go; then it is counted.</summary>
    public GraphAnswer? Take(string waId, string messageId, bool insideWindow, DateTimeOffset now)
    {
        if (!RefillAndHasToken(now)) return GraphErrors.Of(130429);
        if (PairIsTired(waId, now)) return GraphErrors.Of(131056);
        Forget(now);
        if (!insideWindow && Tier is { } most && !_people.ContainsKey(waId) && _people.Count >= most)
        {
            // The platform documents no code of its own for the messaging limit; this one speaks of how many may be sent.
            return GraphErrors.Of(OverLimit, "The messaging limit is reached: no more business-initiated messages to new people in this 24-hour window.");
        }

        if (Throughput is not null) _tokens -= 1;
        if (Pair is not null) _pairs[waId] = Later(_pairs.GetValueOrDefault(waId), now) + PairInterval;
        if (!insideWindow) Count(waId, messageId, now);
        return null;
    }

    /// <summary>Counts a person without asking, as at a restart.</summary>
    public void Count(string waId, string messageId, DateTimeOffset at)
    {
        _people[waId] = (at, messageId);
        _order.Enqueue((at, waId));
    }

    /// <summary>A message that failed was not delivered and gives its place back.</summary>
    public void Release(string waId, string messageId)
    {
        if (_people.TryGetValue(waId, out var entry) && entry.MessageId == messageId) _people.Remove(waId);
    }

    private bool RefillAndHasToken(DateTimeOffset now)
    {
        if (Throughput is not { } rate) return true;
        if (now > _filledAt)
        {
            _tokens = _filledAt == DateTimeOffset.MinValue ? rate : Math.Min(rate, _tokens + (now - _filledAt).TotalSeconds * rate);
            _filledAt = now;
        }

        return _tokens >= 1;
    }

    private bool PairIsTired(string waId, DateTimeOffset now) =>
        Pair is { } burst && Later(_pairs.GetValueOrDefault(waId), now) - now > PairInterval * (burst - 1);

    private void Forget(DateTimeOffset now)
    {
        while (_order.TryPeek(out var oldest) && now - oldest.At >= Day)
        {
            _order.Dequeue();
            if (_people.TryGetValue(oldest.WaId, out var entry) && entry.At == oldest.At) _people.Remove(oldest.WaId);
            if (_pairs.TryGetValue(oldest.WaId, out var free) && free <= now) _pairs.Remove(oldest.WaId);
        }
    }

    private static DateTimeOffset Later(DateTimeOffset one, DateTimeOffset other) => one > other ? one : other;
}
