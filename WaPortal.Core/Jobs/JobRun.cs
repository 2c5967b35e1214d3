using Microsoft.Extensions.DependencyInjection;
using WaPortal.Core.Tenancy;

namespace WaPortal.Core.Jobs;

/// <summary>Runs one job once, in a scope of its own. Every way of running jobs goes through here, so that what holds for all of them is said once.</summary>
internal static class JobRun
{
    /// <summary>Runs it. For an enterprise that is suspended or closed nothing runs: its work is found again from the tables once it is resumed.</summary>
    public static async Task RunAsync(IServiceScopeFactory scopes, Type job, TenantId tenant, Guid subject, CancellationToken token)
    {
        await using var services = scopes.CreateAsyncScope();
        if (!await services.ServiceProvider.GetRequiredService<TenantDirectory>().IsActiveAsync(tenant, token))
            return;
        await ((IBackgroundJob)services.ServiceProvider.GetRequiredService(job)).RunAsync(tenant, subject, token);
    }
}
