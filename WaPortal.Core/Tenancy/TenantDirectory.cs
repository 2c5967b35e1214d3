using Microsoft.EntityFrameworkCore;
using WaPortal.Core.Data;

namespace WaPortal.Core.Tenancy;

/// <summary>
/// Looks across tenants on purpose: who there is (for sweepers and system jobs), who is meant at sign-in. It reads only the table of
/// tenants, never a row that a tenant owns.
/// </summary>
public sealed class TenantDirectory(PortalDatabase database)
{
    /// <summary>All enterprises in one of these states; by name.</summary>
    public Task<List<Tenant>> ListAsync(IReadOnlyCollection<TenantStatus> states, CancellationToken token) => database.ReadAsync(
        TenantId.None, (db, t) => db.Set<Tenant>().Where(x => states.Contains(x.Status)).OrderBy(x => x.Name).ToListAsync(t), token);

    /// <summary>All enterprises that may work.</summary>
    public Task<List<Tenant>> ListActiveAsync(CancellationToken token) => ListAsync([TenantStatus.Active], token);

    /// <summary>Whether the enterprise may work now: asked by each job before it starts.</summary>
    public Task<bool> IsActiveAsync(TenantId tenant, CancellationToken token) =>
        database.ReadAsync(tenant, (db, t) => db.MayWorkAsync(t), token);

    /// <summary>All enterprises, whatever their status: for what the server's own commands check and keep.</summary>
    public Task<List<Tenant>> ListAllAsync(CancellationToken token) => database.ReadAsync(
        TenantId.None, (db, t) => db.Set<Tenant>().OrderBy(x => x.EnterpriseId).ToListAsync(t), token);

    /// <summary>The enterprise of this Enterprise ID, whatever its status.</summary>
    public Task<Tenant?> FindAsync(string enterpriseId, CancellationToken token)
    {
        var wanted = enterpriseId.Trim().ToLowerInvariant();
        return database.ReadAsync(TenantId.None, (db, t) => db.Set<Tenant>().FirstOrDefaultAsync(x => x.EnterpriseId == wanted, t), token);
    }

    /// <summary>The enterprise of this id; null when there is none.</summary>
    public Task<Tenant?> FindAsync(TenantId tenant, CancellationToken token) =>
        database.ReadAsync(tenant, (db, t) => db.Set<Tenant>().FirstOrDefaultAsync(x => x.Id == tenant, t), token);

    /// <summary>The enterprise of this id.</summary>
    /// <exception cref="InvalidOperationException">There is none.</exception>
    public Task<Tenant> GetAsync(TenantId tenant, CancellationToken token) =>
        database.ReadAsync(TenantId.None, (db, t) => db.Set<Tenant>().FirstAsync(x => x.Id == tenant, t), token);
}

/// <summary>Asks inside a transaction whether its enterprise may work.</summary>
public static class WorkingTenant
{
    /// <summary>Whether the context's enterprise is active.</summary>
    public static Task<bool> MayWorkAsync(this PortalDbContext db, CancellationToken token) =>
        db.Set<Tenant>().AnyAsync(x => x.Id == db.TenantId && x.Status == TenantStatus.Active, token);

    /// <summary>Refuses to go on for an enterprise that is suspended or closed.</summary>
    /// <exception cref="TenantAtRestException">It is.</exception>
    public static async Task DemandWorkAsync(this PortalDbContext db, CancellationToken token)
    {
        if (!await db.MayWorkAsync(token))
            throw new TenantAtRestException();
    }
}

/// <summary>The enterprise is suspended or closed. Its people are signed out, so somebody was in the middle of something.</summary>
public sealed class TenantAtRestException() : UnauthorizedAccessException("The enterprise is suspended or closed; nothing can be started in it.");
