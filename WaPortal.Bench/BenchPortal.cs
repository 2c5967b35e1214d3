using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.DependencyInjection.Extensions;
using WaPortal.Core;
using WaPortal.Core.Access;
using WaPortal.Core.Jobs;
using WaPortal.Core.Tenancy;

namespace WaPortal.Bench;

/// <summary>A portal without its web side, in a folder and a database that are deleted.</summary>
internal sealed class BenchPortal : IAsyncDisposable
{
    private readonly string _directory = Directory.CreateTempSubdirectory("waportal-bench-").FullName;
    private readonly BenchDatabase _database;
    private readonly ServiceProvider _services;

    private BenchPortal(BenchDatabase database)
    {
        _database = database;
        var settings = new Dictionary<string, string?>(database.Settings) { ["Data:Directory"] = _directory };

        _services = new ServiceCollection()
            .AddSingleton<IConfiguration>(new ConfigurationBuilder().AddInMemoryCollection(settings).Build())
            .AddLogging()
            .AddWaPortalCore()
            .Replace(ServiceDescriptor.Singleton<IBackgroundJobs, NoJobs>())
            .BuildServiceProvider();
    }

    public Actor Actor { get; private set; } = null!;

    public T Get<T>()
        where T : notnull => _services.GetRequiredService<T>();

    public T Job<T>()
        where T : IBackgroundJob => ActivatorUtilities.CreateInstance<T>(_services);

    public static async Task<BenchPortal> StartAsync(string? server)
    {
        var portal = new BenchPortal(await BenchDatabase.CreateAsync(server));
        await CoreStart.RunAsync(portal._services, CancellationToken.None);
        var name = "bench-" + Guid.NewGuid().ToString("N")[..8];
        var tenant = (await portal.Get<CreateTenant>().RunAsync(name, name, "Europe/London", "GB", ["en_GB"], CancellationToken.None)).Tenant!;
        portal.Actor = Actor.Job(tenant.Id, "benchmark");
        return portal;
    }

    public async ValueTask DisposeAsync()
    {
        await _services.DisposeAsync();
        Microsoft.Data.Sqlite.SqliteConnection.ClearAllPools();
        await _database.DisposeAsync();
        Directory.Delete(_directory, recursive: true);
    }

    private sealed class NoJobs : IBackgroundJobs
    {
        public Task EnqueueAsync<TJob>(TenantId tenant, Guid subject, CancellationToken token)
            where TJob : IBackgroundJob => Task.CompletedTask;

        public Task ScheduleAsync<TJob>(TenantId tenant, Guid subject, DateTimeOffset at, CancellationToken token)
            where TJob : IBackgroundJob => Task.CompletedTask;

        public Task CancelAsync<TJob>(TenantId tenant, Guid subject, CancellationToken token)
            where TJob : IBackgroundJob => Task.CompletedTask;
    }
}
