using Microsoft.EntityFrameworkCore;
using WaPortal.Core.Data;

namespace WaPortal.Core.Tenancy;

/// <summary>The outcome of <see cref="CreateTenant"/>: the enterprise, or what is wrong, by property name of <see cref="Tenant"/>.</summary>
public sealed record CreateTenantResult(Tenant? Tenant, IReadOnlyDictionary<string, string> Errors);

/// <summary>Creates an enterprise with its keys. Whoever calls it has checked the right to do so.</summary>
public sealed class CreateTenant(PortalDatabase database, TenantKeys keys, TimeProvider clock)
{
    /// <summary>Creates it, or says what is wrong.</summary>
    public async Task<CreateTenantResult> RunAsync(
        string enterpriseId, string name, string timeZone, string defaultRegion, IReadOnlyList<string> languages, CancellationToken token)
    {
        var (tenant, errors) = Tenant.TryCreate(enterpriseId, name, timeZone, defaultRegion, languages, clock.GetUtcNow());
        if (tenant is null)
            return new CreateTenantResult(null, errors);
        return await database.WriteAsync(tenant.Id, async (db, t) =>
        {
            if (await db.Set<Tenant>().AnyAsync(x => x.EnterpriseId == tenant.EnterpriseId, t))
            {
                return new CreateTenantResult(null, new Dictionary<string, string>(StringComparer.Ordinal)
                {
                    [nameof(Tenant.EnterpriseId)] = "This Enterprise ID is taken.",
                });
            }

            db.Add(tenant);
            await keys.CreateAsync(db, tenant.Id, t);
            return new CreateTenantResult(tenant, errors);
        }, token);
    }
}
