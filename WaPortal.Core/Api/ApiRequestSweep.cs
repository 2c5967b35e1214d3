using Microsoft.EntityFrameworkCore;
using WaPortal.Core.Data;
using WaPortal.Core.Jobs;
using WaPortal.Core.Tenancy;

namespace WaPortal.Core.Api;

/// <summary>Forgets the idempotency keys of a month ago.</summary>
internal sealed class ApiRequestSweep(PortalDatabase database, SystemScope scope, TimeProvider clock) : IUnfinishedWork
{
    public Task ResumeAsync(CancellationToken token) => scope.ForEachAsync("requests of the API", (tenant, t) => RunAsync(tenant.Id, t), token, TenantReach.Held);

    private async Task RunAsync(TenantId tenant, CancellationToken token)
    {
        var gone = clock.GetUtcNow() - ApiRequest.Memory;
        if (await database.ReadAsync(tenant, (db, t) => db.Set<ApiRequest>().AnyAsync(r => r.At <= gone, t), token))
            await database.WriteAsync(tenant, (db, t) => db.Set<ApiRequest>().Where(r => r.At <= gone).ExecuteDeleteAsync(t), token);
    }
}
