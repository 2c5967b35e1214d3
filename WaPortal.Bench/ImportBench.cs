using System.Data.Common;
using System.Globalization;
using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.DependencyInjection.Extensions;
using WaPortal.Core;
using WaPortal.Core.Access;
using WaPortal.Core.Data;
using WaPortal.Core.Jobs;
using WaPortal.Core.OptIns.Imports;
using WaPortal.Core.Tenancy;

namespace WaPortal.Bench;

/// <summary>
/// A list of so many people through check and import, beside bare inserts of the very rows that the import wrote, in the same run: into
/// an empty database with the same tables and indexes, a thousand people in a transaction. On SQLite, and on PostgreSQL when
/// WAPORTAL_TEST_POSTGRES names a server.
/// </summary>
internal static class ImportBench
{
    private const int AtOnce = 1000;
    private static readonly string[] Tables = ["consent_subjects", "contacts", "consent_ledger", "consent_states", "opt_in_list_members", "contact_words"];

    public static async Task<int> RunAsync(int people)
    {
        Console.WriteLine("engine    rows       check rows/s   import rows/s   bare rows/s   import : bare   peak above idle MiB");
        foreach (var count in new[] { 10_000, people }.Distinct())
        {
            await RunAsync("SQLite", null, count);
            if (Environment.GetEnvironmentVariable("WAPORTAL_TEST_POSTGRES") is { Length: > 0 } server)
                await RunAsync("Postgres", server, count);
        }

        return 0;
    }

    private static async Task RunAsync(string name, string? server, int people)
    {
        var list = Path.GetTempFileName() + ".csv";
        try
        {
            await using var full = await BenchPortal.StartAsync(server);
            await using var bare = await BenchPortal.StartAsync(server);
            // The code is warm before it is timed: so are the plans of the statements.
            await WriteListAsync(list, 0, 2_000);
            await ImportAsync(full, list);
            await WriteListAsync(list, 2_000, people);
            var (check, import, peak) = await ImportAsync(full, list);
            var inserts = await InsertBareAsync(full, bare);
            Console.WriteLine(string.Create(CultureInfo.InvariantCulture,
                $"{name,-9} {people,9:N0} {(check > 0.1 ? (people / check).ToString("N0", CultureInfo.InvariantCulture) : "-"),14} {people / import,15:N0} {(people + 2_000) / inserts,13:N0} {people / import / ((people + 2_000) / inserts),15:0.00} {peak / 1024.0 / 1024,15:0}"));
        }
        finally
        {
            File.Delete(list);
        }
    }

    private static async Task WriteListAsync(string path, int from, int count)
    {
        await using var file = new StreamWriter(path);
        await file.WriteLineAsync("phone,first_name,last_name,language,opt_in,opt_in_at,source,proof_ref,shop");
        for (var i = from; i < from + count; i++)
            await file.WriteLineAsync(string.Create(CultureInfo.InvariantCulture, $"+4477{i:00000000},Ada {i},Hart,en_GB,yes,2026-05-01T10:{i % 60:00}:00Z,web form /newsletter,F-{i},Bristol {i % 40}"));
    }

    private static async Task<(double Check, double Import, long Peak)> ImportAsync(BenchPortal portal, string path)
    {
        var none = CancellationToken.None;
        await using var file = File.OpenRead(path);
        var id = (await portal.Get<UploadList>().RunAsync(portal.Actor, "list.csv", file, none)).ImportId!.Value;
        var (preview, _) = await portal.Get<PreviewImport>().RunAsync(portal.Actor, id, null, null, none);
        await portal.Get<SaveImportPlan>().RunAsync(portal.Actor, id, preview!.Plan, null, "List", none);
        var start = TimeProvider.System.GetTimestamp();
        await portal.Job<CheckImportJob>().RunAsync(portal.Actor.Tenant, id.Value, none);
        var check = TimeProvider.System.GetElapsedTime(start).TotalSeconds;
        var started = await portal.Get<StartImport>().RunAsync(portal.Actor, id, none);
        if (!started.Succeeded)
            throw new InvalidOperationException(started.Problems[0].Message);
        var idle = PeakMemory.Begin();
        start = TimeProvider.System.GetTimestamp();
        await portal.Job<ImportJob>().RunAsync(portal.Actor.Tenant, id.Value, none);
        return (check, TimeProvider.System.GetElapsedTime(start).TotalSeconds, PeakMemory.Read() - idle);
    }

    private static async Task<double> InsertBareAsync(BenchPortal full, BenchPortal bare)
    {
        foreach (var table in new[] { "tenants", "opt_in_lists" })
            await WithReadersAsync(full, [table], readers => InsertAsync(bare, full.Actor.Tenant, [table], readers));
        var seconds = 0.0;
        await WithReadersAsync(full, Tables, async readers => seconds = await InsertAsync(bare, full.Actor.Tenant, Tables, readers));
        return seconds;
    }

    // A reader a table, each on a connection of its own.
    private static async Task WithReadersAsync(BenchPortal full, IReadOnlyList<string> tables, Func<IReadOnlyList<DbDataReader>, Task> work, params DbDataReader[] open)
    {
        if (open.Length == tables.Count)
        {
            await work(open);
            return;
        }

        await full.Get<PortalDatabase>().ReadAsync(full.Actor.Tenant, async (db, t) =>
        {
            var where = tables[open.Length] == "tenants" ? "id" : "tenant_id";
            await using var command = await db.CommandAsync($"SELECT * FROM {tables[open.Length]} WHERE {where} = @tenant ORDER BY {(db.IsPostgres ? "ctid" : "rowid")}", t, ("@tenant", db.TenantId));
            await using var reader = await command.ExecuteReaderAsync(t);
            await WithReadersAsync(full, tables, work, [.. open, reader]);
            return true;
        }, CancellationToken.None);
    }

    private static async Task<double> InsertAsync(BenchPortal bare, TenantId tenant, IReadOnlyList<string> tables, IReadOnlyList<DbDataReader> readers)
    {
        var seconds = 0.0;
        while (true)
        {
            var batches = new List<List<object?[]>>();
            foreach (var reader in readers)
            {
                var rows = new List<object?[]>(AtOnce);
                while (rows.Count < AtOnce && await reader.ReadAsync())
                {
                    var row = new object[reader.FieldCount];
                    reader.GetValues(row);
                    rows.Add(row);
                }

                batches.Add(rows);
            }

            if (batches.All(b => b.Count == 0))
                return seconds;
            var start = TimeProvider.System.GetTimestamp();
            await bare.Get<PortalDatabase>().WriteAsync(tenant, async (db, t) =>
            {
                for (var i = 0; i < tables.Count; i++)
                    await db.InsertAsync($"{tables[i]} ({string.Join(", ", Enumerable.Range(0, readers[i].FieldCount).Select(readers[i].GetName))})", "", batches[i], t);
                return true;
            }, CancellationToken.None);
            seconds += TimeProvider.System.GetElapsedTime(start).TotalSeconds;
        }
    }
}

/// <summary>The most memory that the process held at once, as the kernel counts it.</summary>
internal static class PeakMemory
{
    /// <summary>Begins to count and gives what is held now.</summary>
    public static long Begin()
    {
        GC.Collect(2, GCCollectionMode.Aggressive, blocking: true, compacting: true);
        if (OperatingSystem.IsLinux())
            File.WriteAllText("/proc/self/clear_refs", "5");
        return Field("VmRSS:");
    }

    public static long Read() => Field("VmHWM:");

    private static long Field(string name) => !OperatingSystem.IsLinux() ? Environment.WorkingSet : long.Parse(
        File.ReadLines("/proc/self/status").First(l => l.StartsWith(name, StringComparison.Ordinal)).Split(' ', StringSplitOptions.RemoveEmptyEntries)[1], CultureInfo.InvariantCulture) * 1024;
}

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
