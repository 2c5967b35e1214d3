using Microsoft.Extensions.DependencyInjection;
using WaPortal.Core.Audit;
using WaPortal.Core.Backups;
using WaPortal.Core.Data;
using WaPortal.Core.Tenancy;

namespace WaPortal.Core;

/// <summary>What must be right before anything is served or any verb works.</summary>
public static class CoreStart
{
    /// <summary>Brings the database and the tenants' keys up to the program and makes sure that the master key is its own.</summary>
    /// <exception cref="MasterKeyException">The key is missing or wrong.</exception>
    /// <exception cref="DatabaseTooNewException">The database was written by a newer program.</exception>
    public static async Task RunAsync(IServiceProvider services, CancellationToken token)
    {
        _ = services.GetRequiredService<MasterKey>(); // missing: said before the database is touched
        await MigrateAsync(services, token);
        await services.GetRequiredService<MasterKeyCheck>().RunAsync(token);
        var keys = services.GetRequiredService<TenantKeys>();
        await services.GetRequiredService<SystemScope>().ForEachAsync("keys of new purposes", (tenant, t) => keys.AddMissingAsync(tenant.Id, t), token, TenantReach.Held);
        await services.GetRequiredService<MarkRestored>().RunAsync(token);
    }

    /// <summary>The first half alone, for what changes the master key.</summary>
    public static async Task MigrateAsync(IServiceProvider services, CancellationToken token)
    {
        var applied = await services.GetRequiredService<PortalDatabase>().MigrateAsync(services.GetServices<ISchemaScript>(), token);
        if (applied.Count > 0)
            await services.GetRequiredService<PlatformTrail>().RecordAsync("database.migrated", applied[^1], "ok", FormattableString.Invariant($"{applied.Count} steps"), token);
    }
}
