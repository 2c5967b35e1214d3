using System.Globalization;
using System.Net.Http.Json;
using System.Text;
using System.Text.Json.Nodes;
using Microsoft.Extensions.DependencyInjection;
using WaPortal.Core.Data;
using WaPortal.Core.Delivery;
using WaPortal.Core.Delivery.Hours;
using WaPortal.Core.WhatsApp;
using WaPortal.Sandbox;
using WaPortal.Tests.Data;
using WaPortal.Tests.Sandbox;
using Xunit;

namespace WaPortal.Tests.Delivery;

/// <summary>A month of four orders under a limit that changes, with the portal started anew amid it; held by what the platform has in its own log.</summary>
public sealed class QuotaMonthTests
{
    private const int Days = 30;
    private static readonly TimeSpan Day = TimeSpan.FromHours(24);

    // On which day the platform allows how many people.
    private static readonly (int Day, int People)[] Changes = [(0, 60), (4, 120), (9, 30), (14, 80), (22, 250)];

    [Theory, Engines]
    public async Task In_no_24_hours_of_a_month_are_more_people_written_to_than_the_platform_allows(Engine engine)
    {
        await using var scene = await DeliveryScene.StartAsync(engine, "60");
        var clock = scene.Portal.Clock;
        await using var platform = await PlatformAsync(scene);
        await scene.OptInAsync(900);
        var start = clock.GetUtcNow();
        var random = new Random(20261123);
        await scene.OrderAsync(400);
        await scene.OrderAsync(200, 300); // a hundred people in both
        var node = Node(scene, platform);
        try
        {
            for (var hour = 0; hour < Days * 24;)
            {
                if (hour == 10 * 24)
                    await scene.OrderAsync(300, 400, timing: new OrderTiming(null, new SendingHours(9 * 60, 17 * 60, WeekDays.WorkingDays), null));
                if (hour == 14 * 24)
                    await scene.OrderAsync(300, 600);
                if (Changes.FirstOrDefault(c => c.Day * 24 == hour) is { Day: > 0, People: var people })
                {
                    await platform.LimitAsync(people);
                    await TellAsync(scene, people);
                }

                // What one process knew, the next one has to find in the tables.
                if (random.Next(6) == 0)
                {
                    await node.DisposeAsync();
                    node = Node(scene, platform);
                }

                for (var before = -1L; before < platform.Asked;)
                {
                    before = platform.Asked;
                    await using (var scope = node.CreateAsyncScope())
                        await scope.ServiceProvider.GetRequiredService<DispatchJob>().RunAsync(scene.Portal.TenantId, scene.Sender.Value, CancellationToken.None);
                    clock.Advance(TimeSpan.FromSeconds(1));
                    await platform.LookAsync();
                }

                var hours = random.Next(2, 8);
                hour = Math.Min(NextChange(hour), hour + hours);
                clock.Set(start.AddHours(hour).AddMinutes(random.Next(60)));
            }
        }
        finally
        {
            await node.DisposeAsync();
        }

        var sent = platform.Log();
        Assert.Equal(1_200, sent.Count);
        Assert.Equal(900, sent.Select(s => s.To).Distinct(StringComparer.Ordinal).Count());
        Assert.Equal(0, platform.RefusedOverLimit);
        foreach (var (i, (at, to)) in sent.Index())
        {
            var limit = Changes.Last(c => start.AddDays(c.Day) <= at).People;
            var known = sent.Take(i).Where(s => s.At > at - Day).Select(s => s.To).ToHashSet(StringComparer.Ordinal);
            // Whoever is counted already costs nothing, also while more are counted than a lowered limit allows.
            Assert.True(known.Contains(to) || known.Count < limit, $"somebody new at {at:u} beside {known.Count} people, {limit} allowed");
        }

        // A limit that nobody ever reached would prove nothing.
        Assert.All(Changes.SkipLast(1), change => Assert.Contains(
            sent, s => s.At < start.AddDays(change.Day + 2) && sent.Where(o => o.At <= s.At && o.At > s.At - Day).Select(o => o.To).Distinct().Count() >= change.People));
    }

    private static int NextChange(int hour) => Changes.Select(c => c.Day * 24).Append(10 * 24).Append(Days * 24).Order().First(change => change > hour);

    private static async Task<Platform> PlatformAsync(DeliveryScene scene)
    {
        var platform = await Platform.StartAsync(scene.Portal.Clock, Path.Combine(scene.Portal.DataPath, "accepted.jsonl"));
        await scene.WriteAsync((db, t) => db.ExecuteSqlAsync("UPDATE sender_numbers SET phone_number_id = @number", t, ("@number", SandboxBox.Number)));
        return platform;
    }

    /// <summary>The portal as a process would find it: the same tables, nothing in memory.</summary>
    private static ServiceProvider Node(DeliveryScene scene, Platform platform) => TestPortal.CreateServices(
        scene.Portal.DataPath, scene.Portal.PostgresDatabase,
        new Dictionary<string, string?>(StringComparer.Ordinal)
        {
            ["Delivery:Slice"] = "00:00:00.001",
            ["Delivery:ShortWait"] = "00:00:00",
            ["WhatsApp:BaseAddress"] = platform.Address.ToString(),
            ["WhatsApp:AllowLoopback"] = "true",
        },
        scene.Portal.Clock, null);

    // As the platform tells of a new limit.
    private static Task TellAsync(DeliveryScene scene, int limit)
    {
        var body = string.Create(
            CultureInfo.InvariantCulture,
            $$$"""{"object":"whatsapp_business_account","entry":[{"id":"1001","time":1795000000,"changes":[{"field":"business_capability_update","value":{"max_daily_conversations_per_business":{{{limit}}},"max_phone_numbers_per_waba":25}}]}]}""");
        return scene.TellAsync([.. WebhookParser.Parse(Encoding.UTF8.GetBytes(body), scene.Portal.Clock.GetUtcNow())]);
    }

    /// <summary>The sandbox by the month's clock. It refuses now and then: what did not leave does not count, and is tried again.</summary>
    private sealed class Platform : IAsyncDisposable
    {
        private readonly SandboxServer _server;
        private readonly HttpClient _http;
        private readonly string _logFile;

        private Platform(SandboxServer server, string logFile)
        {
            (_server, _logFile) = (server, logFile);
            _http = new HttpClient { BaseAddress = server.BaseAddress };
            _http.DefaultRequestHeaders.Authorization = new("Bearer", "any");
        }

        public Uri Address => _server.BaseAddress;

        /// <summary>Requests so far, as of the last look.</summary>
        public long Asked { get; private set; }

        public long RefusedOverLimit { get; private set; }

        public static async Task<Platform> StartAsync(TimeProvider clock, string logFile)
        {
            var options = new SandboxOptions { Url = "http://127.0.0.1:0", ReviewDelay = TimeSpan.Zero, Throughput = null, Pair = null, Tier = Changes[0].People, LogFile = logFile };
            var platform = new Platform(await SandboxServer.StartAsync(options, clock, CancellationToken.None), logFile);
            using var created = await platform._http.PostAsJsonAsync($"/v25.0/{SandboxBox.Waba}/message_templates", new
            {
                name = "autumn_offer",
                language = "en_GB",
                category = "MARKETING",
                components = new[] { new { type = "body", text = "Our autumn market opens on Saturday at nine. Come and see us." } },
            });
            var id = (string)(await created.Content.ReadFromJsonAsync<JsonObject>())!["id"]!;
            await SandboxBox.UntilAsync(async () => (string?)(await platform._http.GetFromJsonAsync<JsonObject>($"/v25.0/{id}"))!["status"] == "APPROVED");
            using var faults = await platform._http.PostAsJsonAsync("/sandbox/faults", new { kind = "http500", probability = 0.06 });
            faults.EnsureSuccessStatusCode();
            return platform;
        }

        public async Task LimitAsync(int people)
        {
            using var answer = await _http.PostAsJsonAsync("/sandbox/limits", new { tier = people });
            answer.EnsureSuccessStatusCode();
        }

        public async Task LookAsync()
        {
            var counters = (await _http.GetFromJsonAsync<JsonObject>("/sandbox/state"))!["counters"]!;
            (Asked, RefusedOverLimit) = ((long?)counters["requests"] ?? 0, (long?)counters["over_limit"] ?? 0);
        }

        /// <summary>Who was written to and when, by the platform's own log.</summary>
        public List<(DateTimeOffset At, string To)> Log()
        {
            using var file = new StreamReader(new FileStream(_logFile, FileMode.Open, FileAccess.Read, FileShare.ReadWrite));
            return [.. file.ReadToEnd().Split('\n', StringSplitOptions.RemoveEmptyEntries).Select(line => JsonNode.Parse(line)!).Select(
                line => (DateTimeOffset.Parse((string)line["at"]!, CultureInfo.InvariantCulture, DateTimeStyles.AssumeUniversal), (string)line["to"]!))];
        }

        public async ValueTask DisposeAsync()
        {
            _http.Dispose();
            await _server.DisposeAsync();
        }
    }
}
