using WaPortal.Core.Tenancy;

namespace WaPortal.Core.Jobs;

/// <summary>
/// A piece of background work. It may run twice, late, or in two processes at once; the tables decide what is left to do, so it must
/// be safe to run again from any point. A failure that it lets out is retried with back-off.
/// </summary>
public interface IBackgroundJob
{
    /// <summary>Does the work on one subject of one tenant.</summary>
    Task RunAsync(TenantId tenant, Guid subject, CancellationToken token);
}

/// <summary>
/// Wakes background work. There is one job for each (job type, tenant, subject): it runs once at a time, and asking again while it
/// waits or runs means that it runs again afterwards. Ask after the commit of what the job is to see.
/// </summary>
public interface IBackgroundJobs
{
    /// <summary>Runs the job as soon as possible.</summary>
    Task EnqueueAsync<TJob>(TenantId tenant, Guid subject, CancellationToken token)
        where TJob : IBackgroundJob;

    /// <summary>Runs the job at a time, or earlier if it is asked for earlier.</summary>
    Task ScheduleAsync<TJob>(TenantId tenant, Guid subject, DateTimeOffset at, CancellationToken token)
        where TJob : IBackgroundJob;

    /// <summary>Takes back what has not started.</summary>
    Task CancelAsync<TJob>(TenantId tenant, Guid subject, CancellationToken token)
        where TJob : IBackgroundJob;
}

/// <summary>
/// Finds work that is left to do from the tables and asks for its jobs, so that losing the whole job store loses nothing.
/// Called at start and every minute, over all tenants.
/// </summary>
public interface IUnfinishedWork
{
    /// <summary>Asks for the jobs of all unfinished work.</summary>
    Task ResumeAsync(CancellationToken token);
}
