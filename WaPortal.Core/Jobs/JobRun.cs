using Microsoft.Extensions.DependencyInjection;
using WaPortal.Core.Tenancy;

namespace WaPortal.Core.Jobs;

/// <summary>Says whether jobs may run for an enterprise at this moment. Work that is held back is found again from the tables later.</summary>
internal interface IJobGate
{
    Task<bool> MayRunAsync(TenantId tenant, CancellationToken token);
}

/// <summary>Runs one job once, in a scope of its own. Every way of running jobs goes through here, so that what holds for all of them is said once.</summary>
internal static class JobRun
{
    /// <summary>Runs it, unless a gate is closed for its enterprise.</summary>
    public static async Task RunAsync(IServiceScopeFactory scopes, Type job, TenantId tenant, Guid subject, CancellationToken token)
    {
        await using var services = scopes.CreateAsyncScope();
        foreach (var gate in services.ServiceProvider.GetServices<IJobGate>())
        {
            if (!await gate.MayRunAsync(tenant, token))
                return;
        }

        await ((IBackgroundJob)services.ServiceProvider.GetRequiredService(job)).RunAsync(tenant, subject, token);
    }
}
