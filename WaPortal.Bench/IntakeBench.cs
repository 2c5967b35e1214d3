using System.Diagnostics;
using System.Globalization;
using System.Net;
using System.Text;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Hosting;
using Microsoft.AspNetCore.Hosting.Server;
using Microsoft.AspNetCore.Hosting.Server.Features;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging;
using WaPortal.Core.Delivery;
using WaPortal.Core.WhatsApp;

namespace WaPortal.Bench;

/// <summary>
/// Signed status webhooks, one status each, posted over many connections: to the portal, which stores each before it answers and processes them meanwhile, and to a bare Kestrel
/// that checks the signature and answers.
/// </summary>
internal static class IntakeBench
{
    private const int Connections = 64;
    private const int WarmUp = 3_000;
    private const string Secret = "sandbox-secret";
    private static readonly string[] Statuses = ["sent", "delivered", "read"];

    public static async Task<int> RunAsync(int posts)
    {
        Console.WriteLine("engine        posts   posts/s   p50 ms   p99 ms   bare posts/s   p99 ms   portal : bare   processed/s");
        await RunAsync("SQLite", null, posts);
        if (Environment.GetEnvironmentVariable("WAPORTAL_TEST_POSTGRES") is { Length: > 0 } server)
            await RunAsync("PostgreSQL", server, posts);
        return 0;
    }

    private static async Task RunAsync(string engine, string? server, int posts)
    {
        await using var sandbox = await SandboxChild.StartAsync();
        await using var portal = await WebPortal.StartAsync(sandbox, server);
        var address = new Uri(portal.Address, $"/webhooks/whatsapp/{portal.Account.Value}");
        await ProcessAsync(portal, address, 0, WarmUp);
        var (times, seconds, processed) = await ProcessAsync(portal, address, WarmUp, posts / 3);

        await using var bare = await BareAsync();
        var bareAddress = new Uri(bare.Services.GetRequiredService<IServer>().Features.Get<IServerAddressesFeature>()!.Addresses.First());
        var bodies = Bodies(0, posts / 3);
        await PostAsync(bareAddress, Bodies(0, WarmUp));
        var (bareTimes, bareSeconds) = await PostAsync(bareAddress, bodies);
        var (rate, bareRate) = (times.Count / seconds, bareTimes.Count / bareSeconds);
        Console.WriteLine(string.Create(CultureInfo.InvariantCulture,
            $"{engine,-10} {times.Count,8:N0} {rate,9:N0} {Percentile.At(times, 0.5),8:0.0} {Percentile.At(times, 0.99),8:0.0} {bareRate,14:N0} {Percentile.At(bareTimes, 0.99),8:0.0} {rate / bareRate,15:0.00} {times.Count / processed,13:N0}"));
    }

    /// <summary>Three statuses of each message, and seconds until all messages are read.</summary>
    private static async Task<(List<double> Times, double Seconds, double Processed)> ProcessAsync(WebPortal portal, Uri address, int from, int people)
    {
        var order = await portal.QueueAsync(from, people);
        // As if they had been sent: what is measured begins with the platform's word about them.
        await portal.Database.WriteAsync(portal.Tenant, async (db, t) =>
        {
            await Core.Data.SqlExtensions.ExecuteSqlAsync(
                db, "UPDATE messages SET state = 'Accepted', accepted_at = 0, wamid = 'wamid.' || substr(lower(hex(phone_id)), 1, 24) WHERE tenant_id = @tenant AND order_id = @order".Replace(
                    "lower(hex(phone_id))", db.IsPostgres ? "encode(phone_id, 'hex')" : "lower(hex(phone_id))", StringComparison.Ordinal), t, ("@tenant", db.TenantId), ("@order", order));
            await Core.Data.SqlExtensions.ExecuteSqlAsync(
                db, "UPDATE order_counts SET state = 'Accepted' WHERE tenant_id = @tenant AND order_id = @order AND state = 'Queued'", t, ("@tenant", db.TenantId), ("@order", order));
        }, CancellationToken.None);
        var keys = await portal.Get<Core.Tenancy.TenantKeys>().GetAsync(portal.Tenant, CancellationToken.None);
        var bodies = Bodies(from, people, person => "wamid." + Convert.ToHexStringLower(keys.PhoneId(WebPortal.Phone(person)))[..24]);
        var start = TimeProvider.System.GetTimestamp();
        var (times, seconds) = await PostAsync(address, bodies);
        while ((await portal.ProgressAsync(order)).Of(MessageState.Read) < people)
            await Task.Delay(20);
        return (times, seconds, TimeProvider.System.GetElapsedTime(start).TotalSeconds);
    }

    private static List<byte[]> Bodies(int from, int people, Func<int, string>? wamid = null)
    {
        var now = TimeProvider.System.GetUtcNow().ToUnixTimeSeconds().ToString(CultureInfo.InvariantCulture);
        return [.. Statuses.SelectMany(status => Enumerable.Range(from, people).Select(person => Encoding.UTF8.GetBytes(
            $$"""
            {"object":"whatsapp_business_account","entry":[{"id":"100000000000001","changes":[{"value":{"messaging_product":"whatsapp","metadata":{"display_phone_number":"15550100000","phone_number_id":"{{WebPortal.PhoneNumberId}}"},"statuses":[{"id":"{{wamid?.Invoke(person) ?? "wamid.none"}}","status":"{{status}}","timestamp":"{{now}}","recipient_id":"{{WebPortal.Phone(person)[1..]}}","pricing":{"billable":true,"pricing_model":"PMP","type":"regular","category":"marketing"} }]},"field":"messages"}]}]}
            """)))];
    }

    private static async Task<(List<double> Times, double Seconds)> PostAsync(Uri address, List<byte[]> bodies)
    {
        var signatures = bodies.ConvertAll(body => WebhookSignature.Sign(body, Secret));
        using var http = new HttpClient(new SocketsHttpHandler { MaxConnectionsPerServer = Connections });
        var next = -1;
        var start = Stopwatch.GetTimestamp();
        var times = await Task.WhenAll(Enumerable.Range(0, Connections).Select(async _ =>
        {
            var own = new List<double>();
            while (Interlocked.Increment(ref next) is var i && i < bodies.Count)
            {
                using var request = new HttpRequestMessage(HttpMethod.Post, address) { Content = new ByteArrayContent(bodies[i]) };
                request.Headers.Add(WebhookSignature.Header, signatures[i]);
                var begun = Stopwatch.GetTimestamp();
                using var answer = await http.SendAsync(request);
                own.Add(Stopwatch.GetElapsedTime(begun).TotalMilliseconds);
                if (answer.StatusCode != HttpStatusCode.OK)
                    throw new InvalidOperationException($"A webhook was answered with {(int)answer.StatusCode}.");
            }

            return own;
        }));
        var seconds = Stopwatch.GetElapsedTime(start).TotalSeconds;
        return ([.. times.SelectMany(t => t).Order()], seconds);
    }

    private static async Task<WebApplication> BareAsync()
    {
        var builder = WebApplication.CreateSlimBuilder();
        builder.WebHost.UseUrls("http://127.0.0.1:0");
        builder.Logging.ClearProviders();
        var app = builder.Build();
        app.MapPost("/", async (HttpContext context) =>
        {
            using var body = new MemoryStream();
            await context.Request.Body.CopyToAsync(body);
            return WebhookSignature.Verify(body.ToArray(), context.Request.Headers[WebhookSignature.Header], Secret) ? Results.Ok() : Results.Unauthorized();
        });
        await app.StartAsync();
        return app;
    }
}
