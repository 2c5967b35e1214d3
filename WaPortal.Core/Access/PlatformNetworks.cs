using System.Net;
using Microsoft.EntityFrameworkCore;
using WaPortal.Core.Audit;
using WaPortal.Core.Data;
using WaPortal.Core.Tenancy;

namespace WaPortal.Core.Access;

/// <summary>The platform's list of allowed networks, which every request is held against.</summary>
public sealed class PlatformNetworks(PortalDatabase database, PlatformTrail trail, TimeProvider clock) : IDisposable
{
    // A change made by another process (the emergency verb, another node) counts after this long.
    internal static readonly TimeSpan Freshness = TimeSpan.FromMilliseconds(500);

    private readonly SemaphoreSlim _loading = new(1, 1);
    private volatile Snapshot? _snapshot;
    private int _changes;

    /// <summary>The label of an allowed network that the address lies in; null when it lies in none.</summary>
    public async ValueTask<string?> FindAsync(IPAddress address, CancellationToken token)
    {
        var snapshot = _snapshot;
        if (snapshot is null || snapshot.IsStale(_changes))
            snapshot = await LoadAsync(token);
        return snapshot.List.Find(address, clock.GetUtcNow())?.Label;
    }

    /// <summary>Adds a network; with a time, only for so long. For the console of the server.</summary>
    public async Task AddAsync(NetworkRange range, string label, TimeSpan? lasting, string by, CancellationToken token)
    {
        var now = clock.GetUtcNow();
        await database.WriteAsync(TenantId.None, (db, _) =>
        {
            db.Add(PlatformNetwork.Create(range, label, now + lasting, by, now));
            trail.Record(db, "network.allowed", range.ToString(), reason: lasting is null ? $"by {by}" : $"by {by}, until {now + lasting:u}");
            return Task.CompletedTask;
        }, token);
        Forget();
    }

    /// <summary>Replaces the whole list.</summary>
    internal async Task ReplaceAsync(IReadOnlyList<NetworkRange> ranges, string by, CancellationToken token)
    {
        var now = clock.GetUtcNow();
        await database.WriteAsync(TenantId.None, async (db, t) =>
        {
            await db.Set<PlatformNetwork>().ExecuteDeleteAsync(t);
            db.AddRange(ranges.Select(r => PlatformNetwork.Create(r, r.ToString(), null, by, now)));
            trail.Record(db, "network.list-changed", string.Join(' ', ranges));
        }, token);
        Forget();
    }

    /// <summary>Has the list read anew for the next question.</summary>
    internal void Forget() => Interlocked.Increment(ref _changes);

    /// <inheritdoc />
    public void Dispose() => _loading.Dispose();

    private async Task<Snapshot> LoadAsync(CancellationToken token)
    {
        await _loading.WaitAsync(token);
        try
        {
            // Taken before reading: a change that comes while the rows are read makes this reading stale.
            var changes = Volatile.Read(ref _changes);
            if (_snapshot is { } other && !other.IsStale(changes))
                return other;
            var rows = await database.ReadAsync(TenantId.None, (db, t) => db.Set<PlatformNetwork>().ToListAsync(t), token);
            return _snapshot = new Snapshot(NetworkList.Of(rows), changes, Environment.TickCount64);
        }
        finally
        {
            _loading.Release();
        }
    }

    private sealed record Snapshot(NetworkList List, int Changes, long LoadedAt)
    {
        public bool IsStale(int changes) => Changes != changes || Environment.TickCount64 - LoadedAt > Freshness.TotalMilliseconds;
    }
}
