using System.Text;
using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.DependencyInjection;
using Npgsql;
using WaPortal.Core;
using WaPortal.Core.Access;
using WaPortal.Core.Data;
using WaPortal.Core.Delivery.Protection;
using WaPortal.Core.Jobs;
using WaPortal.Core.Tenancy;

namespace WaPortal.Tests.Data;

/// <summary>
/// The portal's core on a real database with the real migrations, in a directory or database of its own: a tenant, a movable clock,
/// jobs that run when the test says so.
/// </summary>
public sealed class TestPortal : IAsyncDisposable
{
    private readonly string _directory = Directory.CreateTempSubdirectory("waportal-test-").FullName;
    private readonly string? _postgresDatabase;
    private readonly ServiceProvider _services;

    private TestPortal(Engine engine, Action<IServiceCollection>? configure, IReadOnlyDictionary<string, string?>? settings)
    {
        _postgresDatabase = engine == Engine.Postgres ? "waportal_" + Guid.NewGuid().ToString("N") : null;
        _services = CreateServices(_directory, _postgresDatabase, settings, Clock, configure);
    }

    public MovableClock Clock { get; } = new(new DateTimeOffset(2026, 11, 20, 9, 0, 0, TimeSpan.Zero));

    public IServiceProvider Services => _services;

    public PortalDatabase Database => Get<PortalDatabase>();

    public RecordedJobs Jobs => Get<RecordedJobs>();

    /// <summary>The first enterprise, "casa-alba" in Europe/London with default country GB.</summary>
    public Tenant Tenant { get; private set; } = null!;

    public TenantId TenantId => Tenant.Id;

    /// <summary>Somebody with all rights of a marketer in <see cref="Tenant"/>.</summary>
    public Actor Marketer => As(PortalRole.Marketer);

    /// <summary>The database on the server; null on SQLite.</summary>
    public string? PostgresDatabase => _postgresDatabase;

    /// <summary>A file or folder of this portal alone.</summary>
    public string DataPath => _directory;

    public static async Task<TestPortal> StartAsync(
        Engine engine, Action<IServiceCollection>? configure = null, IReadOnlyDictionary<string, string?>? settings = null)
    {
        var portal = new TestPortal(engine, configure, settings);
        _ = portal.Get<MasterKey>();
        if (portal._postgresDatabase is { } database)
            await ExecuteOnServerAsync($"CREATE DATABASE {database} TEMPLATE {await MigratedTemplates.PostgresDatabaseAsync()}");
        else
            File.Copy(await MigratedTemplates.SqliteFileAsync(), portal.Get<DataDirectory>().PortalFile);
        portal.Tenant = await portal.AddTenantAsync("casa-alba", "Casa Alba");
        return portal;
    }

    public T Get<T>()
        where T : notnull => _services.GetRequiredService<T>();

    /// <summary>Another enterprise.</summary>
    public async Task<Tenant> AddTenantAsync(string enterpriseId, string name)
    {
        var result = await Get<CreateTenant>().RunAsync(enterpriseId, name, "Europe/London", "GB", ["en_GB", "es"], CancellationToken.None);
        return result.Tenant ?? throw new InvalidOperationException(string.Join(' ', result.Errors.Values));
    }

    /// <summary>Somebody who holds these roles in <see cref="Tenant"/> (or in another enterprise).</summary>
    public Actor As(PortalRole role, TenantId? tenant = null) =>
        new(tenant ?? TenantId, UserId.New(), role.ToString(), Rights.Of([role]), "session1", "127.0.0.1");

    /// <summary>A stored user with this role, in a session whose second factor was proved just now: passes where a fresh code is demanded, for five minutes.</summary>
    public Task<Actor> SignedInAsync(PortalRole role, TenantId? tenant = null) => Database.WriteAsync(tenant ?? TenantId, async (db, t) =>
    {
        var user = PortalUser.Create(tenant ?? TenantId, $"{Guid.NewGuid():N}@example.com", role.ToString(), "none", [role], Clock.GetUtcNow());
        var session = PortalSession.Create(user, Guid.NewGuid().ToByteArray(), SessionStage.SignedIn, new Visitor("127.0.0.1", "test"), Clock.GetUtcNow());
        db.AddRange(user, session);
        await db.SaveChangesAsync(t);
        await db.Set<PortalSession>().Where(s => s.Id == session.Id).ExecuteUpdateAsync(s => s.SetProperty(x => x.ProvedAt, Clock.GetUtcNow()), t);
        return new Actor(user.TenantId, user.Id, user.DisplayName, Rights.Of([role]), session.Id.Prefix, "127.0.0.1", session.Id);
    }, CancellationToken.None);

    /// <summary>Runs due jobs until none is due.</summary>
    public Task<int> RunJobsAsync() => Jobs.RunDueAsync(_services);

    /// <summary>Runs one job now, whether it was asked for or not.</summary>
    internal Task RunJobAsync<TJob>(Guid subject)
        where TJob : IBackgroundJob => JobRun.RunAsync(Get<IServiceScopeFactory>(), typeof(TJob), TenantId, subject, CancellationToken.None);

    /// <summary>The same portal as another process would find it: same directory and database, nothing in memory.</summary>
    internal ServiceProvider Restarted() => CreateServices(_directory, _postgresDatabase, null, Clock, null);

    /// <summary>Whether a text stands anywhere in the files of the data directory, as UTF-8.</summary>
    public bool HoldsInFiles(string text)
    {
        var sought = Encoding.UTF8.GetBytes(text);
        foreach (var file in Directory.EnumerateFiles(DataPath, "*", SearchOption.AllDirectories))
        {
            using var stream = new FileStream(file, FileMode.Open, FileAccess.Read, FileShare.ReadWrite | FileShare.Delete);
            var bytes = new byte[stream.Length];
            stream.ReadExactly(bytes);
            if (bytes.AsSpan().IndexOf(sought) >= 0)
                return true;
        }

        return false;
    }

    public async ValueTask DisposeAsync()
    {
        await _services.DisposeAsync();
        if (_postgresDatabase is not null)
        {
            ClearPool(PostgresConnection(_postgresDatabase));
            await ExecuteOnServerAsync($"DROP DATABASE IF EXISTS {_postgresDatabase} WITH (FORCE)");
        }
        else
        {
            Microsoft.Data.Sqlite.SqliteConnection.ClearAllPools();
        }

        await DeleteAsync(_directory);
    }

    // What a page had begun when its test ended may write a last file while the others go.
    private static async Task DeleteAsync(string directory)
    {
        for (var tries = 1; ; tries++)
        {
            try
            {
                Directory.Delete(directory, recursive: true);
                return;
            }
            catch (IOException) when (tries < 20)
            {
                await Task.Delay(100);
            }
        }
    }

    internal static ServiceProvider CreateServices(
        string directory, string? postgresDatabase, IReadOnlyDictionary<string, string?>? settings, TimeProvider clock, Action<IServiceCollection>? configure)
    {
        var values = new Dictionary<string, string?>(settings ?? new Dictionary<string, string?>(), StringComparer.OrdinalIgnoreCase)
        {
            ["Data:Directory"] = directory,
        };
        if (postgresDatabase is not null)
        {
            values["Database:Provider"] = nameof(DatabaseProvider.Postgres);
            values["Database:ConnectionString"] = PostgresConnection(postgresDatabase);
        }

        var services = new ServiceCollection();
        services.AddSingleton<IConfiguration>(new ConfigurationBuilder().AddInMemoryCollection(values).Build());
        services.AddLogging();
        services.AddSingleton(clock);
        if (clock is MovableClock movable)
            services.AddSingleton<SteadyTime>(new MovedTime(movable));
        services.AddWaPortalCore();
        services.AddSingleton<RecordedJobs>();
        services.AddSingleton<IBackgroundJobs>(s => s.GetRequiredService<RecordedJobs>());
        services.AddSingleton<IJobBoard>(s => s.GetRequiredService<RecordedJobs>());
        services.AddSingleton<SweepReport>();
        configure?.Invoke(services);
        return services.BuildServiceProvider(new ServiceProviderOptions { ValidateOnBuild = true, ValidateScopes = true });
    }

    /// <summary>Closes what a portal keeps open that was given this connection string.</summary>
    internal static void ClearPool(string connection)
    {
        using var pool = new NpgsqlConnection(new DatabaseOptions { ConnectionString = connection }.PostgresConnection);
        NpgsqlConnection.ClearPool(pool);
    }

    internal static string PostgresConnection(string database) =>
        new NpgsqlConnectionStringBuilder(EnginesAttribute.PostgresServer) { Database = database, MaxPoolSize = 20 }.ToString();

    internal static async Task ExecuteOnServerAsync(string sql, string? database = null)
    {
        var server = new NpgsqlConnectionStringBuilder(EnginesAttribute.PostgresServer) { Pooling = false };
        if (database is not null)
            server.Database = database;
        await using var connection = new NpgsqlConnection(server.ToString());
        await connection.OpenAsync();
        await using var command = connection.CreateCommand();
        command.CommandText = sql;
        await command.ExecuteNonQueryAsync();
    }
}
