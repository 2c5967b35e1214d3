using Microsoft.EntityFrameworkCore;
using WaPortal.Core.Data;

namespace WaPortal.Core.Tenancy;

/// <summary>
/// Looks across tenants on purpose: who there is (for sweepers and system jobs), who is meant at sign-in. It reads only the table of
/// tenants, never a row that a tenant owns.
/// </summary>
public sealed class TenantDirectory(PortalDatabase database)
{
    /// <summary>All enterprises that may work.</summary>
    public Task<List<Tenant>> ListActiveAsync(CancellationToken token) => database.ReadAsync(
        TenantId.None, (db, t) => db.Set<Tenant>().Where(x => x.Status == TenantStatus.Active).OrderBy(x => x.Name).ToListAsync(t), token);

    /// <summary>All enterprises, whatever their status: for what the server's own commands check and keep.</summary>
    public Task<List<Tenant>> ListAllAsync(CancellationToken token) => database.ReadAsync(
        TenantId.None, (db, t) => db.Set<Tenant>().OrderBy(x => x.EnterpriseId).ToListAsync(t), token);

    /// <summary>The enterprise of this Enterprise ID, whatever its status.</summary>
    public Task<Tenant?> FindAsync(string enterpriseId, CancellationToken token)
    {
        var wanted = enterpriseId.Trim().ToLowerInvariant();
        return database.ReadAsync(TenantId.None, (db, t) => db.Set<Tenant>().FirstOrDefaultAsync(x => x.EnterpriseId == wanted, t), token);
    }

    /// <summary>The enterprise of this id.</summary>
    /// <exception cref="InvalidOperationException">There is none.</exception>
    public Task<Tenant> GetAsync(TenantId tenant, CancellationToken token) =>
        database.ReadAsync(TenantId.None, (db, t) => db.Set<Tenant>().FirstAsync(x => x.Id == tenant, t), token);
}
