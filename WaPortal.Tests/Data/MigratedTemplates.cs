using Microsoft.Data.Sqlite;
using Microsoft.Extensions.DependencyInjection;
using WaPortal.Core.Data;
using WaPortal.Tests.Data;
using Xunit;

[assembly: AssemblyFixture(typeof(MigratedTemplates))]

namespace WaPortal.Tests.Data;

/// <summary>An empty, migrated database of each engine, made once in a run by the real migrations; every test portal starts from a copy.</summary>
public sealed class MigratedTemplates : IAsyncDisposable
{
    private static readonly Lazy<Task<string>> Sqlite = new(MakeSqliteAsync);
    private static readonly Lazy<Task<string>> Postgres = new(MakePostgresAsync);

    /// <summary>The migrated SQLite file, to be copied.</summary>
    public static Task<string> SqliteFileAsync() => Sqlite.Value;

    /// <summary>The migrated PostgreSQL database, to be named as a template.</summary>
    public static Task<string> PostgresDatabaseAsync() => Postgres.Value;

    public async ValueTask DisposeAsync()
    {
        if (Sqlite is { IsValueCreated: true, Value.IsCompletedSuccessfully: true })
            Directory.Delete(Path.GetDirectoryName(await Sqlite.Value)!, recursive: true);
        if (Postgres is { IsValueCreated: true, Value.IsCompletedSuccessfully: true })
            await TestPortal.ExecuteOnServerAsync($"DROP DATABASE IF EXISTS {await Postgres.Value} WITH (FORCE)");
    }

    private static async Task<string> MakeSqliteAsync()
    {
        var directory = Directory.CreateTempSubdirectory("waportal-template-").FullName;
        await using var services = TestPortal.CreateServices(directory, null, null, new MovableClock(default), null);
        await MigrateAsync(services);
        var file = services.GetRequiredService<DataDirectory>().PortalFile;
        await using var connection = new SqliteConnection(new SqliteConnectionStringBuilder { DataSource = file, Pooling = false }.ToString());
        await connection.OpenAsync();
        await using var checkpoint = connection.CreateCommand();
        checkpoint.CommandText = "PRAGMA wal_checkpoint(TRUNCATE)";
        await checkpoint.ExecuteNonQueryAsync();
        return file;
    }

    private static async Task<string> MakePostgresAsync()
    {
        var name = "waportal_template_" + Guid.NewGuid().ToString("N");
        await TestPortal.ExecuteOnServerAsync("CREATE DATABASE " + name);
        var directory = Directory.CreateTempSubdirectory("waportal-template-").FullName;
        await using (var services = TestPortal.CreateServices(directory, name, null, new MovableClock(default), null))
            await MigrateAsync(services);
        TestPortal.ClearPool(TestPortal.PostgresConnection(name));
        Directory.Delete(directory, recursive: true);
        return name;
    }

    private static Task MigrateAsync(ServiceProvider services) =>
        services.GetRequiredService<PortalDatabase>().MigrateAsync(services.GetServices<ISchemaScript>(), CancellationToken.None);
}
