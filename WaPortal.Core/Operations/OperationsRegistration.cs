using Microsoft.Extensions.DependencyInjection;
using WaPortal.Core.Jobs;

namespace WaPortal.Core.Operations;

/// <summary>Registers what keeps an installation running.</summary>
public static class OperationsRegistration
{
    public static IServiceCollection AddOperations(this IServiceCollection services) => services
        .AddSingleton<RotateMasterKey>()
        .AddSingleton<RotateTenantKeys>()
        .AddSingleton<KeyList>()
        .AddSingleton<JobHistory>()
        .AddSingleton<IJobWatch>(s => s.GetRequiredService<JobHistory>())
        .AddSingleton<IUnfinishedWork>(s => s.GetRequiredService<JobHistory>())
        .AddSingleton<JobsQuery>()
        .AddSingleton<RunJobNow>()
        .AddSingleton<InstallationStatus>();
}
