using WaPortal.Core.Campaigns;
using WaPortal.Core.Data;
using WaPortal.Core.Delivery;
using WaPortal.Core.Delivery.Shares;
using WaPortal.Core.Tenancy;
using WaPortal.Tests.Campaigns;
using WaPortal.Tests.Data;
using Xunit;

namespace WaPortal.Tests.Delivery.Shares;

public sealed class PriorityTests
{
    [Theory, Engines]
    public async Task Orders_share_the_pace_by_their_weights_and_none_starves(Engine engine)
    {
        await using var scene = await DeliveryScene.StartAsync(engine);
        await scene.OptInAsync(600);
        var (low, normal, high) = (await scene.OrderAsync(200), await scene.OrderAsync(200, 200), await scene.OrderAsync(200, 400));
        await SetAsync(scene, low, SendPriority.Low);
        await SetAsync(scene, high, SendPriority.High);
        for (var i = 0; i < 4; i++)
        {
            await scene.RunDispatchOnceAsync();
            scene.Portal.Clock.Advance(TimeSpan.FromSeconds(1));
        }

        var (l, n, h) = (await SentAsync(scene, low), await SentAsync(scene, normal), await SentAsync(scene, high));
        var total = l + n + h;
        Assert.True(total > 60, $"{total} left");
        Assert.InRange(l, (int)Math.Floor(total / 21.0) - 1, (int)Math.Ceiling(total / 21.0) + 1);
        Assert.InRange(n, (int)Math.Floor(total * 4 / 21.0) - 1, (int)Math.Ceiling(total * 4 / 21.0) + 1);

        // Changed while it runs, it holds from the next claim on.
        await SetAsync(scene, low, SendPriority.High);
        await scene.RunDispatchOnceAsync();
        Assert.True(await SentAsync(scene, low) - l >= 8, "The changed order got no more.");
        await scene.DispatchAsync(30);
        Assert.Equal(600, scene.Platform.Sent.Count);
    }

    [Theory, Engines]
    public async Task An_order_that_comes_later_takes_part_from_then_on_and_does_not_make_up_for_the_time_before(Engine engine)
    {
        await using var scene = await DeliveryScene.StartAsync(engine);
        await scene.OptInAsync(600);
        var first = await scene.OrderAsync(400);
        await scene.DispatchAsync(5);
        var second = await scene.OrderAsync(200, 400);
        var before = await SentAsync(scene, first);
        await scene.DispatchAsync(3);
        var (more, other) = (await SentAsync(scene, first) - before, await SentAsync(scene, second));
        Assert.InRange(other - more, -2, 2);
        Assert.True(other > 20);
    }

    [Fact]
    public void Fewer_messages_than_orders_go_to_those_who_have_passed_least()
    {
        var orders = Enumerable.Range(0, 5).Select(_ => Order()).ToList();
        var got = new int[5];
        var now = DateTimeOffset.UnixEpoch.AddYears(56);
        for (var i = 0; i < 100; i++)
        {
            var turn = FairShares.InTurn(orders, now);
            var share = FairShares.OfFirst(1, turn);
            Assert.Equal(1, share);
            turn[0].Pass(1);
            turn[0].Served(now);
            got[orders.IndexOf(turn[0])]++;
        }

        Assert.All(got, g => Assert.InRange(g, 19, 21));
    }

    [Theory, Engines]
    public async Task Whoever_may_start_campaigns_changes_the_priority_of_one_that_is_under_way(Engine engine)
    {
        await using var scene = await CampaignScene.StartAsync(engine, "phone,name,language,opt_in,opt_in_at,source\n+447700900101,Ana,en,yes,2026-05-01T10:00:00Z,form\n");
        var id = await scene.DraftAsync();
        var priority = scene.Portal.Get<CampaignPriority>();
        Assert.IsType<CampaignResult.Refused>(await priority.ChangeAsync(scene.Marketer, id, SendPriority.High, CancellationToken.None));
        scene.Platform.Answer = _ => new Core.WhatsApp.SendOutcome.NotSent("no way");
        await scene.ScheduleAsync(id);
        await scene.RunAsync(2);
        Assert.IsType<CampaignResult.Done>(await priority.ChangeAsync(scene.Marketer, id, SendPriority.High, CancellationToken.None));
        Assert.Equal(SendPriority.High, await priority.ReadAsync(scene.Marketer, id, CancellationToken.None));
    }

    private static SendOrder Order() =>
        SendOrder.Create(TenantId.None, new SendOrderId(Guid.NewGuid()), new SenderNumberId(Guid.NewGuid()), "Marketing", Guid.NewGuid(), "t", DateTimeOffset.UnixEpoch);

    private static Task SetAsync(DeliveryScene scene, SendOrderId order, SendPriority priority) => scene.WriteAsync((db, t) =>
        db.ExecuteSqlAsync("UPDATE send_orders SET priority = @priority WHERE id = @order", t, ("@priority", priority), ("@order", order)));

    private static async Task<int> SentAsync(DeliveryScene scene, SendOrderId order) => (await scene.MessagesAsync(order)).Count(m => m.State == MessageState.Accepted);
}
