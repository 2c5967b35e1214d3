using System.Net;
using WaPortal.Core.Access;
using WaPortal.Core.Tenancy;

namespace WaPortal.Access;

/// <summary>Which open connections belong to which session, so that ending the session ends them too.</summary>
public sealed class CircuitConnections : ISessionWatch
{
    /// <summary>Circuits that one session may hold open at once.</summary>
    public const int PerSession = 5;

    private readonly Lock _lock = new();
    private readonly Dictionary<SessionId, HashSet<OpenConnection>> _open = [];

    /// <summary>Ties a circuit's connection to its session until disposed; null when the session has its five.</summary>
    public IDisposable? TryAddCircuit(TenantId tenant, SessionId session, HttpContext context) => Add(new OpenConnection(this, tenant, session, context, IsCircuit: true));

    /// <summary>Ties a long request (an upload, an export) to its session until disposed.</summary>
    public IDisposable AddTransfer(TenantId tenant, SessionId session, HttpContext context) => Add(new OpenConnection(this, tenant, session, context, IsCircuit: false))!;

    /// <summary>All that is open now.</summary>
    public IReadOnlyList<OpenConnection> List()
    {
        lock (_lock)
            return [.. _open.Values.SelectMany(all => all)];
    }

    /// <summary>Whether the session has a circuit open that nobody has cut yet.</summary>
    public bool HasCircuit(SessionId session)
    {
        lock (_lock)
            return _open.TryGetValue(session, out var all) && all.Any(c => c.IsCircuit);
    }

    /// <inheritdoc />
    public void Ended(SessionId session)
    {
        HashSet<OpenConnection>? all;
        lock (_lock)
            _open.Remove(session, out all);
        foreach (var connection in all ?? [])
            connection.Abort();
    }

    private OpenConnection? Add(OpenConnection connection)
    {
        lock (_lock)
        {
            if (!_open.TryGetValue(connection.Session, out var all))
                _open[connection.Session] = all = [];
            if (connection.IsCircuit && all.Count(c => c.IsCircuit) >= PerSession)
                return null;
            all.Add(connection);
            return connection;
        }
    }

    internal void Remove(OpenConnection connection)
    {
        lock (_lock)
        {
            if (_open.TryGetValue(connection.Session, out var all) && all.Remove(connection) && all.Count == 0)
                _open.Remove(connection.Session);
        }
    }
}

/// <summary>One open connection of a session.</summary>
public sealed record OpenConnection(CircuitConnections Owner, TenantId Tenant, SessionId Session, HttpContext Context, bool IsCircuit) : IDisposable
{
    /// <summary>Where it comes from, as it was when it opened; the request's own fields are not for other threads.</summary>
    public IPAddress? Address { get; } = Context.Connection.RemoteIpAddress is { } address ? NetworkRange.Plain(address) : null;

    /// <summary>Cuts it.</summary>
    public void Abort() => Context.Abort();

    /// <inheritdoc />
    public void Dispose() => Owner.Remove(this);
}
