using System.Globalization;
using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.Logging;
using WaPortal.Core.Delivery;
using WaPortal.Core.Templates;

namespace WaPortal.Bench.Fuzz;

/// <summary>The fuzz of the tests at length, against a whole portal.</summary>
internal static class WebhookFuzzBench
{
    private const int People = 500;

    public static async Task<int> RunAsync(string[] args)
    {
        var numbers = args.Select(a => int.TryParse(a, NumberStyles.None, CultureInfo.InvariantCulture, out var n) ? n : 0).ToArray();
        if (numbers.Length > 2 || numbers.Contains(0))
        {
            await Console.Error.WriteLineAsync("usage: webhook-fuzz [POSTS] [SEED]");
            return 2;
        }

        var (posts, seed) = (numbers.ElementAtOrDefault(0) is > 0 and var asked ? asked : 100_000, numbers.ElementAtOrDefault(1) is > 0 and var chosen ? chosen : 1);
        var failed = await RunAsync("SQLite", null, posts, seed);
        if (Environment.GetEnvironmentVariable("WAPORTAL_TEST_POSTGRES") is { Length: > 0 } server)
            failed |= await RunAsync("PostgreSQL", server, posts, seed);
        return failed ? 1 : 0;
    }

    private static async Task<bool> RunAsync(string engine, string? server, int posts, int seed)
    {
        await using var sandbox = await SandboxChild.StartAsync();
        await using var portal = await WebPortal.StartAsync(sandbox, server);
        var faults = new FaultLog();
        portal.Get<ILoggerFactory>().AddProvider(faults);
        var order = await portal.QueueAsync(0, People);
        await portal.Database.WriteAsync(portal.Tenant, async (db, t) =>
        {
            await Core.Data.SqlExtensions.ExecuteSqlAsync(
                db, "UPDATE messages SET state = 'Accepted', accepted_at = 0, wamid = 'wamid.' || CAST(id AS TEXT) WHERE tenant_id = @tenant AND order_id = @order", t, ("@tenant", db.TenantId), ("@order", order));
            await Core.Data.SqlExtensions.ExecuteSqlAsync(
                db, "UPDATE order_counts SET state = 'Accepted' WHERE tenant_id = @tenant AND order_id = @order AND state = 'Queued'", t, ("@tenant", db.TenantId), ("@order", order));
        }, CancellationToken.None);
        var wamids = await portal.Database.ReadAsync(portal.Tenant, (db, t) => db.Set<Message>().Select(m => m.Wamid!).ToListAsync(t), CancellationToken.None);
        var template = await portal.Database.ReadAsync(portal.Tenant, (db, t) => db.Set<TemplateTranslation>().Select(x => x.PlatformId!).FirstAsync(t), CancellationToken.None);
        var target = new FuzzTarget(
            portal.Database, portal.Tenant, new Uri(portal.Address, $"/webhooks/whatsapp/{portal.Account.Value}"), "sandbox-secret", "100000000000001", WebPortal.PhoneNumberId,
            wamids, [.. Enumerable.Range(0, People).Select(p => WebPortal.Phone(p)[1..])], "bench", template, () => TimeProvider.System.GetUtcNow(), faults);

        var start = TimeProvider.System.GetTimestamp();
        var report = await FuzzRun.RunAsync(target, posts, seed, CancellationToken.None);
        Console.WriteLine(string.Create(CultureInfo.InvariantCulture, $"{engine}, seed {seed}: {posts:N0} posts in {TimeProvider.System.GetElapsedTime(start).TotalSeconds:0} s"));
        foreach (var (answer, count) in report.Answers)
            Console.WriteLine(string.Create(CultureInfo.InvariantCulture, $"  {answer,-14} {count,9:N0}"));
        Console.WriteLine(string.Create(CultureInfo.InvariantCulture, $"  done           {report.Processed,9:N0}"));
        foreach (var (reason, count) in report.Quarantined.OrderByDescending(q => q.Value).Take(20))
            Console.WriteLine(string.Create(CultureInfo.InvariantCulture, $"  quarantine     {count,9:N0}  {reason}"));
        Console.WriteLine(string.Create(CultureInfo.InvariantCulture, $"  findings       {report.Findings.Count,9:N0}"));
        foreach (var finding in report.Findings.Take(20))
            Console.WriteLine("  ! " + finding);
        return report.Findings.Count > 0;
    }
}
