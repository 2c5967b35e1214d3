using System.Collections.Concurrent;

namespace WaPortal.Access;

/// <summary>Counts what strangers do at a door, so that the record gets one line a minute with the number and cannot be flooded.</summary>
/// <typeparam name="TDoor">What names the door.</typeparam>
public sealed class LineAMinute<TDoor>(TimeProvider clock)
    where TDoor : notnull
{
    private static readonly TimeSpan Minute = TimeSpan.FromMinutes(1);
    private readonly ConcurrentDictionary<TDoor, Count> _counts = new();

    /// <summary>The number to write down now, this one included; null while the minute lasts.</summary>
    public long? Note(TDoor door) => _counts.GetOrAdd(door, _ => new Count()).Note(clock.GetUtcNow());

    private sealed class Count
    {
        private readonly Lock _lock = new();
        private DateTimeOffset? _written;
        private long _since;

        public long? Note(DateTimeOffset now)
        {
            lock (_lock)
            {
                _since++;
                if (_written is { } last && now - last < Minute)
                    return null;
                var count = _since;
                (_written, _since) = (now, 0);
                return count;
            }
        }
    }
}
