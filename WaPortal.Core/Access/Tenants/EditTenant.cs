using Microsoft.EntityFrameworkCore;
using WaPortal.Core.Audit;
using WaPortal.Core.Data;
using WaPortal.Core.Tenancy;

namespace WaPortal.Core.Access.Tenants;

/// <summary>Changes what an enterprise is called and how it works.</summary>
public sealed class EditTenant(PortalDatabase database, PlatformTrail trail, AuditTrail audit, FreshCode freshCode)
{
    /// <summary>Changes it, or says what is wrong by property name of <see cref="Tenant"/>; null when there is none of this id.</summary>
    public async Task<IReadOnlyDictionary<string, string>?> RunAsync(
        Actor actor, TenantId id, string name, string timeZone, string defaultRegion, IReadOnlyList<string> languages, CancellationToken token)
    {
        actor.Demand(Right.ManageTenants);
        await freshCode.DemandAsync(actor, token);
        return await database.WriteAsync<IReadOnlyDictionary<string, string>?>(id, async (db, t) =>
        {
            if (await db.Set<Tenant>().FirstOrDefaultAsync(x => x.Id == id, t) is not { Status: not (TenantStatus.Erasing or TenantStatus.Erased) } tenant)
                return null;
            var before = Words(tenant);
            var errors = tenant.TryEdit(name, timeZone, defaultRegion, languages);
            if (errors.Count == 0 && Words(tenant) != before)
            {
                var reason = $"{before} → {Words(tenant)}";
                trail.Record(db, actor, "tenant.changed", tenant.EnterpriseId, reason: reason);
                audit.Record(db, actor.InTenant(id), "tenant.changed", id.ToString(), reason: reason);
            }

            return errors;
        }, token);
    }

    private static string Words(Tenant tenant) => $"{tenant.Name}, {tenant.TimeZone}, {tenant.DefaultRegion}, {string.Join(' ', tenant.Languages)}";
}
