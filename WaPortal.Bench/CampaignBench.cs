using System.Globalization;
using WaPortal.Core.Campaigns;
using WaPortal.Core.Data;
using WaPortal.Core.Delivery;

namespace WaPortal.Bench;

/// <summary>
/// Whole campaigns of ten thousand and of many people in one portal: the audience frozen into messages, beside bare inserts of the very rows that this wrote, then sent to the
/// last status webhook; with the most memory that the portal held from the start of the campaign on.
/// </summary>
internal static class CampaignBench
{
    private const int Few = 10_000;
    private const int WarmUp = 5_000;

    // What the rows of messages point at.
    private static readonly string[] Parents = ["tenants", "whats_app_accounts", "sender_numbers", "send_orders"];

    public static async Task<int> RunAsync(int people)
    {
        Console.WriteLine("engine        people   frozen/s   bare rows/s   frozen : bare   end to end/s   of 10,000's   peak MiB   above idle");
        await RunAsync("SQLite", null, people);
        if (Environment.GetEnvironmentVariable("WAPORTAL_TEST_POSTGRES") is { Length: > 0 } server)
            await RunAsync("PostgreSQL", server, people);
        return 0;
    }

    private static async Task RunAsync(string engine, string? server, int people)
    {
        await using var sandbox = await SandboxChild.StartAsync("--tier", "none", "--throughput", "none", "--pair", "none");
        await sandbox.PostAsync("/sandbox/behaviour", new { delivered = 1, read = 0.5, failed = new { }, delayMs = 0 });
        await using var portal = await WebPortal.StartAsync(sandbox, server);
        var (maker, _) = await portal.SignInAsync("maker");
        var (second, _) = await portal.SignInAsync("second");
        var first = 0.0;
        var from = 0;
        foreach (var count in new[] { WarmUp, Few, people })
        {
            var list = await portal.ImportAsync("People " + from.ToString(CultureInfo.InvariantCulture), from, count);
            from += count;
            var campaign = await portal.PlanAsync(maker, second, list);
            var idle = PeakMemory.Begin();
            var start = TimeProvider.System.GetTimestamp();
            await portal.StartAsync(maker, campaign);
            while (await portal.StateAsync(campaign) is CampaignState.Scheduled or CampaignState.Preparing)
                await Task.Delay(20);
            var frozen = count / TimeProvider.System.GetElapsedTime(start).TotalSeconds;
            start = TimeProvider.System.GetTimestamp();
            while (await UnfinishedAsync(portal, campaign) > 0)
                await Task.Delay(100);
            var sent = count / TimeProvider.System.GetElapsedTime(start).TotalSeconds;
            var peak = PeakMemory.Read();
            if (count == WarmUp)
                continue;
            first = first == 0 ? sent : first;
            var bare = count / await InsertBareAsync(portal, campaign, server);
            Console.WriteLine(string.Create(CultureInfo.InvariantCulture,
                $"{engine,-10} {count,9:N0} {frozen,10:N0} {bare,13:N0} {frozen / bare,15:0.00} {sent,14:N0} {sent / first,13:0.00} {peak / 1024.0 / 1024,10:0} {(peak - idle) / 1024.0 / 1024,12:0}"));
        }
    }

    // Half of them end as read, the others as delivered.
    private static async Task<int> UnfinishedAsync(WebPortal portal, CampaignId campaign) =>
        (await portal.ProgressAsync(campaign.Order)).Of(MessageState.Queued, MessageState.Claimed, MessageState.Accepted, MessageState.Sent, MessageState.InDoubt);

    private static async Task<double> InsertBareAsync(WebPortal portal, CampaignId campaign, string? server)
    {
        await using var bare = await BenchPortal.StartAsync(server);
        var order = campaign.Order.Value.ToString().ToUpperInvariant();
        return await BareInserts.RunAsync(portal.Database, bare.Get<PortalDatabase>(), portal.Tenant, Parents, ["messages"], $"AND order_id = '{order}'");
    }
}
