using Microsoft.Extensions.DependencyInjection;
using WaPortal.Core.Jobs;

namespace WaPortal.Core.Retention;

/// <summary>Registers how long things are kept.</summary>
public static class RetentionRegistration
{
    public static IServiceCollection AddRetention(this IServiceCollection services) => services
        .AddSingleton<ManageRetention>()
        .AddSingleton<IRetainedRows, WebhookRows>()
        .AddSingleton<IRetainedRows, ActivityRows>()
        .AddSingleton<IUnfinishedWork, DuePurges>()
        .AddBackgroundJob<PurgeJob>();
}
