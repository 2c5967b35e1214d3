using Microsoft.EntityFrameworkCore;
using WaPortal.Core.Delivery;
using WaPortal.Core.Delivery.Costs;
using WaPortal.Core.WhatsApp;
using WaPortal.Tests.Data;
using Xunit;

namespace WaPortal.Tests.Delivery.Costs;

public sealed class ChargeTests
{
    private const long Britain = 63_500; // marketing, card of October 2026
    private static readonly WebhookPricing Regular = new(true, "PMP", "regular", "marketing");

    [Theory, Engines]
    public async Task Shuffled_and_repeated_statuses_charge_each_delivered_message_once(Engine engine)
    {
        await using var scene = await DeliveryScene.StartAsync(engine);
        await scene.OptInAsync(40);
        var order = await scene.OrderAsync(40, market: "United Kingdom");
        await scene.DispatchAsync(4);
        var random = new Random(11);
        var events = (await scene.MessagesAsync(order)).SelectMany((m, i) => Chain(scene, m, i)).SelectMany(e => new[] { e, e }).ToArray();
        random.Shuffle(events);
        foreach (var batch in events.Chunk(13))
            await scene.StatusAsync(batch);

        // Of every four: read and regular, delivered and free, failed, sent only.
        Assert.Equal(
            [("United Kingdom", "marketing", true, 10, 10 * Britain), ("United Kingdom", "utility", false, 10, 0L)],
            (await ChargesAsync(scene, order)).Select(c => (c.Market, c.Category, c.Billable, c.Count, c.CostMicros)));
        var messages = await scene.MessagesAsync(order);
        Assert.Equal(10 * Britain, messages.Sum(m => m.CostMicros ?? 0));
        Assert.Equal(20, messages.Count(m => m.ChargedAt is not null));
        Assert.All(messages.Where(m => m.ChargedAt is not null), m => Assert.Equal("USD", m.CostCurrency));
    }

    [Theory, Engines]
    public async Task The_card_of_the_day_of_delivery_decides_and_a_later_one_changes_nothing(Engine engine)
    {
        await using var scene = await DeliveryScene.StartAsync(engine);
        await scene.OptInAsync(2);
        var order = await scene.OrderAsync(2, market: "United Kingdom");
        await scene.DispatchAsync(2);
        var messages = await scene.MessagesAsync(order);
        await scene.StatusAsync(scene.Status(messages[0], MessageStatus.Delivered) with { Pricing = Regular });
        await scene.WriteAsync((db, _) =>
        {
            var card = RateCardReader.Read("valid_from,currency,market,marketing,utility\n2026-11-01,EUR,Other,0.5,0.5\n", "test").Card!;
            db.Add(RateCardRow.Create(db.TenantId, card, "test", scene.Portal.Clock.GetUtcNow()));
            return Task.CompletedTask;
        });
        await scene.StatusAsync(scene.Status(messages[0], MessageStatus.Read) with { Pricing = Regular }, scene.Status(messages[1], MessageStatus.Read) with { Pricing = Regular });
        Assert.Equal(
            [("EUR", 1, 500_000L), ("USD", 1, Britain)],
            (await ChargesAsync(scene, order)).Select(c => (c.Currency, c.Count, c.CostMicros)).Order());
    }

    [Theory, Engines]
    public async Task A_price_that_comes_after_the_delivery_is_charged_then_and_one_without_a_rate_is_counted_apart(Engine engine)
    {
        await using var scene = await DeliveryScene.StartAsync(engine);
        await scene.OptInAsync(2);
        var order = await scene.OrderAsync(2, market: null);
        await scene.DispatchAsync(2);
        var messages = await scene.MessagesAsync(order);
        await scene.StatusAsync([.. messages.Select(m => scene.Status(m, MessageStatus.Delivered))]);
        Assert.Empty(await ChargesAsync(scene, order));
        await scene.StatusAsync([.. messages.Select(m => scene.Status(m, MessageStatus.Sent) with { Pricing = Regular })]);
        var charge = Assert.Single(await ChargesAsync(scene, order));
        Assert.Equal(("", 2, 2, 0L), (charge.Market, charge.Count, charge.Unpriced, charge.CostMicros));
    }

    private static IEnumerable<MessageStatusEvent> Chain(DeliveryScene scene, Message message, int i)
    {
        var free = new WebhookPricing(true, "PMP", "free_customer_service", "utility");
        return (i % 4) switch
        {
            0 => [scene.Status(message, MessageStatus.Sent) with { Pricing = Regular }, scene.Status(message, MessageStatus.Delivered) with { Pricing = Regular }, scene.Status(message, MessageStatus.Read)],
            1 => [scene.Status(message, MessageStatus.Sent) with { Pricing = free }, scene.Status(message, MessageStatus.Delivered)],
            2 => [scene.Status(message, MessageStatus.Failed, 131026)],
            _ => [scene.Status(message, MessageStatus.Sent) with { Pricing = Regular }],
        };
    }

    private static Task<List<OrderCharge>> ChargesAsync(DeliveryScene scene, SendOrderId order) => scene.Portal.Database.ReadAsync(
        scene.Portal.TenantId, (db, t) => db.Set<OrderCharge>().Where(c => c.OrderId == order).OrderBy(c => c.Category).ToListAsync(t), CancellationToken.None);
}
