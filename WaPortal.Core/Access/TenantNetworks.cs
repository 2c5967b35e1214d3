using System.Collections.Concurrent;
using System.Net;
using Microsoft.EntityFrameworkCore;
using WaPortal.Core.Audit;
using WaPortal.Core.Data;
using WaPortal.Core.Tenancy;

namespace WaPortal.Core.Access;

/// <summary>
/// The enterprises' own lists of allowed networks. They hold for requests of people who have signed in, beside the platform's list; an
/// empty list adds nothing to that one.
/// </summary>
public sealed class TenantNetworks(PortalDatabase database, AuditTrail audit, TimeProvider clock)
{
    private readonly ConcurrentDictionary<TenantId, Snapshot> _snapshots = new();

    /// <summary>Whether the enterprise's own list lets the address in.</summary>
    public async ValueTask<bool> AdmitsAsync(TenantId tenant, IPAddress address, CancellationToken token)
    {
        if (!_snapshots.TryGetValue(tenant, out var snapshot) || snapshot.IsStale())
        {
            var readAt = Environment.TickCount64;
            var rows = await database.ReadAsync(tenant, (db, t) => db.Set<TenantNetwork>().ToListAsync(t), token);
            _snapshots[tenant] = snapshot = new Snapshot(NetworkList.Of(rows), readAt);
        }

        return snapshot.List.IsEmpty || snapshot.List.Find(address, clock.GetUtcNow()) is not null;
    }

    /// <summary>Adds a network for a while where the enterprise has a list; false where it has none, since one entry would shut everybody else out. For the console of the server.</summary>
    public async Task<bool> AddAsync(Actor actor, NetworkRange range, string label, TimeSpan lasting, CancellationToken token)
    {
        actor.Demand(Right.ManageSettings);
        var now = clock.GetUtcNow();
        var added = await database.WriteAsync(actor.Tenant, async (db, t) =>
        {
            if (!await db.Set<TenantNetwork>().AnyAsync(t))
                return false;
            db.Add(TenantNetwork.Create(actor.Tenant, range, label, now + lasting, actor.Name, now));
            audit.Record(db, actor, "network.allowed", range.ToString(), reason: $"until {now + lasting:u}");
            return true;
        }, token);
        Forget(actor.Tenant);
        return added;
    }

    /// <summary>Has the list read anew for the next question.</summary>
    internal void Forget(TenantId tenant) => _snapshots.TryRemove(tenant, out _);

    private sealed record Snapshot(NetworkList List, long ReadAt)
    {
        public bool IsStale() => Environment.TickCount64 - ReadAt > PlatformNetworks.Freshness.TotalMilliseconds;
    }
}
