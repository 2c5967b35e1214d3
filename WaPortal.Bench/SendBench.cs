using System.Globalization;
using System.Net.Http.Headers;
using WaPortal.Core.Delivery;

namespace WaPortal.Bench;

/// <summary>
/// Messages from the queue to the last status webhook, through the whole portal on its real scheduler and a real HTTP port, beside a bare loop
/// that posts the same bodies to the same sandbox with as many requests in flight. The sandbox is a process of its own and has no limits.
/// </summary>
internal static class SendBench
{
    private const int WarmUp = 12_000;

    public static async Task<int> RunAsync(int people)
    {
        Console.WriteLine("engine      messages   sent/s   all webhooks/s   bare posts/s   sent : bare   end to end : bare");
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
        await SendAsync(portal, 0, WarmUp);
        var (sent, end) = await SendAsync(portal, WarmUp, people);
        await BareAsync(sandbox, portal.InFlight, 0, WarmUp);
        var bare = await BareAsync(sandbox, portal.InFlight, WarmUp, people);
        Console.WriteLine(string.Create(CultureInfo.InvariantCulture,
            $"{engine,-10} {people,9:N0} {people / sent,8:N0} {people / end,16:N0} {people / bare,14:N0} {bare / sent,13:0.00} {bare / end,18:0.00}"));
    }

    /// <summary>Seconds until the last one was sent, and until its last status was booked.</summary>
    private static async Task<(double Sent, double End)> SendAsync(WebPortal portal, int from, int people)
    {
        var order = await portal.QueueAsync(from, people);
        var start = TimeProvider.System.GetTimestamp();
        await portal.ReleaseAsync(order);
        await UntilAsync(portal, order, MessageState.Queued, MessageState.Claimed);
        var sent = TimeProvider.System.GetElapsedTime(start).TotalSeconds;
        // Half of them end as read, the others as delivered.
        await UntilAsync(portal, order, MessageState.Queued, MessageState.Claimed, MessageState.Accepted, MessageState.Sent);
        var progress = await portal.ProgressAsync(order);
        if (progress.Delivered != people)
            throw new InvalidOperationException($"Of {people} messages {progress.Delivered} were delivered.");
        return (sent, TimeProvider.System.GetElapsedTime(start).TotalSeconds);
    }

    private static async Task UntilAsync(WebPortal portal, SendOrderId order, params MessageState[] none)
    {
        while ((await portal.ProgressAsync(order)).Of(none) > 0)
            await Task.Delay(50);
    }

    private static async Task<double> BareAsync(SandboxChild sandbox, int inFlight, int from, int people)
    {
        await sandbox.PostAsync("/sandbox/faults", new { kind = "drop_webhooks", share = 1.0 });
        using var http = new HttpClient(new SocketsHttpHandler { MaxConnectionsPerServer = inFlight }) { BaseAddress = sandbox.Http.BaseAddress };
        var next = from - 1;
        var start = TimeProvider.System.GetTimestamp();
        await Task.WhenAll(Enumerable.Range(0, inFlight).Select(async _ =>
        {
            while (Interlocked.Increment(ref next) is var person && person < from + people)
            {
                using var request = new HttpRequestMessage(HttpMethod.Post, "/v25.0/" + WebPortal.PhoneNumberId + "/messages")
                {
                    Content = new StringContent(
                        $$$"""{"messaging_product":"whatsapp","recipient_type":"individual","to":"{{{WebPortal.Phone(person)}}}","type":"template","biz_opaque_callback_data":"{{{Guid.NewGuid():N}}}","template":{"name":"bench","language":{"code":"en_GB"} } }""",
                        new MediaTypeHeaderValue("application/json")),
                };
                request.Headers.Authorization = new AuthenticationHeaderValue("Bearer", "token");
                using var answer = await http.SendAsync(request);
                answer.EnsureSuccessStatusCode();
                await answer.Content.ReadAsByteArrayAsync();
            }
        }));
        return TimeProvider.System.GetElapsedTime(start).TotalSeconds;
    }
}
