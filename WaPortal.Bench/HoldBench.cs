using System.Globalization;
using WaPortal.Core.Campaigns;
using WaPortal.Core.Delivery;

namespace WaPortal.Bench;

/// <summary>A campaign at a number's throughput, for a minute each at 80 and at 1,000 messages a second, while somebody goes round the pages.</summary>
internal static class HoldBench
{
    // Somebody who clicks faster is told to wait.
    private static readonly TimeSpan Round = TimeSpan.FromMilliseconds(300);

    public static async Task<int> RunAsync(int seconds)
    {
        Console.WriteLine("engine       asked/s     held/s   off by   least and most of 5 s   pages   p50 ms   p95 ms   most ms");
        await RunAsync("SQLite", null, seconds);
        if (Environment.GetEnvironmentVariable("WAPORTAL_TEST_POSTGRES") is { Length: > 0 } server)
            await RunAsync("PostgreSQL", server, seconds);
        return 0;
    }

    private static async Task RunAsync(string engine, string? server, int seconds)
    {
        await using var sandbox = await SandboxChild.StartAsync("--tier", "none", "--throughput", "none", "--pair", "none");
        await sandbox.PostAsync("/sandbox/behaviour", new { delivered = 1, read = 0.5, failed = new { }, delayMs = 0 });
        await using var portal = await WebPortal.StartAsync(sandbox, server);
        var (maker, cookie) = await portal.SignInAsync("maker");
        var (second, _) = await portal.SignInAsync("second");
        var share = portal.Get<Microsoft.Extensions.Options.IOptions<DeliveryOptions>>().Value.ThroughputShare;
        var from = 0;
        foreach (var rate in new[] { 80, 1_000 })
        {
            var people = rate * (seconds + 15);
            var list = await portal.ImportAsync("People " + from.ToString(CultureInfo.InvariantCulture), from, people);
            from += people;
            var campaign = await portal.PlanAsync(maker, second, list);
            await portal.PaceAsync((int)Math.Round(rate / share));
            await portal.StartAsync(maker, campaign);
            while (await portal.StateAsync(campaign) is CampaignState.Scheduled or CampaignState.Preparing)
                await Task.Delay(20);
            await Task.Delay(TimeSpan.FromSeconds(5)); // the first seconds fill the pipe
            using var stop = new CancellationTokenSource();
            var pages = BrowseAsync(portal, cookie, campaign, stop.Token);
            var counts = await CountAsync(portal, campaign, seconds);
            await stop.CancelAsync();
            var times = (await pages).Order().ToList();
            var held = counts.Sum() / (double)seconds;
            var fives = counts.Chunk(5).Where(c => c.Length == 5).Select(c => c.Sum() / 5.0).ToList();
            Console.WriteLine(string.Create(CultureInfo.InvariantCulture,
                $"{engine,-10} {rate,9:N0} {held,10:N1} {(held - rate) / rate,8:0.0%} {$"{fives.Min():N0} to {fives.Max():N0}",23} {times.Count,7:N0} {Percentile.At(times, 0.5),8:0} {Percentile.At(times, 0.95),8:0} {times[^1],9:0}"));
            await portal.PaceAsync(WebPortal.Unlimited);
            while ((await portal.ProgressAsync(campaign.Order)).Of(MessageState.Queued, MessageState.Claimed, MessageState.Accepted, MessageState.Sent) > 0)
                await Task.Delay(200);
        }
    }

    /// <summary>How many messages left in each second, by the portal's own marks of their start.</summary>
    private static async Task<List<int>> CountAsync(WebPortal portal, CampaignId campaign, int seconds)
    {
        var from = TimeProvider.System.GetUtcNow();
        await Task.Delay(TimeSpan.FromSeconds(seconds));
        var counts = new List<int>(seconds);
        for (var i = 0; i < seconds; i++)
        {
            var (begin, end) = (from.AddSeconds(i), from.AddSeconds(i + 1));
            counts.Add((await portal.Database.ReadAsync(portal.Tenant, (db, t) => Core.Data.SqlExtensions.QuerySqlAsync(
                db, "SELECT count(*) FROM messages WHERE tenant_id = @tenant AND order_id = @order AND started_at >= @from AND started_at < @to", r => r.GetInt32(0), t,
                ("@tenant", db.TenantId), ("@order", campaign.Order), ("@from", begin), ("@to", end)), CancellationToken.None))[0]);
        }

        return counts;
    }

    private static async Task<List<double>> BrowseAsync(WebPortal portal, string cookie, CampaignId campaign, CancellationToken token)
    {
        string[] pages = ["/", "/campaigns", $"/campaigns/{campaign.Value}", $"/campaigns/{campaign.Value}/people", "/templates", "/contacts"];
        using var http = new HttpClient(new SocketsHttpHandler { AllowAutoRedirect = false, UseCookies = false }) { BaseAddress = portal.Address };
        http.DefaultRequestHeaders.Add("Cookie", cookie);
        var times = new List<double>();
        for (var round = 0; !token.IsCancellationRequested; round++)
        {
            var start = TimeProvider.System.GetTimestamp();
            using (var answer = await http.GetAsync(new Uri(pages[round % pages.Length], UriKind.Relative), CancellationToken.None))
            {
                answer.EnsureSuccessStatusCode();
                await answer.Content.ReadAsByteArrayAsync(CancellationToken.None);
            }

            if (round >= pages.Length) // each of them once before it counts
                times.Add(TimeProvider.System.GetElapsedTime(start).TotalMilliseconds);
            await Task.Delay(Round, CancellationToken.None);
        }

        return times;
    }
}
