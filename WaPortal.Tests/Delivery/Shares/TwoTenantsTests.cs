using System.Globalization;
using Microsoft.Extensions.DependencyInjection;
using WaPortal.Core.Data;
using WaPortal.Core.Delivery;
using WaPortal.Core.OptIns.Import;
using WaPortal.Core.OptIns.Ledger;
using WaPortal.Core.Templates;
using WaPortal.Core.Tenancy;
using WaPortal.Tests.Data;
using Xunit;

namespace WaPortal.Tests.Delivery.Shares;

public sealed class TwoTenantsTests
{
    private const int Many = 2_000;
    private const int Few = 60;

    [Theory, Engines]
    public async Task A_small_enterprise_is_not_kept_waiting_by_a_large_one(Engine engine)
    {
        await using var scene = await DeliveryScene.StartAsync(engine);
        await scene.OptInAsync(Many);
        await scene.OrderAsync(Many);
        var small = await SmallAsync(scene.Portal);
        using var stop = new CancellationTokenSource();
        var turns = 0;
        var large = Task.Run(async () =>
        {
            while (!stop.IsCancellationRequested)
            {
                await scene.RunDispatchOnceAsync();
                scene.Portal.Clock.Advance(TimeSpan.FromSeconds(1));
                Interlocked.Increment(ref turns);
            }
        }, stop.Token);
        await Task.Delay(100); // the large one is at it
        var begun = Volatile.Read(ref turns);
        var left = scene.Platform.Sent.Count;
        var order = small.Order;
        for (var i = 0; i < 20; i++)
        {
            await using var scope = scene.Portal.Services.CreateAsyncScope();
            await scope.ServiceProvider.GetRequiredService<DispatchJob>().RunAsync(small.Tenant, small.Sender.Value, CancellationToken.None);
            if ((await scene.Portal.Get<OrderReport>().ProgressAsync(small.Tenant, order, CancellationToken.None))!.StillToSend == 0)
                break;
        }

        var (took, meanwhile) = (Volatile.Read(ref turns) - begun, scene.Platform.Sent.Count - left - Few);
        await stop.CancelAsync();
        await large;
        var progress = (await scene.Portal.Get<OrderReport>().ProgressAsync(small.Tenant, order, CancellationToken.None))!;
        Assert.Equal(Few, progress.Sent);
        // It took the large one's turns beside its own few, not all that there are.
        Assert.True(took <= 15 && meanwhile < Many / 2, $"{took} turns and {meanwhile} messages of the large one");
    }

    private static async Task<(TenantId Tenant, SenderNumberId Sender, SendOrderId Order)> SmallAsync(TestPortal portal)
    {
        var tenant = (await portal.AddTenantAsync("petit", "Petit")).Id;
        var keys = await portal.Get<TenantKeys>().GetAsync(tenant, CancellationToken.None);
        var account = await portal.Get<ConnectWhatsApp>().RunAsync(tenant, new WhatsAppAccountDetails("Main", "1009", "3009", "4009", "token", "secret", "verify"), CancellationToken.None);
        var created = await portal.Get<CreateTemplate>().RunAsync(
            portal.As(Core.Access.PortalRole.Marketer, tenant), "petit_offer", TemplateCategory.Marketing, ParameterFormat.Named, "en_GB", CancellationToken.None, account);
        var template = Assert.IsType<TemplateResult.Done>(created).Template;
        var number = SenderNumber.Create(tenant, account, new SenderNumberFacts("2009", "+44 20 7946 0109", "Petit", "TIER_1K", "GREEN", "CONNECTED", 80), portal.Clock.GetUtcNow());
        var order = new SendOrderId(Guid.CreateVersion7());
        var people = Enumerable.Range(0, Few).Select(p => "+447700910" + p.ToString("D3", CultureInfo.InvariantCulture)).ToList();
        await portal.Database.WriteAsync(tenant, async (db, t) =>
        {
            db.Add(number);
            await db.ExecuteSqlAsync("UPDATE template_translations SET status = 'Approved', approved_json = content_json WHERE tenant_id = @tenant", t, ("@tenant", tenant));
            await portal.Get<ConsentLedger>().AppendAsync(
                db,
                [.. people.Select(p => new ConsentEvent(keys.PhoneId(p), ConsentAction.OptIn, [ConsentPurpose.Marketing], new ConsentEvidence(p, portal.Clock.GetUtcNow(), "test", "form", null, null, null), "test"))],
                t);
            await db.SaveChangesAsync(t);
            await portal.Get<SendOrders>().OpenAsync(db, order, number.Id, "Marketing", template.Value, "petit_offer", t);
            await portal.Get<SendOrders>().AddAsync(db, order, [.. people.Select(p => Message(keys, p))], t);
            await portal.Get<SendOrders>().RunAsync(db, order, t);
        }, CancellationToken.None);
        return (tenant, number.Id, order);
    }

    private static NewMessage Message(TenantKeyRing keys, string phone)
    {
        var id = new MessageId(Guid.CreateVersion7());
        return new NewMessage(id, keys.PhoneId(phone), null, "en_GB", new MessagePayload(phone, []).Encrypt(keys, id), null, null);
    }
}
