using Microsoft.EntityFrameworkCore;
using WaPortal.Core.Access;
using WaPortal.Core.Data;
using WaPortal.Core.Tenancy;

namespace WaPortal.Core.Operations;

/// <summary>One version of a key; never the key.</summary>
/// <param name="IsNewest">New values are written with it.</param>
public sealed record KeyLine(KeyPurpose Purpose, int Version, DateTimeOffset CreatedAt, DateTimeOffset? DestroyedAt, bool IsNewest);

/// <summary>Lists an enterprise's keys.</summary>
public sealed class KeyList(PortalDatabase database)
{
    /// <summary>By purpose and version. The actor holds <see cref="Right.ManageTenants"/>.</summary>
    public async Task<IReadOnlyList<KeyLine>> RunAsync(Actor actor, CancellationToken token)
    {
        actor.Demand(Right.ManageTenants);
        var rows = await database.ReadAsync(actor.Tenant, (db, t) => db.Set<TenantKey>().ToListAsync(t), token);
        return [.. rows.GroupBy(k => k.Purpose).OrderBy(g => g.Key).SelectMany(g => g.OrderBy(k => k.Version).Select(k =>
            new KeyLine(k.Purpose, k.Version, k.CreatedAt, k.DestroyedAt, k.DestroyedAt is null && k.Version == g.Max(x => x.Version))))];
    }
}
