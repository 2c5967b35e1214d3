using Microsoft.Extensions.DependencyInjection;

namespace WaPortal.Core.Jobs;

/// <summary>
/// Takes jobs and forgets them, for what works on a database without being a portal. Nothing is lost by it: the portal finds what is to be done in the tables.
/// </summary>
internal sealed class WithoutJobs : IBackgroundJobs
{
    public Task EnqueueAsync<TJob>(Tenancy.TenantId tenant, Guid subject, CancellationToken token)
        where TJob : IBackgroundJob => Task.CompletedTask;

    public Task ScheduleAsync<TJob>(Tenancy.TenantId tenant, Guid subject, DateTimeOffset at, CancellationToken token)
        where TJob : IBackgroundJob => Task.CompletedTask;

    public Task CancelAsync<TJob>(Tenancy.TenantId tenant, Guid subject, CancellationToken token)
        where TJob : IBackgroundJob => Task.CompletedTask;
}

/// <summary>Registers what takes jobs where no portal runs.</summary>
public static class WithoutJobsRegistration
{
    public static IServiceCollection AddWithoutJobs(this IServiceCollection services) => services.AddSingleton<IBackgroundJobs, WithoutJobs>();
}
