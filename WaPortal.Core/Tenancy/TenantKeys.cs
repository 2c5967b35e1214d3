using System.Collections.Concurrent;
using System.Security.Cryptography;
using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.Logging;
using WaPortal.Core.Data;

namespace WaPortal.Core.Tenancy;

/// <summary>Gives each tenant's key ring; makes, renews and destroys the keys behind it.</summary>
public sealed partial class TenantKeys(PortalDatabase database, MasterKey master, MasterKeyCheck check, TimeProvider clock, ILogger<TenantKeys> logger)
{
    /// <summary>A key made or destroyed by another process counts here after this long at most; one that is needed for reading counts at once.</summary>
    internal static readonly TimeSpan Freshness = TimeSpan.FromMinutes(1);

    private readonly ConcurrentDictionary<TenantId, Held> _rings = new();

    /// <summary>The key ring of a tenant, from memory after the first time.</summary>
    /// <exception cref="TenantKeysDestroyedException">The tenant does not exist or its keys were destroyed.</exception>
    public ValueTask<TenantKeyRing> GetAsync(TenantId tenant, CancellationToken token)
    {
        if (!_rings.TryGetValue(tenant, out var held))
            return new ValueTask<TenantKeyRing>(LoadAsync(tenant, token));
        return held.IsDue(clock.GetUtcNow())
            ? new ValueTask<TenantKeyRing>(RefreshAsync(held, token))
            : ValueTask.FromResult(held.Ring);
    }

    /// <summary>
    /// Destroys all keys of a tenant: what they encrypted can be read by nobody any more, not even from a copy of the database made later. An older backup
    /// still holds them. Other processes let go of theirs within a minute.
    /// </summary>
    /// <param name="tenant">Whose.</param>
    /// <param name="together">What belongs in the same transaction (the audit event, the tenant's new state); null for nothing.</param>
    /// <param name="token">Cancels.</param>
    /// <returns>Keys destroyed; none the second time.</returns>
    public async Task<int> DestroyAllAsync(TenantId tenant, Func<PortalDbContext, CancellationToken, Task>? together, CancellationToken token)
    {
        var destroyed = await database.WriteAsync(tenant, async (db, t) =>
        {
            await db.OverwriteDeletedAsync(t); // also what the update frees inside a page
            var rows = await db.Set<TenantKey>().Where(k => k.DestroyedAt == null).ExecuteUpdateAsync(s => s
                .SetProperty(k => k.Wrapped, Array.Empty<byte>()).SetProperty(k => k.DestroyedAt, clock.GetUtcNow()), t);
            if (together is not null)
                await together(db, t);
            return rows;
        }, token);
        if (_rings.TryRemove(tenant, out var held))
            held.Ring.Replace([]);
        await database.EmptyLogAsync(token);
        return destroyed;
    }

    /// <summary>Adds a first key of each purpose to the context and gives the ring; belongs in the transaction that creates the tenant.</summary>
    internal async Task<TenantKeyRing> CreateAsync(PortalDbContext db, TenantId tenant, CancellationToken token)
    {
        await check.DemandAsync(db, token);
        var now = clock.GetUtcNow();
        var keys = Enum.GetValues<KeyPurpose>().Select(p => (Purpose: p, Version: 1, Key: RandomNumberGenerator.GetBytes(32))).ToList();
        foreach (var (purpose, version, key) in keys)
            db.Add(TenantKey.Create(master, tenant, purpose, version, key, now));
        return new TenantKeyRing(tenant, keys, reload: null);
    }

    /// <summary>Adds a first key of each purpose that a newer program has brought, where a tenant lacks it.</summary>
    internal async Task AddMissingAsync(TenantId tenant, CancellationToken token)
    {
        // A tenant whose keys were destroyed gets none again.
        var there = await database.ReadAsync(tenant, (db, t) => db.Set<TenantKey>().Where(k => k.DestroyedAt == null).Select(k => k.Purpose).Distinct().ToListAsync(t), token);
        if (there.Count == 0 || Enum.GetValues<KeyPurpose>().All(there.Contains))
            return;
        await database.WriteAsync(tenant, async (db, t) =>
        {
            await check.DemandAsync(db, t);
            foreach (var purpose in Enum.GetValues<KeyPurpose>().Except(there))
            {
                var key = TenantKey.Create(master, tenant, purpose, 1, RandomNumberGenerator.GetBytes(32), clock.GetUtcNow());
                // Two processes may start at once; whichever comes second keeps the first one's key.
                await db.ExecuteSqlAsync(
                    "INSERT INTO tenant_keys (tenant_id, purpose, version, wrapped, created_at) VALUES (@tenant, @purpose, 1, @wrapped, @at) ON CONFLICT (tenant_id, purpose, version) DO NOTHING",
                    t, ("@tenant", tenant), ("@purpose", purpose), ("@wrapped", key.Wrapped), ("@at", key.CreatedAt));
            }
        }, token);
        Renewed(tenant);
    }

    /// <summary>
    /// Adds a further version of a purpose's key in the caller's transaction and gives its number. New values are written with it: here at once after
    /// <see cref="Renewed"/>, in other processes within a minute; older versions go on reading what they wrote.
    /// </summary>
    /// <exception cref="ArgumentException">The purpose cannot be renewed: see <see cref="KeyPurpose.PhoneId"/>.</exception>
    /// <exception cref="TenantKeysDestroyedException">The tenant has no keys any more.</exception>
    internal async Task<int> RenewAsync(PortalDbContext db, KeyPurpose purpose, CancellationToken token)
    {
        if (purpose == KeyPurpose.PhoneId)
            throw new ArgumentException("The key of phone ids cannot be renewed.", nameof(purpose));
        await check.DemandAsync(db, token);
        var newest = await db.Set<TenantKey>().Where(k => k.Purpose == purpose && k.DestroyedAt == null).MaxAsync(k => (int?)k.Version, token)
            ?? throw new TenantKeysDestroyedException(db.TenantId);
        db.Add(TenantKey.Create(master, db.TenantId, purpose, newest + 1, RandomNumberGenerator.GetBytes(32), clock.GetUtcNow()));
        return newest + 1;
    }

    /// <summary>To be called after the commit of a renewed key.</summary>
    internal void Renewed(TenantId tenant) => _rings.TryRemove(tenant, out _);

    private async Task<TenantKeyRing> LoadAsync(TenantId tenant, CancellationToken token)
    {
        var ring = new TenantKeyRing(tenant, await ReadAsync(tenant, token), () => ReadNow(tenant));
        return _rings.GetOrAdd(tenant, new Held(ring, clock.GetUtcNow())).Ring;
    }

    private async Task<TenantKeyRing> RefreshAsync(Held held, CancellationToken token)
    {
        if (!held.TryBegin())
            return held.Ring; // somebody is at it; what is here is good for a moment longer
        try
        {
            held.Ring.Replace(await ReadAsync(held.Ring.TenantId, token));
        }
        catch (TenantKeysDestroyedException)
        {
            held.Ring.Replace([]);
            _rings.TryRemove(held.Ring.TenantId, out _);
            throw;
        }
        catch (MasterKeyException e)
        {
            // The master key was changed under a running portal. The tenant's own keys are the same as before, so work goes on.
            Log.NotRefreshed(logger, e);
        }
        finally
        {
            held.End(clock.GetUtcNow());
        }

        return held.Ring;
    }

    private async Task<IReadOnlyList<(KeyPurpose Purpose, int Version, byte[] Key)>> ReadAsync(TenantId tenant, CancellationToken token)
    {
        var rows = await database.ReadAsync(tenant, (db, t) => db.Set<TenantKey>().Where(k => k.DestroyedAt == null).ToListAsync(t), token);
        return rows.Count == 0
            ? throw new TenantKeysDestroyedException(tenant)
            : [.. rows.Select(k => (k.Purpose, k.Version, k.Unwrap(master)))];
    }

    // For a ring that meets a key it does not know in the middle of reading a value, where nothing can wait asynchronously. It happens
    // once for each new key.
    private IReadOnlyList<(KeyPurpose Purpose, int Version, byte[] Key)> ReadNow(TenantId tenant) =>
        Task.Run(() => ReadAsync(tenant, CancellationToken.None)).GetAwaiter().GetResult();

    private sealed class Held(TenantKeyRing ring, DateTimeOffset readAt)
    {
        private long _readAt = readAt.UtcTicks;
        private int _busy;

        public TenantKeyRing Ring { get; } = ring;

        public bool IsDue(DateTimeOffset now) => Math.Abs(now.UtcTicks - Interlocked.Read(ref _readAt)) > Freshness.Ticks;

        public bool TryBegin() => Interlocked.Exchange(ref _busy, 1) == 0;

        public void End(DateTimeOffset now)
        {
            Interlocked.Exchange(ref _readAt, now.UtcTicks);
            Interlocked.Exchange(ref _busy, 0);
        }
    }

    private static partial class Log
    {
        [LoggerMessage(LogLevel.Error, "The master key that this process was started with opens the tenants' keys no more; restart it with the new one")]
        public static partial void NotRefreshed(ILogger logger, Exception exception);
    }
}

/// <summary>The tenant has no keys: it does not exist, or it was closed and its keys were destroyed.</summary>
public sealed class TenantKeysDestroyedException(TenantId tenant) : InvalidOperationException($"Tenant {tenant} has no keys.");
