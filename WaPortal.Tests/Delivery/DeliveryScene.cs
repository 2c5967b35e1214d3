using System.Globalization;
using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.DependencyInjection.Extensions;
using WaPortal.Core.Data;
using WaPortal.Core.Delivery;
using WaPortal.Core.Delivery.Hours;
using WaPortal.Core.Delivery.Protection;
using WaPortal.Core.Jobs;
using WaPortal.Core.OptIns.Import;
using WaPortal.Core.OptIns.Ledger;
using WaPortal.Core.Templates;
using WaPortal.Core.Tenancy;
using WaPortal.Core.WhatsApp;
using WaPortal.Tests.Data;
using Xunit;

namespace WaPortal.Tests.Delivery;

/// <summary>An enterprise with a number, an approved template and people, ready to send.</summary>
public sealed class DeliveryScene : IAsyncDisposable
{
    private DeliveryScene(TestPortal portal, FakeWhatsApp platform) => (Portal, Platform) = (portal, platform);

    public TestPortal Portal { get; }

    public FakeWhatsApp Platform { get; }

    public TenantKeyRing Keys { get; private set; } = null!;

    public SenderNumberId Sender { get; private set; }

    public const string Portfolio = "3001";

    public TemplateId Template { get; private set; }

    public static async Task<DeliveryScene> StartAsync(Engine engine, string tier = "TIER_100K", string slice = "00:00:00.001", int inFlight = 100, Action<IServiceCollection>? configure = null)
    {
        var platform = new FakeWhatsApp();
        var portal = await TestPortal.StartAsync(
            engine,
            services =>
            {
                services.RemoveAll<IWhatsAppClient>();
                services.AddSingleton<IWhatsAppClient>(platform);
                configure?.Invoke(services);
            },
            // A run of the job is one claim, and no time is waited out: the test's clock stands still meanwhile.
            new Dictionary<string, string?>(StringComparer.Ordinal) { ["Delivery:Slice"] = slice, ["Delivery:ShortWait"] = "00:00:00", ["Delivery:InFlight"] = inFlight.ToString(CultureInfo.InvariantCulture) });
        var scene = new DeliveryScene(portal, platform) { Keys = await portal.Get<TenantKeys>().GetAsync(portal.TenantId, CancellationToken.None) };
        var account = await portal.Get<ConnectWhatsApp>().RunAsync(
            portal.TenantId, new WhatsAppAccountDetails("Main", "1001", Portfolio, "4001", "token", "secret", "verify"), CancellationToken.None);
        var created = await portal.Get<CreateTemplate>().RunAsync(
            portal.Marketer, "autumn_offer", TemplateCategory.Marketing, ParameterFormat.Named, "en_GB", CancellationToken.None, account);
        scene.Template = Assert.IsType<TemplateResult.Done>(created).Template;
        await portal.Database.WriteAsync(portal.TenantId, async (db, t) =>
        {
            var facts = new SenderNumberFacts("2001", "+44 20 7946 0100", "Casa Alba", tier, "GREEN", "CONNECTED", 80);
            var number = SenderNumber.Create(portal.TenantId, account, facts, portal.Clock.GetUtcNow());
            db.Add(number);
            scene.Sender = number.Id;
            await db.ExecuteSqlAsync("UPDATE template_translations SET status = 'Approved', approved_json = content_json", t);
        }, CancellationToken.None);
        return scene;
    }

    public static string Phone(int person) => "+447700900" + person.ToString("D3", CultureInfo.InvariantCulture);

    /// <summary>Everybody says yes to marketing.</summary>
    public Task OptInAsync(int people) => RecordAsync(Enumerable.Range(0, people), ConsentAction.OptIn, [ConsentPurpose.Marketing]);

    public Task OptOutAsync(params IEnumerable<int> people) => RecordAsync(people, ConsentAction.OptOut, []);

    /// <summary>Somebody wants no more messages of one kind.</summary>
    public Task OptOutOfAsync(int person, ConsentPurpose purpose) => RecordAsync([person], ConsentAction.OptOut, [purpose]);

    /// <summary>An order to the first so many people, released and not yet dispatched.</summary>
    public async Task<SendOrderId> OrderAsync(int people, int from = 0, string? market = null, OrderTiming? timing = null, Func<int, Place>? place = null)
    {
        var order = new SendOrderId(Guid.CreateVersion7());
        var orders = Portal.Get<SendOrders>();
        await WriteAsync(async (db, t) =>
        {
            await orders.OpenAsync(db, order, Sender, "Marketing", Template.Value, "autumn_offer", t, timing: timing);
            await orders.AddAsync(db, order, [.. Enumerable.Range(from, people).Select(p => NewMessage(p) with { Market = market, Place = place?.Invoke(p) })], t);
            await orders.RunAsync(db, order, t);
        });
        return order;
    }

    /// <summary>Runs the number's dispatch until it has nothing to do now. Time does not pass by itself, so pace is given by moving the clock.</summary>
    public async Task DispatchAsync(int mostSeconds = 60)
    {
        for (var i = 0; i < mostSeconds; i++)
        {
            await RunDispatchOnceAsync();
            Portal.Clock.Advance(TimeSpan.FromSeconds(1));
        }
    }

    public Task RunDispatchOnceAsync() => RunDispatchOnceAsync(CancellationToken.None);

    public async Task RunDispatchOnceAsync(CancellationToken token)
    {
        await using var scope = Portal.Services.CreateAsyncScope();
        await scope.ServiceProvider.GetRequiredService<DispatchJob>().RunAsync(Portal.TenantId, Sender.Value, token);
    }

    public async Task SweepAsync()
    {
        foreach (var feature in Portal.Services.GetServices<IUnfinishedWork>().OfType<Reconciliation>())
            await feature.ResumeAsync(CancellationToken.None);
    }

    public Task StatusAsync(params IEnumerable<MessageStatusEvent> events) => WriteAsync((db, t) =>
    {
        var handler = Portal.Services.GetServices<IWebhookHandler>().OfType<MessageStatusHandler>().Single();
        return handler.HandleAsync(new WebhookBatch(db, [.. events], new HashSet<string>(StringComparer.Ordinal)), t);
    });

    /// <summary>Gives events to all features, as the processor of webhooks does.</summary>
    public Task TellAsync(params WebhookEvent[] events) => WriteAsync(async (db, t) =>
    {
        foreach (var handler in Portal.Services.GetServices<IWebhookHandler>())
        {
            List<WebhookEvent> wanted = [.. events.Where(handler.Handles)];
            if (wanted.Count > 0)
                await handler.HandleAsync(new WebhookBatch(db, wanted, new HashSet<string>(StringComparer.Ordinal)), t);
        }
    });

    /// <summary>What the sweeper does each minute to protect orders.</summary>
    public async Task WatchAsync()
    {
        foreach (var feature in Portal.Services.GetServices<IUnfinishedWork>().OfType<WatchSending>())
            await feature.ResumeAsync(CancellationToken.None);
    }

    /// <summary>A person resumes the order.</summary>
    public Task ResumeAsync(SendOrderId order) => WriteAsync((db, t) => Portal.Get<SendOrders>().RunAsync(db, order, t));

    public MessageStatusEvent Status(Message message, MessageStatus status, int? code = null) =>
        new("1001", "2001", Portal.Clock.GetUtcNow())
        {
            MessageId = message.Wamid ?? "wamid.late." + message.Id.ToOpaque(),
            Status = status,
            BizOpaqueCallbackData = message.Id.ToOpaque(),
            Errors = code is { } c ? [new WhatsAppError(c, null, 0, "failed", null, null, null, null)] : [],
        };

    public Task<List<Message>> MessagesAsync(SendOrderId order) => Portal.Database.ReadAsync(
        Portal.TenantId, (db, t) => db.Set<Message>().Where(m => m.OrderId == order).OrderBy(m => m.Id).ToListAsync(t), CancellationToken.None);

    public async Task<Message> OnlyMessageAsync(SendOrderId order) => Assert.Single(await MessagesAsync(order));

    public Task<SendOrder> OrderRowAsync(SendOrderId order) =>
        Portal.Database.ReadAsync(Portal.TenantId, (db, t) => db.Set<SendOrder>().FirstAsync(o => o.Id == order, t), CancellationToken.None);

    /// <summary>The invariant: what is booked equals what is there.</summary>
    public async Task AssertCountsAsync(SendOrderId order)
    {
        var counted = (await MessagesAsync(order)).GroupBy(m => m.State).ToDictionary(g => g.Key, g => g.Count());
        var progress = await Portal.Get<OrderReport>().ProgressAsync(Portal.TenantId, order, CancellationToken.None);
        Assert.Equal(counted.OrderBy(c => c.Key), progress!.Counts.OrderBy(c => c.Key));
    }

    public Task WriteAsync(Func<PortalDbContext, CancellationToken, Task> work) =>
        Portal.Database.WriteAsync(Portal.TenantId, work, CancellationToken.None);

    public ValueTask DisposeAsync() => Portal.DisposeAsync();

    private NewMessage NewMessage(int person)
    {
        var id = new MessageId(Guid.CreateVersion7());
        return new NewMessage(id, Keys.PhoneId(Phone(person)), null, "en_GB", new MessagePayload(Phone(person), []).Encrypt(Keys, id), null, null);
    }

    private Task RecordAsync(IEnumerable<int> people, ConsentAction action, IReadOnlyList<ConsentPurpose> purposes) => WriteAsync((db, t) =>
        Portal.Get<ConsentLedger>().AppendAsync(
            db,
            [
                .. people.Select(p => new ConsentEvent(
                    Keys.PhoneId(Phone(p)), action, purposes,
                    new ConsentEvidence(Phone(p), Portal.Clock.GetUtcNow(), "test", "form", null, null, null), "test")),
            ],
            t));
}
