using WaPortal.Core.Tenancy;

namespace WaPortal.Core.Jobs;

/// <summary>One run of a job.</summary>
/// <param name="Attempt">0 for the first try, then the number of failures before it.</param>
public sealed record JobStart(Guid Id, string Job, TenantId Tenant, Guid Subject, int Attempt, DateTimeOffset At);

/// <summary>How a run ended.</summary>
public enum JobEnding
{
    Done,

    /// <summary>It threw, and is tried again later.</summary>
    Failed,

    /// <summary>The portal stopped, or its process died.</summary>
    Interrupted,
}

/// <summary>Is told of each run of each job. What it throws is logged and changes nothing for the job.</summary>
public interface IJobWatch
{
    Task StartedAsync(JobStart run, CancellationToken token);

    /// <param name="run">As it was told at the start.</param>
    /// <param name="ending">How it ended.</param>
    /// <param name="at">When.</param>
    /// <param name="reason">Short, without personal data: the kind of fault and its number in the log. Null when it is done.</param>
    /// <param name="token">Cancels.</param>
    Task EndedAsync(JobStart run, JobEnding ending, DateTimeOffset at, string? reason, CancellationToken token);
}

/// <summary>A job that waits for its time.</summary>
/// <param name="Attempt">Failures before; 0 for none.</param>
public sealed record WaitingJob(string Job, TenantId Tenant, Guid Subject, DateTimeOffset At, int Attempt);

/// <summary>What the scheduler holds, for those who look after it.</summary>
public interface IJobBoard
{
    /// <summary>What waits, the next first.</summary>
    Task<IReadOnlyList<WaitingJob>> WaitingAsync(CancellationToken token);

    /// <summary>Runs a job as soon as possible; false when this program has no job of this name.</summary>
    Task<bool> RunNowAsync(string job, TenantId tenant, Guid subject, CancellationToken token);
}
