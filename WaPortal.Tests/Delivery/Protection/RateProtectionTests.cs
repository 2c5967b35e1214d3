using WaPortal.Core.Access;
using WaPortal.Core.Data;
using WaPortal.Core.Delivery;
using WaPortal.Core.Delivery.Protection;
using WaPortal.Core.WhatsApp;
using WaPortal.Tests.Data;
using Xunit;

namespace WaPortal.Tests.Delivery.Protection;

public sealed class RateProtectionTests
{
    [Theory]
    [InlineData(131053, 20, "not about the people")]
    [InlineData(131026, 40, "no WhatsApp")]
    [InlineData(131049, 40, "many offers")]
    public async Task Too_many_failures_of_a_kind_pause_the_campaign_and_one_fewer_does_not(int code, int enough, string words)
    {
        await using var scene = await DeliveryScene.StartAsync(Engine.Sqlite);
        var (order, messages) = await SentAsync(scene, 300);
        await scene.StatusAsync(messages.Take(100).Select(m => scene.Status(m, MessageStatus.Delivered)));
        await scene.StatusAsync(messages.Skip(100).Take(enough - 1).Select(m => scene.Status(m, MessageStatus.Failed, code)));
        Assert.Equal(SendOrderState.Running, (await scene.OrderRowAsync(order)).State);
        await scene.StatusAsync(scene.Status(messages[250], MessageStatus.Failed, code));
        var row = await scene.OrderRowAsync(order);
        Assert.Equal(SendOrderState.Paused, row.State);
        Assert.Contains(words, row.PauseReason, StringComparison.Ordinal);

        // What was before does not stop it again.
        await scene.ResumeAsync(order);
        await scene.StatusAsync(scene.Status(messages[251], MessageStatus.Failed, code));
        Assert.Equal(SendOrderState.Running, (await scene.OrderRowAsync(order)).State);
    }

    [Theory, Engines]
    public async Task Old_failures_are_forgotten_when_enough_came_after_them(Engine engine)
    {
        await using var scene = await DeliveryScene.StartAsync(engine);
        var (order, messages) = await SentAsync(scene, 400);
        await scene.StatusAsync(messages.Take(19).Select(m => scene.Status(m, MessageStatus.Failed, 131053)));
        for (var from = 19; from < 319; from += 100)
            await scene.StatusAsync(messages.Skip(from).Take(100).Select(m => scene.Status(m, MessageStatus.Delivered)));
        await scene.StatusAsync(messages.Skip(319).Take(19).Select(m => scene.Status(m, MessageStatus.Failed, 131053)));
        Assert.Equal(SendOrderState.Running, (await scene.OrderRowAsync(order)).State);
    }

    [Theory, Engines]
    public async Task A_limit_that_the_enterprise_chose_holds(Engine engine)
    {
        await using var scene = await DeliveryScene.StartAsync(engine);
        var admin = scene.Portal.As(PortalRole.TenantAdmin);
        var manage = scene.Portal.Get<ManageProtection>();
        Assert.NotEmpty(await manage.SaveAsync(admin, ProtectionChoices.Default with { FaultPercent = 0 }, CancellationToken.None));
        Assert.Empty(await manage.SaveAsync(admin, ProtectionChoices.Default with { FaultPercent = 2 }, CancellationToken.None));
        var (order, messages) = await SentAsync(scene, 10);
        await scene.StatusAsync(messages.Take(4).Select(m => scene.Status(m, MessageStatus.Failed, 131053)));
        Assert.Equal(SendOrderState.Paused, (await scene.OrderRowAsync(order)).State);
    }

    [Theory, Engines]
    public async Task People_who_leave_after_a_campaign_pause_it_and_once_resumed_only_those_who_leave_later_count(Engine engine)
    {
        await using var scene = await DeliveryScene.StartAsync(engine);
        var (order, messages) = await SentAsync(scene, 450, of: 460);
        await scene.StatusAsync(messages.Take(200).Select(m => scene.Status(m, MessageStatus.Delivered)));
        var people = PeopleOf(scene, messages, 460);
        await scene.OptOutAsync(people[..3]);
        await scene.WatchAsync();
        Assert.Equal(SendOrderState.Running, (await scene.OrderRowAsync(order)).State);
        await scene.OptOutAsync(people[3]);
        await scene.WatchAsync();
        Assert.Contains("4 of 200 people left", (await scene.OrderRowAsync(order)).PauseReason, StringComparison.Ordinal);

        await scene.ResumeAsync(order);
        await scene.OptOutAsync(people[4..8]);
        await scene.WatchAsync();
        Assert.Equal(SendOrderState.Running, (await scene.OrderRowAsync(order)).State);
        await scene.StatusAsync(messages.Skip(200).Take(200).Select(m => scene.Status(m, MessageStatus.Delivered)));
        await scene.WatchAsync();
        Assert.Equal(SendOrderState.Paused, (await scene.OrderRowAsync(order)).State);
    }

    [Theory, Engines]
    public async Task An_opt_out_a_day_later_does_not_count_and_somebody_who_was_reached_before_and_cannot_be_now_does(Engine engine)
    {
        await using var scene = await DeliveryScene.StartAsync(engine);
        var (_, before) = await SentAsync(scene, 10);
        await scene.StatusAsync(before.Select(m => scene.Status(m, MessageStatus.Delivered)));
        var (order, messages) = await SentAsync(scene, 250, of: 260);
        var known = before.Select(m => Convert.ToHexString(m.PhoneId)).ToHashSet();
        messages = [.. messages.OrderByDescending(m => known.Contains(Convert.ToHexString(m.PhoneId)))];
        await scene.StatusAsync(messages.Skip(20).Take(200).Select(m => scene.Status(m, MessageStatus.Delivered)));
        await scene.StatusAsync(messages.Take(3).Select(m => scene.Status(m, MessageStatus.Failed, 131026)));
        await scene.WatchAsync();
        Assert.Equal(SendOrderState.Running, (await scene.OrderRowAsync(order)).State);
        scene.Portal.Clock.Advance(TimeSpan.FromHours(25));
        await scene.OptOutAsync(PeopleOf(scene, messages, 260)[30..35]);
        await scene.WatchAsync();
        Assert.Equal(SendOrderState.Running, (await scene.OrderRowAsync(order)).State);
        await scene.StatusAsync(scene.Status(messages[3], MessageStatus.Failed, 131026));
        await scene.WatchAsync();
        Assert.Contains("4 seem to have blocked", (await scene.OrderRowAsync(order)).PauseReason, StringComparison.Ordinal);
    }

    [Theory, Engines]
    public async Task The_card_shows_how_far_it_is(Engine engine)
    {
        await using var scene = await DeliveryScene.StartAsync(engine);
        var (order, messages) = await SentAsync(scene, 20);
        await scene.StatusAsync(messages.Take(10).Select(m => scene.Status(m, MessageStatus.Failed, 131053)));
        var shown = (await scene.Portal.Get<ProtectionQuery>().OfAsync(scene.Portal.Marketer, order, CancellationToken.None))!;
        Assert.True(shown.IsOpen);
        Assert.Equal(0.5, shown.Gauges.Single(g => g.Watch == ProtectionKind.Faults).Share);
    }

    // Rows made in the same millisecond have no order among themselves.
    private static int[] PeopleOf(DeliveryScene scene, List<Message> messages, int of)
    {
        var people = Enumerable.Range(0, of).ToDictionary(p => Convert.ToHexString(scene.Keys.PhoneId(DeliveryScene.Phone(p))));
        return [.. messages.Select(m => people[Convert.ToHexString(m.PhoneId)])];
    }

    // Sent to so many people of an order that is still running: the rest has opted in later.
    private static async Task<(SendOrderId Order, List<Message> Messages)> SentAsync(DeliveryScene scene, int people, int? of = null)
    {
        await scene.OptInAsync(of ?? people + 1);
        var order = await scene.OrderAsync(of ?? people + 1);
        await scene.WriteAsync((db, t) => db.ExecuteSqlAsync(
            "UPDATE messages SET next_try_at = 99999999999999 WHERE order_id = @order AND id IN (SELECT id FROM messages WHERE order_id = @order ORDER BY id DESC LIMIT @rest)", t,
            ("@order", order), ("@rest", (of ?? people + 1) - people)));
        await scene.DispatchAsync(people / 30 + 3);
        return (order, [.. (await scene.MessagesAsync(order)).Take(people)]);
    }
}
