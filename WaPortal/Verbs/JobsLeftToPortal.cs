using WaPortal.Core.Jobs;
using WaPortal.Core.Tenancy;

namespace WaPortal.Verbs;

/// <summary>A verb runs no jobs: the portal finds from the tables what is left to do, within a minute.</summary>
internal sealed class JobsLeftToPortal : IBackgroundJobs
{
    public Task EnqueueAsync<TJob>(TenantId tenant, Guid subject, CancellationToken token)
        where TJob : IBackgroundJob => Task.CompletedTask;

    public Task ScheduleAsync<TJob>(TenantId tenant, Guid subject, DateTimeOffset at, CancellationToken token)
        where TJob : IBackgroundJob => Task.CompletedTask;

    public Task CancelAsync<TJob>(TenantId tenant, Guid subject, CancellationToken token)
        where TJob : IBackgroundJob => Task.CompletedTask;
}
