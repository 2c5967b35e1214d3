using System.Globalization;
using System.Security.Cryptography;
using Microsoft.Data.Sqlite;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging;
using Quartz;
using WaPortal.Core.Data;
using WaPortal.Core.Tenancy;

namespace WaPortal.Core.Jobs;

/// <summary>
/// <see cref="IBackgroundJobs"/> over Quartz's persistent store: the only file that knows Quartz. One Quartz job for each
/// (job type, tenant, subject) with one trigger, the next wake-up; asking for an earlier time replaces it.
/// </summary>
internal sealed class QuartzBackgroundJobs(ISchedulerFactory schedulers, BackgroundJobRegistry registry, TimeProvider clock) : IBackgroundJobs, IJobBoard
{
    public Task EnqueueAsync<TJob>(TenantId tenant, Guid subject, CancellationToken token)
        where TJob : IBackgroundJob => WakeAsync(KeyOf<TJob>(tenant, subject), clock.GetUtcNow(), attempt: 0, token);

    public Task ScheduleAsync<TJob>(TenantId tenant, Guid subject, DateTimeOffset at, CancellationToken token)
        where TJob : IBackgroundJob => WakeAsync(KeyOf<TJob>(tenant, subject), at, attempt: 0, token);

    public async Task CancelAsync<TJob>(TenantId tenant, Guid subject, CancellationToken token)
        where TJob : IBackgroundJob
    {
        var scheduler = await schedulers.GetScheduler(token);
        await scheduler.UnscheduleJob(TriggerOf(KeyOf<TJob>(tenant, subject)), token);
    }

    public async Task<IReadOnlyList<WaitingJob>> WaitingAsync(CancellationToken token)
    {
        var scheduler = await schedulers.GetScheduler(token);
        var waiting = new List<WaitingJob>();
        foreach (var key in await scheduler.GetTriggerKeys(GroupMatcher<TriggerKey>.AnyGroup(), token))
        {
            // It may have run between the two questions.
            if (await scheduler.GetTrigger(key, token) is not { } trigger || trigger.NextFireTimeUtc is not { } at)
                continue;
            var (tenant, subject) = QuartzJob.IdsOf(trigger.JobKey);
            waiting.Add(new WaitingJob(trigger.JobKey.Group, tenant, subject, at, QuartzJob.AttemptOf(trigger)));
        }

        return [.. waiting.OrderBy(w => w.At)];
    }

    public async Task<bool> RunNowAsync(string job, TenantId tenant, Guid subject, CancellationToken token)
    {
        if (registry.Find(job) is null)
            return false;
        await WakeAsync(new JobKey($"{tenant.Value:N}.{subject:N}", job), clock.GetUtcNow(), attempt: 0, token);
        return true;
    }

    internal async Task WakeAsync(JobKey key, DateTimeOffset at, int attempt, CancellationToken token)
    {
        var scheduler = await schedulers.GetScheduler(token);
        var waiting = await scheduler.GetTrigger(TriggerOf(key), token);
        // A one-shot trigger that has fired has no next time: its job is running and must run once more.
        if (waiting?.NextFireTimeUtc is { } next && next <= at)
            return;
        var job = JobBuilder.Create<QuartzJob>().WithIdentity(key).Build();
        var trigger = TriggerBuilder.Create()
            .WithIdentity(TriggerOf(key))
            .ForJob(key)
            .StartAt(at)
            .UsingJobData(QuartzJob.AttemptKey, attempt.ToString(CultureInfo.InvariantCulture))
            .WithSimpleSchedule(s => s.WithMisfireInstruction(SimpleTriggerMisfireInstruction.FireNow))
            .Build();
        await scheduler.ScheduleJob(job, [trigger], new ScheduleJobOptions { Replace = true }, token);
    }

    private static JobKey KeyOf<TJob>(TenantId tenant, Guid subject) =>
        new($"{tenant.Value:N}.{subject:N}", BackgroundJobRegistry.NameOf(typeof(TJob)));

    private static TriggerKey TriggerOf(JobKey key) => new(key.Name, key.Group);
}

/// <summary>Runs the job that its key names; retries a failure with back-off (5 s, 10 s … 5 min).</summary>
[DisallowConcurrentExecution]
internal sealed partial class QuartzJob(
    BackgroundJobRegistry registry, IServiceScopeFactory scopes, QuartzBackgroundJobs jobs, IEnumerable<IJobWatch> watches, TimeProvider clock, ILogger<QuartzJob> logger) : IJob
{
    public const string AttemptKey = "attempt";

    private static readonly TimeSpan FirstDelay = TimeSpan.FromSeconds(5);
    private static readonly TimeSpan LongestDelay = TimeSpan.FromMinutes(5);

    public async ValueTask Execute(IJobExecutionContext context, CancellationToken cancellationToken = default)
    {
        var key = context.JobDetail.Key;
        if (registry.Find(key.Group) is not { } type)
        {
            Log.UnknownJob(logger, key.Group);
            return;
        }

        var (tenant, subject) = IdsOf(key);
        var attempt = AttemptOf(context.Trigger);
        using var scope = logger.BeginScope(new Dictionary<string, object> { ["tenant"] = tenant.Value, ["subject"] = subject, ["job"] = key.Group });
        var run = new JobStart(Guid.CreateVersion7(), key.Group, tenant, subject, attempt, clock.GetUtcNow());
        await TellAsync(w => w.StartedAsync(run, CancellationToken.None));
        var (ending, reason) = (JobEnding.Done, (string?)null);
        try
        {
            await JobRun.RunAsync(scopes, type, tenant, subject, cancellationToken);
        }
        catch (OperationCanceledException) when (cancellationToken.IsCancellationRequested)
        {
            // The portal stops; the sweeper finds the rest at the next start.
            ending = JobEnding.Interrupted;
        }
        catch (Exception e)
        {
            var delay = TimeSpan.FromTicks(Math.Min(LongestDelay.Ticks, FirstDelay.Ticks << Math.Min(attempt, 10)));
            var fault = RandomNumberGenerator.GetHexString(8, lowercase: true);
            // A fault's own words may hold a number or a name; its kind does not.
            (ending, reason) = (JobEnding.Failed, $"{e.GetType().Name}, in the log as {fault}");
            Log.JobFailed(logger, key.Group, attempt + 1, fault, delay, e);
            await jobs.WakeAsync(key, clock.GetUtcNow() + delay, attempt + 1, CancellationToken.None);
        }

        await TellAsync(w => w.EndedAsync(run, ending, clock.GetUtcNow(), reason, CancellationToken.None));
    }

    internal static (TenantId Tenant, Guid Subject) IdsOf(JobKey key)
    {
        var ids = key.Name.Split('.');
        return (new TenantId(Guid.Parse(ids[0])), Guid.Parse(ids[1]));
    }

    internal static int AttemptOf(ITrigger trigger) => int.Parse(trigger.JobDataMap.GetString(AttemptKey) ?? "0", CultureInfo.InvariantCulture);

    private async Task TellAsync(Func<IJobWatch, Task> tell)
    {
        foreach (var watch in watches)
        {
            try
            {
                await tell(watch);
            }
            catch (Exception e)
            {
                Log.WatchFailed(logger, e);
            }
        }
    }

    private static partial class Log
    {
        [LoggerMessage(LogLevel.Error, "The job {Job} failed (try {Try}, fault {FaultId}); it runs again in {Delay}.")]
        public static partial void JobFailed(ILogger logger, string job, int @try, string faultId, TimeSpan delay, Exception exception);

        [LoggerMessage(LogLevel.Warning, "A run of a job could not be written to the history")]
        public static partial void WatchFailed(ILogger logger, Exception exception);

        [LoggerMessage(LogLevel.Warning, "The job store names a job {Job} that this program does not have; it is left out.")]
        public static partial void UnknownJob(ILogger logger, string job);
    }
}

/// <summary>Registers the scheduler and its store: a SQLite file of its own, or the portal's PostgreSQL database as a cluster.</summary>
public static class JobsRegistration
{
    private const int Workers = 10;

    /// <summary>Adds <see cref="IBackgroundJobs"/>, and starts the scheduler and the sweeper with the host.</summary>
    public static IServiceCollection AddJobScheduler(this IServiceCollection services, DatabaseOptions database, DataDirectory directory)
    {
        services.AddSingleton<BackgroundJobRegistry>();
        services.AddSingleton<QuartzBackgroundJobs>();
        services.AddSingleton<SweepReport>();
        services.AddSingleton<IJobBoard>(s => s.GetRequiredService<QuartzBackgroundJobs>());
        services.AddSingleton<IBackgroundJobs>(s => s.GetRequiredService<QuartzBackgroundJobs>());
        services.AddQuartz(quartz =>
        {
            quartz.UseDefaultThreadPool(Workers);
            quartz.UsePersistentStore(store =>
            {
                store.ProvisionSchema();
                if (database.Provider == DatabaseProvider.Postgres)
                {
                    store.UsePostgres(database.PostgresConnection);
                    store.UseClustering();
                }
                else
                {
                    store.UseSqlite(SqliteJobFile(directory));
                }
            });
        });
        services.AddQuartzHostedService(options => options.WaitForJobsToComplete = true);
        services.AddHostedService<UnfinishedWorkSweeper>();
        return services;
    }

    // Write-ahead logging before the first use: without it each enqueue pays a full flush several times over.
    private static string SqliteJobFile(DataDirectory directory)
    {
        var text = new SqliteConnectionStringBuilder { DataSource = directory.JobsFile, DefaultTimeout = 30 }.ToString();
        using var connection = new SqliteConnection(text);
        connection.Open();
        using var command = connection.CreateCommand();
        command.CommandText = "PRAGMA journal_mode=WAL";
        command.ExecuteNonQuery();
        return text;
    }
}
