using System.Globalization;
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
internal sealed class QuartzBackgroundJobs(ISchedulerFactory schedulers, TimeProvider clock) : IBackgroundJobs
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
    BackgroundJobRegistry registry, IServiceScopeFactory scopes, QuartzBackgroundJobs jobs, TimeProvider clock, ILogger<QuartzJob> logger) : IJob
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

        var ids = key.Name.Split('.');
        using var scope = logger.BeginScope(new Dictionary<string, object> { ["tenant"] = ids[0], ["subject"] = ids[1], ["job"] = key.Group });
        try
        {
            await JobRun.RunAsync(scopes, type, new TenantId(Guid.Parse(ids[0])), Guid.Parse(ids[1]), cancellationToken);
        }
        catch (OperationCanceledException) when (cancellationToken.IsCancellationRequested)
        {
            // The portal stops; the sweeper finds the rest at the next start.
        }
        catch (Exception e)
        {
            var attempt = int.Parse(context.Trigger.JobDataMap.GetString(AttemptKey) ?? "0", CultureInfo.InvariantCulture);
            var delay = TimeSpan.FromTicks(Math.Min(LongestDelay.Ticks, FirstDelay.Ticks << Math.Min(attempt, 10)));
            Log.JobFailed(logger, key.Group, attempt + 1, delay, e);
            await jobs.WakeAsync(key, clock.GetUtcNow() + delay, attempt + 1, CancellationToken.None);
        }
    }

    private static partial class Log
    {
        [LoggerMessage(LogLevel.Error, "The job {Job} failed (try {Try}); it runs again in {Delay}.")]
        public static partial void JobFailed(ILogger logger, string job, int @try, TimeSpan delay, Exception exception);

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
        services.AddSingleton<IBackgroundJobs>(s => s.GetRequiredService<QuartzBackgroundJobs>());
        services.AddQuartz(quartz =>
        {
            quartz.UseDefaultThreadPool(Workers);
            quartz.UsePersistentStore(store =>
            {
                store.ProvisionSchema();
                if (database.Provider == DatabaseProvider.Postgres)
                {
                    store.UsePostgres(database.ConnectionString!);
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
