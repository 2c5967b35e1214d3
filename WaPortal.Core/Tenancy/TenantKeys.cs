using System.Collections.Concurrent;
using System.Security.Cryptography;
using Microsoft.EntityFrameworkCore;
using WaPortal.Core.Data;

namespace WaPortal.Core.Tenancy;

/// <summary>Gives each tenant's key ring; makes the keys of a new tenant.</summary>
public sealed class TenantKeys(PortalDatabase database, MasterKey master)
{
    private readonly ConcurrentDictionary<TenantId, TenantKeyRing> _rings = new();

    /// <summary>The key ring of a tenant, from memory after the first time.</summary>
    /// <exception cref="InvalidOperationException">The tenant does not exist or its keys were destroyed.</exception>
    public ValueTask<TenantKeyRing> GetAsync(TenantId tenant, CancellationToken token) =>
        _rings.TryGetValue(tenant, out var ring) ? ValueTask.FromResult(ring) : new ValueTask<TenantKeyRing>(LoadAsync(tenant, token));

    /// <summary>Adds a first key of each purpose to the context and gives the ring; belongs in the transaction that creates the tenant.</summary>
    internal TenantKeyRing Create(PortalDbContext db, TenantId tenant, DateTimeOffset now)
    {
        var keys = Enum.GetValues<KeyPurpose>().Select(p => (Purpose: p, Version: 1, Key: RandomNumberGenerator.GetBytes(32))).ToList();
        foreach (var (purpose, version, key) in keys)
            db.Add(TenantKey.Create(master, tenant, purpose, version, key, now));
        return new TenantKeyRing(tenant, keys);
    }

    private async Task<TenantKeyRing> LoadAsync(TenantId tenant, CancellationToken token)
    {
        var rows = await database.ReadAsync(tenant, (db, t) => db.Set<TenantKey>().ToListAsync(t), token);
        if (rows.Count == 0)
            throw new InvalidOperationException($"Tenant {tenant} has no keys.");
        var ring = new TenantKeyRing(tenant, rows.Select(k => (k.Purpose, k.Version, k.Unwrap(master))));
        return _rings.GetOrAdd(tenant, ring);
    }
}
