using System.Globalization;
using System.Net.Http.Headers;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Hosting.Server;
using Microsoft.AspNetCore.Hosting.Server.Features;
using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.DependencyInjection;
using WaPortal.Core;
using WaPortal.Core.Access;
using WaPortal.Core.Data;
using WaPortal.Core.Delivery;
using WaPortal.Core.OptIns.Import;
using WaPortal.Core.OptIns.Ledger;
using WaPortal.Core.Templates;
using WaPortal.Core.Tenancy;
using WaPortal.Core.WhatsApp;

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
        var progress = (await portal.Get<OrderReport>().ProgressAsync(portal.Tenant, order, CancellationToken.None))!;
        if (progress.Delivered != people)
            throw new InvalidOperationException($"Of {people} messages {progress.Delivered} were delivered.");
        return (sent, TimeProvider.System.GetElapsedTime(start).TotalSeconds);
    }

    private static async Task UntilAsync(WebPortal portal, SendOrderId order, params MessageState[] none)
    {
        while ((await portal.Get<OrderReport>().ProgressAsync(portal.Tenant, order, CancellationToken.None))!.Of(none) > 0)
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

/// <summary>The whole portal in this process, with one enterprise that is connected to the sandbox.</summary>
internal sealed class WebPortal : IAsyncDisposable
{
    public const string PhoneNumberId = "200000000000001";

    private readonly WebApplication _app;
    private readonly string _directory;
    private readonly BenchDatabase _database;
    private SenderNumberId _sender;
    private TemplateId _template;

    private WebPortal(WebApplication app, string directory, BenchDatabase database) => (_app, _directory, _database) = (app, directory, database);

    public TenantId Tenant { get; private set; }

    public int InFlight => Get<Microsoft.Extensions.Options.IOptions<DeliveryOptions>>().Value.InFlight;

    public T Get<T>()
        where T : notnull => _app.Services.GetRequiredService<T>();

    public static string Phone(int person) => "+4477" + person.ToString("D8", CultureInfo.InvariantCulture);

    public static async Task<WebPortal> StartAsync(SandboxChild sandbox, string? server)
    {
        var directory = Directory.CreateTempSubdirectory("waportal-bench-").FullName;
        var database = await BenchDatabase.CreateAsync(server);
        string[] settings =
        [
            "--urls", "http://127.0.0.1:0", "--Data:Directory", directory, "--Sandbox:Enabled", "false", "--Logging:LogLevel:Default", "Warning", "--applicationName", "WaPortal",
            "--WhatsApp:BaseAddress", sandbox.Http.BaseAddress!.ToString(), "--WhatsApp:AllowLoopback", "true", .. database.Settings.SelectMany(s => (string[])["--" + s.Key, s.Value!]),
        ];
        var portal = new WebPortal(PortalHost.Build(settings), directory, database);
        await CoreStart.RunAsync(portal._app.Services, CancellationToken.None);
        await portal._app.StartAsync();
        await portal.FillAsync(sandbox);
        return portal;
    }

    /// <summary>An order with a message to each, who all agreed; it does not run yet.</summary>
    public async Task<SendOrderId> QueueAsync(int from, int people)
    {
        var (orders, ledger) = (Get<SendOrders>(), Get<ConsentLedger>());
        var keys = await Get<TenantKeys>().GetAsync(Tenant, CancellationToken.None);
        var order = new SendOrderId(Guid.CreateVersion7());
        foreach (var chunk in Enumerable.Range(from, people).Chunk(1_000))
        {
            await WriteAsync(async (db, t) =>
            {
                await ledger.AppendAsync(db, [.. chunk.Select(p => new ConsentEvent(
                    keys.PhoneId(Phone(p)), ConsentAction.OptIn, [ConsentPurpose.Marketing], new ConsentEvidence(Phone(p), TimeProvider.System.GetUtcNow(), "bench", "form", null, null, null), "bench"))], t);
                await orders.OpenAsync(db, order, _sender, "Marketing", _template.Value, "bench", t);
                await orders.AddAsync(db, order, [.. chunk.Select(p => NewMessage(keys, p))], t);
            });
        }

        return order;
    }

    public async Task ReleaseAsync(SendOrderId order)
    {
        await WriteAsync((db, t) => Get<SendOrders>().RunAsync(db, order, t));
        await Get<SendOrders>().WakeAsync(Tenant, _sender, CancellationToken.None);
    }

    public async ValueTask DisposeAsync()
    {
        await _app.StopAsync();
        await _app.DisposeAsync();
        Microsoft.Data.Sqlite.SqliteConnection.ClearAllPools();
        await _database.DisposeAsync();
        Directory.Delete(_directory, recursive: true);
    }

    private static NewMessage NewMessage(TenantKeyRing keys, int person)
    {
        var id = new MessageId(Guid.CreateVersion7());
        return new NewMessage(id, keys.PhoneId(Phone(person)), null, "en_GB", new MessagePayload(Phone(person), []).Encrypt(keys, id), null, null);
    }

    private Task WriteAsync(Func<PortalDbContext, CancellationToken, Task> work) => Get<PortalDatabase>().WriteAsync(Tenant, work, CancellationToken.None);

    private async Task FillAsync(SandboxChild sandbox)
    {
        var none = CancellationToken.None;
        Tenant = (await Get<CreateTenant>().RunAsync("bench", "Bench", "Europe/London", "GB", ["en_GB"], none)).Tenant!.Id;
        var account = await Get<ConnectWhatsApp>().RunAsync(
            Tenant, new WhatsAppAccountDetails("Sandbox", "100000000000001", "300000000000001", "400000000000001", "token", "sandbox-secret", "sandbox-verify"), none);
        if (await Get<RefreshPhoneNumbers>().RunAsync(Tenant, account, none) is not ApiResult<int>.Ok)
            throw new InvalidOperationException("The numbers could not be read.");
        var address = _app.Services.GetRequiredService<IServer>().Features.Get<IServerAddressesFeature>()!.Addresses.First();
        await sandbox.PostAsync("/sandbox/webhook", new { url = $"{address}/webhooks/whatsapp/{account.Value}" });
        var actor = Actor.Job(Tenant, "bench");
        var created = (TemplateResult.Done)await Get<CreateTemplate>().RunAsync(
            actor, "bench", TemplateCategory.Marketing, ParameterFormat.Positional, "en_GB", none, account, new TemplateContent { Body = "Our autumn market opens on Saturday at nine. Come and see us." });
        _template = created.Template;
        _ = await Get<SubmitTemplate>().RunAsync(actor, created.Template, "en_GB", created.DraftVersion, none);
        while (!await Get<PortalDatabase>().ReadAsync(Tenant, (db, t) => db.Set<TemplateTranslation>().AnyAsync(x => x.Status == TranslationStatus.Approved, t), none))
            await Task.Delay(100);
        // No pace but what the machine can do.
        await WriteAsync(async (db, t) =>
        {
            _sender = await db.Set<SenderNumber>().Select(n => n.Id).FirstAsync(t);
            await db.Set<SenderNumber>().ExecuteUpdateAsync(set => set.SetProperty(n => n.ThroughputPerSecond, 100_000), t);
        });
    }
}
