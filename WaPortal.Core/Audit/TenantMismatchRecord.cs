using WaPortal.Core.Data;
using WaPortal.Core.Tenancy;

namespace WaPortal.Core.Audit;

/// <summary>Records writes that the save guard refused. They are bugs, so they stand in the platform's trail, not in an enterprise's.</summary>
internal sealed class TenantMismatchRecord(PlatformTrail trail) : ITenantMismatchWatch
{
    public Task RefusedAsync(TenantId tenant, string entity, CancellationToken token) =>
        trail.RecordAsync("tenant.mismatch", entity, "refused", $"in the name of {tenant}", token);
}
