using System.Net;
using Microsoft.EntityFrameworkCore;
using WaPortal.Core.Audit;
using WaPortal.Core.Data;
using WaPortal.Core.Tenancy;

namespace WaPortal.Core.Access;

/// <summary>The platform's list of allowed networks.</summary>
public sealed class PlatformNetworks(PortalDatabase database, PlatformTrail trail, TimeProvider clock) : IDisposable
{
    // A change made by another process (the emergency verb, another node) counts after this long.
    private static readonly TimeSpan Freshness = TimeSpan.FromSeconds(2);

    private readonly SemaphoreSlim _loading = new(1, 1);
    private volatile Snapshot? _snapshot;

    /// <summary>The label of an allowed network that the address lies in; null when it lies in none.</summary>
    public async ValueTask<string?> FindAsync(IPAddress address, CancellationToken token)
    {
        var snapshot = _snapshot;
        if (snapshot is null || snapshot.IsStale())
            snapshot = await LoadAsync(token);
        var now = clock.GetUtcNow();
        return snapshot.Networks.FirstOrDefault(n => (n.Until is null || n.Until > now) && n.Range.Contains(address))?.Label;
    }

    /// <summary>Adds a network; with a time, only for so long.</summary>
    public async Task AddAsync(NetworkRange range, string label, TimeSpan? lasting, string by, CancellationToken token)
    {
        var now = clock.GetUtcNow();
        await database.WriteAsync(TenantId.None, (db, _) =>
        {
            db.Add(PlatformNetwork.Create(range, label, now + lasting, by, now));
            trail.Record(db, "network.allowed", range.ToString(), reason: lasting is null ? $"by {by}" : $"by {by}, until {now + lasting:u}");
            return Task.CompletedTask;
        }, token);
        _snapshot = null;
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
        _snapshot = null;
    }

    /// <inheritdoc />
    public void Dispose() => _loading.Dispose();

    private async Task<Snapshot> LoadAsync(CancellationToken token)
    {
        await _loading.WaitAsync(token);
        try
        {
            if (_snapshot is { } other && !other.IsStale())
                return other;
            var rows = await database.ReadAsync(TenantId.None, (db, t) => db.Set<PlatformNetwork>().ToListAsync(t), token);
            // A row that cannot be read admits nobody.
            var networks = rows.Select(r => (Row: r, Range: NetworkRange.TryParse(r.Range))).Where(r => r.Range is not null)
                .Select(r => new Entry(r.Range!, r.Row.Label, r.Row.Until)).ToList();
            return _snapshot = new Snapshot(networks, Environment.TickCount64);
        }
        finally
        {
            _loading.Release();
        }
    }

    private sealed record Entry(NetworkRange Range, string Label, DateTimeOffset? Until);

    private sealed record Snapshot(IReadOnlyList<Entry> Networks, long LoadedAt)
    {
        public bool IsStale() => Environment.TickCount64 - LoadedAt > Freshness.TotalMilliseconds;
    }
}
