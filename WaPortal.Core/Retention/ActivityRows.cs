using Microsoft.EntityFrameworkCore;
using WaPortal.Core.Access;
using WaPortal.Core.Audit;
using WaPortal.Core.Data;
using WaPortal.Core.Tenancy;

namespace WaPortal.Core.Retention;

/// <summary>The record of what people did: its oldest events go, and what is left verifies from there on (<see cref="TrailCut"/>).</summary>
internal sealed class ActivityRows(TrailCut trail) : IRetainedRows
{
    public DataClass Class => DataClass.Activity;

    public async Task<RetainedCount> CountAsync(PortalDbContext db, DateTimeOffset before, CancellationToken token) => new(
        await db.Set<AuditEvent>().LongCountAsync(token),
        await db.Set<AuditEvent>().LongCountAsync(e => e.At < before, token),
        await db.Set<AuditEvent>().MinAsync(e => (DateTimeOffset?)e.At, token));

    public Task<int> PurgeAsync(TenantId tenant, DateTimeOffset before, int most, CancellationToken token) => trail.RunAsync(Actor.Job(tenant, "retention"), before, token);
}
