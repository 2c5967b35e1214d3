using System.Collections.Concurrent;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Options;
using Npgsql;
using WaPortal.Core.Data;
using WaPortal.Core.Jobs;
using WaPortal.Core.Tenancy;
using WaPortal.Tests.Data;
using Xunit;

namespace WaPortal.Tests.Jobs;

public sealed class BackgroundJobsTests
{
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(60);
    private readonly TenantId _tenant = TenantId.New();

    [Theory, Engines]
    public async Task An_enqueued_job_runs_with_its_tenant_and_subject(Engine engine)
    {
        await using var jobs = await JobHost.StartAsync(engine);
        var subject = Guid.NewGuid();
        await jobs.Jobs.EnqueueAsync<ProbeJob>(_tenant, subject, CancellationToken.None);
        Assert.Equal((_tenant, subject), await jobs.Probe.NextAsync());
    }

    [Theory, Engines]
    public async Task Asking_again_while_it_runs_runs_it_once_more_and_never_at_the_same_time(Engine engine)
    {
        await using var jobs = await JobHost.StartAsync(engine);
        var subject = Guid.NewGuid();
        jobs.Probe.Hold = new TaskCompletionSource();
        await jobs.Jobs.EnqueueAsync<ProbeJob>(_tenant, subject, CancellationToken.None);
        await jobs.Probe.NextAsync();
        for (var i = 0; i < 3; i++)
            await jobs.Jobs.EnqueueAsync<ProbeJob>(_tenant, subject, CancellationToken.None);
        jobs.Probe.Hold.SetResult();

        await jobs.Probe.NextAsync();
        Assert.Equal(1, jobs.Probe.MostAtOnce);
    }

    [Theory, Engines]
    public async Task A_failed_job_is_tried_again(Engine engine)
    {
        await using var jobs = await JobHost.StartAsync(engine);
        jobs.Probe.Failures = 1;
        await jobs.Jobs.EnqueueAsync<ProbeJob>(_tenant, Guid.NewGuid(), CancellationToken.None);
        await jobs.Probe.NextAsync();
        await jobs.Probe.NextAsync();
    }

    [Theory, Engines]
    public async Task An_earlier_time_wins_over_a_later_one(Engine engine)
    {
        await using var jobs = await JobHost.StartAsync(engine);
        var subject = Guid.NewGuid();
        await jobs.Jobs.ScheduleAsync<ProbeJob>(_tenant, subject, TimeProvider.System.GetUtcNow().AddHours(1), CancellationToken.None);
        await jobs.Jobs.EnqueueAsync<ProbeJob>(_tenant, subject, CancellationToken.None);
        await jobs.Jobs.ScheduleAsync<ProbeJob>(_tenant, subject, TimeProvider.System.GetUtcNow().AddHours(2), CancellationToken.None);
        await jobs.Probe.NextAsync();
    }

    [Theory, Engines]
    public async Task What_waits_survives_a_restart(Engine engine)
    {
        await using var first = await JobHost.StartAsync(engine, run: false);
        var subject = Guid.NewGuid();
        await first.Jobs.EnqueueAsync<ProbeJob>(_tenant, subject, CancellationToken.None);
        await using var second = await first.RestartAsync();
        Assert.Equal((_tenant, subject), await second.Probe.NextAsync());
    }

    [Theory, Engines]
    public async Task The_sweeper_asks_for_unfinished_work_at_the_start(Engine engine)
    {
        await using var jobs = await JobHost.StartAsync(engine, configure: s => s.AddSingleton<IUnfinishedWork, ProbeSweep>());
        await jobs.Probe.NextAsync();
    }

    internal sealed class Probe : IDisposable
    {
        private readonly ConcurrentQueue<(TenantId, Guid)> _runs = new();
        private readonly SemaphoreSlim _arrived = new(0);
        private int _atOnce;

        public TaskCompletionSource? Hold { get; set; }

        public int Failures { get; set; }

        public int MostAtOnce { get; private set; }

        public void Dispose() => _arrived.Dispose();

        public async Task RunAsync(TenantId tenant, Guid subject)
        {
            MostAtOnce = Math.Max(MostAtOnce, Interlocked.Increment(ref _atOnce));
            _runs.Enqueue((tenant, subject));
            _arrived.Release();
            if (Hold is { } hold)
                await hold.Task;
            Interlocked.Decrement(ref _atOnce);
            if (Failures-- > 0)
                throw new InvalidOperationException("The probe fails once.");
        }

        public async Task<(TenantId Tenant, Guid Subject)> NextAsync()
        {
            Assert.True(await _arrived.WaitAsync(Patience), "The job did not run.");
            return _runs.TryDequeue(out var run) ? run : throw new InvalidOperationException("No run is noted.");
        }
    }

    internal sealed class ProbeJob(Probe probe) : IBackgroundJob
    {
        public Task RunAsync(TenantId tenant, Guid subject, CancellationToken token) => probe.RunAsync(tenant, subject);
    }

    private sealed class ProbeSweep(IBackgroundJobs jobs) : IUnfinishedWork
    {
        public Task ResumeAsync(CancellationToken token) => jobs.EnqueueAsync<ProbeJob>(TenantId.New(), Guid.NewGuid(), token);
    }

    /// <summary>The real scheduler on its real store.</summary>
    private sealed class JobHost : IAsyncDisposable
    {
        private readonly string _directory;
        private readonly DatabaseOptions _database;
        private readonly IHost _host;
        private readonly bool _ownsDirectory;

        private JobHost(string directory, DatabaseOptions database, bool ownsDirectory, Action<IServiceCollection>? configure)
        {
            _directory = directory;
            _database = database;
            _ownsDirectory = ownsDirectory;
            var builder = Host.CreateEmptyApplicationBuilder(new HostApplicationBuilderSettings());
            builder.Services.AddSingleton(TimeProvider.System);
            builder.Services.AddSingleton<Probe>();
            builder.Services.AddBackgroundJob<ProbeJob>();
            builder.Services.AddJobScheduler(database, new DataDirectory(Options.Create(new DataOptions { Directory = directory })));
            configure?.Invoke(builder.Services);
            _host = builder.Build();
        }

        public IBackgroundJobs Jobs => _host.Services.GetRequiredService<IBackgroundJobs>();

        public Probe Probe => _host.Services.GetRequiredService<Probe>();

        public static async Task<JobHost> StartAsync(Engine engine, bool run = true, Action<IServiceCollection>? configure = null)
        {
            var database = new DatabaseOptions();
            if (engine == Engine.Postgres)
            {
                var name = "waportal_jobs_" + Guid.NewGuid().ToString("N");
                await using var connection = new NpgsqlConnection(EnginesAttribute.PostgresServer);
                await connection.OpenAsync();
                await using var command = connection.CreateCommand();
                command.CommandText = "CREATE DATABASE " + name;
                await command.ExecuteNonQueryAsync();
                database = new DatabaseOptions
                {
                    Provider = DatabaseProvider.Postgres,
                    ConnectionString = new NpgsqlConnectionStringBuilder(EnginesAttribute.PostgresServer) { Database = name, MaxPoolSize = 10 }.ToString(),
                };
            }

            var host = new JobHost(Directory.CreateTempSubdirectory("waportal-jobs-").FullName, database, ownsDirectory: true, configure);
            if (run)
                await host._host.StartAsync();
            return host;
        }

        public async Task<JobHost> RestartAsync()
        {
            _host.Dispose();
            var next = new JobHost(_directory, _database, ownsDirectory: false, null);
            await next._host.StartAsync();
            return next;
        }

        public async ValueTask DisposeAsync()
        {
            await _host.StopAsync();
            _host.Dispose();
            if (!_ownsDirectory)
                return;
            Microsoft.Data.Sqlite.SqliteConnection.ClearAllPools();
            Directory.Delete(_directory, recursive: true);
            if (_database.ConnectionString is { } text)
            {
                NpgsqlConnection.ClearAllPools();
                await using var connection = new NpgsqlConnection(EnginesAttribute.PostgresServer);
                await connection.OpenAsync();
                await using var command = connection.CreateCommand();
                command.CommandText = $"DROP DATABASE IF EXISTS {new NpgsqlConnectionStringBuilder(text).Database} WITH (FORCE)";
                await command.ExecuteNonQueryAsync();
            }
        }
    }
}
