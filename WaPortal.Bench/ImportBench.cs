using System.Globalization;
using WaPortal.Core.Data;
using WaPortal.Core.OptIns.Imports;

namespace WaPortal.Bench;

/// <summary>
/// A list of so many people through check and import, beside bare inserts of the very rows that the import wrote, in the same run: into
/// an empty database with the same tables and indexes, a thousand people in a transaction. On SQLite, and on PostgreSQL when
/// WAPORTAL_TEST_POSTGRES names a server.
/// </summary>
internal static class ImportBench
{
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
            var inserts = await BareInserts.RunAsync(full.Get<PortalDatabase>(), bare.Get<PortalDatabase>(), full.Actor.Tenant, ["tenants", "opt_in_lists"], Tables, "");
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
}
