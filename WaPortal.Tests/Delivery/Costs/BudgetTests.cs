using Microsoft.EntityFrameworkCore;
using WaPortal.Core.Data;
using WaPortal.Core.Delivery;
using WaPortal.Core.Delivery.Costs;
using WaPortal.Core.WhatsApp;
using WaPortal.Tests.Data;
using Xunit;

namespace WaPortal.Tests.Delivery.Costs;

public sealed class BudgetTests
{
    private const long Britain = 63_500;

    [Theory, Engines]
    public async Task No_more_is_claimed_than_the_budget_pays_for_and_raising_it_lets_the_rest_go(Engine engine)
    {
        await using var scene = await DeliveryScene.StartAsync(engine);
        await scene.OptInAsync(100);
        var order = await scene.OrderAsync(100, market: "United Kingdom");
        await SetAsync(scene, order, (30 * Britain) + 1);
        await scene.DispatchAsync(6);
        Assert.Equal(30, scene.Platform.Sent.Count);
        var row = await scene.OrderRowAsync(order);
        Assert.Equal(SendOrderState.Paused, row.State);
        Assert.Contains("budget of USD 1.91 is used up", row.PauseReason, StringComparison.Ordinal);

        // Resumed without a larger budget it pauses again and nothing leaves.
        await ResumeAsync(scene, order);
        await scene.DispatchAsync(2);
        Assert.Equal(30, scene.Platform.Sent.Count);
        await SetAsync(scene, order, 100 * Britain);
        await ResumeAsync(scene, order);
        await scene.DispatchAsync(6);
        Assert.Equal(100, scene.Platform.Sent.Count);
        Assert.Equal(100, scene.Platform.Sent.Select(m => m.To).Distinct().Count());
        Assert.Equal(SendOrderState.Done, (await scene.OrderRowAsync(order)).State);
        Assert.Equal(100 * Britain, (await BudgetAsync(scene, order)).CommittedMicros);
        await scene.AssertCountsAsync(order);
    }

    [Theory, Engines]
    public async Task What_failed_or_was_free_gives_its_share_back(Engine engine)
    {
        await using var scene = await DeliveryScene.StartAsync(engine);
        await scene.OptInAsync(20);
        var order = await scene.OrderAsync(20, market: "United Kingdom");
        await SetAsync(scene, order, 10 * Britain);
        await scene.DispatchAsync(3);
        var sent = (await scene.MessagesAsync(order)).Where(m => m.Wamid is not null).ToList();
        Assert.Equal(10, sent.Count);
        await scene.StatusAsync(
        [
            .. sent.Take(3).Select(m => scene.Status(m, MessageStatus.Failed, 131026)),
            .. sent.Skip(3).Take(2).Select(m => scene.Status(m, MessageStatus.Delivered) with { Pricing = new WebhookPricing(null, "PMP", "free_entry_point", "marketing") }),
            .. sent.Skip(5).Select(m => scene.Status(m, MessageStatus.Delivered) with { Pricing = new WebhookPricing(null, "PMP", "regular", "marketing") }),
        ]);
        Assert.Equal(8 * Britain, (await BudgetAsync(scene, order)).CommittedMicros);
        await ResumeAsync(scene, order);
        await scene.DispatchAsync(3);
        // Five of the first ten cost something: five more fit.
        Assert.Equal(15, scene.Platform.Sent.Count);
        Assert.Equal(10 * Britain, (await BudgetAsync(scene, order)).CommittedMicros);
        Assert.Equal(SendOrderState.Paused, (await scene.OrderRowAsync(order)).State);
    }

    [Theory, Engines]
    public async Task A_message_that_is_tried_again_is_set_aside_once_and_an_unknown_country_counts_as_the_dearest(Engine engine)
    {
        await using var scene = await DeliveryScene.StartAsync(engine);
        await scene.OptInAsync(3);
        var order = await scene.OrderAsync(3, market: null);
        const long dearest = 159_700; // the Netherlands
        await SetAsync(scene, order, 2 * dearest);
        scene.Platform.Answer = _ => new SendOutcome.NotSent("refused");
        await scene.DispatchAsync(2);
        scene.Platform.Answer = null;
        scene.Portal.Clock.Advance(TimeSpan.FromMinutes(5));
        await ResumeAsync(scene, order);
        await scene.DispatchAsync(3);
        Assert.Equal(2 * dearest, (await BudgetAsync(scene, order)).CommittedMicros);
        Assert.Equal(2, (await scene.MessagesAsync(order)).Count(m => m.Wamid is not null));
    }

    [Theory, Engines]
    public async Task A_budget_in_another_currency_than_the_card_stops_the_order_with_the_reason(Engine engine)
    {
        await using var scene = await DeliveryScene.StartAsync(engine);
        await scene.OptInAsync(1);
        var order = await scene.OrderAsync(1, market: "United Kingdom");
        await SetAsync(scene, order, Money.Unit, "EUR");
        await scene.DispatchAsync(1);
        Assert.Empty(scene.Platform.Sent);
        Assert.Contains("no rate card in EUR", (await scene.OrderRowAsync(order)).PauseReason, StringComparison.Ordinal);
    }

    [Theory, Engines]
    public async Task A_budget_that_comes_on_the_way_counts_what_is_on_its_way_too(Engine engine)
    {
        await using var scene = await DeliveryScene.StartAsync(engine);
        await scene.OptInAsync(60);
        var order = await scene.OrderAsync(60, market: "United Kingdom");
        await scene.RunDispatchOnceAsync();
        var first = scene.Platform.Sent.Count;
        Assert.InRange(first, 1, 59);
        var one = (await scene.MessagesAsync(order)).First(m => m.Wamid is not null);
        await scene.StatusAsync(scene.Status(one, MessageStatus.Delivered) with { Pricing = new WebhookPricing(null, "PMP", "regular", "utility") }); // 22,000
        await scene.WriteAsync(async (db, t) => await OrderBudgets.SetAsync(db, order, (first + 2) * Britain, (await RateBook.LoadAsync(db, t)).At(scene.Portal.Clock.GetUtcNow())!, t));
        Assert.Equal(((first - 1) * Britain) + 22_000, (await BudgetAsync(scene, order)).CommittedMicros);
        await scene.DispatchAsync(3);
        Assert.Equal(first + 2, scene.Platform.Sent.Count);
    }

    [Theory, Engines]
    public async Task Claims_charges_and_a_changing_budget_at_once_agree_in_the_end(Engine engine)
    {
        await using var scene = await DeliveryScene.StartAsync(engine);
        await scene.OptInAsync(150);
        var order = await scene.OrderAsync(150, market: "United Kingdom");
        await SetAsync(scene, order, 60 * Britain);
        var rates = await scene.Portal.Database.ReadAsync(scene.Portal.TenantId, async (db, t) => (await RateBook.LoadAsync(db, t)).At(scene.Portal.Clock.GetUtcNow())!, CancellationToken.None);
        var regular = new WebhookPricing(null, "PMP", "regular", "marketing");
        await Task.WhenAll(
            Task.Run(() => scene.DispatchAsync(8)),
            Task.Run(async () =>
            {
                for (var i = 0; i < 8; i++)
                {
                    var sent = (await scene.MessagesAsync(order)).Where(m => m.Wamid is not null).Take(40).ToList();
                    if (sent.Count > 0)
                        await scene.StatusAsync(sent.Select(m => scene.Status(m, MessageStatus.Delivered) with { Pricing = regular }));
                }
            }),
            Task.Run(async () =>
            {
                for (var people = 61; people <= 70; people++)
                    await scene.WriteAsync((db, t) => OrderBudgets.SetAsync(db, order, people * Britain, rates, t));
            }));
        await ResumeIfPausedAsync(scene, order);
        await scene.DispatchAsync(4);
        Assert.Equal(70, scene.Platform.Sent.Count);
        Assert.Equal(70 * Britain, (await BudgetAsync(scene, order)).CommittedMicros);
        await scene.AssertCountsAsync(order);
    }

    private static async Task ResumeIfPausedAsync(DeliveryScene scene, SendOrderId order)
    {
        if ((await scene.OrderRowAsync(order)).State == SendOrderState.Paused)
            await ResumeAsync(scene, order);
    }

    private static Task SetAsync(DeliveryScene scene, SendOrderId order, long micros, string currency = "USD") => scene.WriteAsync((db, t) => db.ExecuteSqlAsync(
        """
        INSERT INTO order_budgets (tenant_id, order_id, budget_micros, currency, committed_micros) VALUES (@tenant, @order, @most, @currency, 0)
        ON CONFLICT (tenant_id, order_id) DO UPDATE SET budget_micros = excluded.budget_micros
        """,
        t, ("@tenant", db.TenantId), ("@order", order), ("@most", micros), ("@currency", currency)));

    private static Task ResumeAsync(DeliveryScene scene, SendOrderId order) => scene.WriteAsync((db, t) => scene.Portal.Get<SendOrders>().RunAsync(db, order, t));

    private static Task<OrderBudget> BudgetAsync(DeliveryScene scene, SendOrderId order) =>
        scene.Portal.Database.ReadAsync(scene.Portal.TenantId, (db, t) => db.Set<OrderBudget>().SingleAsync(b => b.OrderId == order, t), CancellationToken.None);
}
