using WaPortal.Core.Jobs;

namespace WaPortal.Core.Tenancy;

/// <summary>For an enterprise that is suspended or closed nothing runs.</summary>
internal sealed class WorkingTenantsOnly(TenantDirectory tenants) : IJobGate
{
    public Task<bool> MayRunAsync(TenantId tenant, CancellationToken token) => tenants.IsActiveAsync(tenant, token);
}
