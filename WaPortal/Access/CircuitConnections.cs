using System.Collections.Concurrent;
using WaPortal.Core.Access;

namespace WaPortal.Access;

/// <summary>Which open connections belong to which session, so that ending the session ends them too.</summary>
public sealed class CircuitConnections : ISessionWatch
{
    private readonly ConcurrentDictionary<SessionId, ConcurrentDictionary<Entry, byte>> _open = new();

    /// <summary>Ties a connection to its session until disposed.</summary>
    public IDisposable Add(SessionId session, HttpContext context)
    {
        var entry = new Entry(this, session, context);
        _open.GetOrAdd(session, _ => new ConcurrentDictionary<Entry, byte>())[entry] = 0;
        return entry;
    }

    /// <inheritdoc />
    public void Ended(SessionId session)
    {
        if (!_open.TryRemove(session, out var entries))
            return;
        foreach (var entry in entries.Keys)
            entry.Context.Abort();
    }

    private sealed class Entry(CircuitConnections owner, SessionId session, HttpContext context) : IDisposable
    {
        public HttpContext Context { get; } = context;

        public void Dispose()
        {
            if (!owner._open.TryGetValue(session, out var entries))
                return;
            entries.TryRemove(this, out _);
            if (entries.IsEmpty)
                owner._open.TryRemove(new KeyValuePair<SessionId, ConcurrentDictionary<Entry, byte>>(session, entries));
        }
    }
}
