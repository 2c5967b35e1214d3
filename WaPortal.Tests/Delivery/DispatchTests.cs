using WaPortal.Core.Data;
using WaPortal.Core.Delivery;
using WaPortal.Core.WhatsApp;
using WaPortal.Tests.Data;
using Xunit;

namespace WaPortal.Tests.Delivery;

public sealed class DispatchTests
{
    [Theory, Engines]
    public async Task Every_person_gets_the_message_once_and_the_books_say_so(Engine engine)
    {
        await using var scene = await DeliveryScene.StartAsync(engine);
        await scene.OptInAsync(100);
        var order = await scene.OrderAsync(100);
        await scene.DispatchAsync(5);

        Assert.Equal(100, scene.Platform.Sent.Select(m => m.To).Distinct().Count());
        Assert.Equal(100, scene.Platform.Sent.Count);
        Assert.All(await scene.MessagesAsync(order), m => Assert.True(m is { State: MessageState.Accepted, Wamid: not null, ConsentSeq: > 0 }));
        Assert.Equal(SendOrderState.Done, (await scene.OrderRowAsync(order)).State);
        await scene.AssertCountsAsync(order);
    }

    [Theory, Engines]
    public async Task Eight_dispatchers_at_once_send_nothing_twice(Engine engine)
    {
        await using var scene = await DeliveryScene.StartAsync(engine);
        await scene.OptInAsync(200);
        var order = await scene.OrderAsync(200);
        for (var i = 0; i < 8; i++)
        {
            await Task.WhenAll(Enumerable.Range(0, 8).Select(_ => Task.Run(scene.RunDispatchOnceAsync)));
            scene.Portal.Clock.Advance(TimeSpan.FromSeconds(1));
        }

        Assert.Equal(200, scene.Platform.Sent.Count);
        Assert.Equal(200, scene.Platform.Sent.Select(m => m.BizOpaqueCallbackData).Distinct().Count());
        await scene.AssertCountsAsync(order);
    }

    [Theory, Engines]
    public async Task An_opt_out_after_the_freeze_stops_the_message(Engine engine)
    {
        await using var scene = await DeliveryScene.StartAsync(engine);
        await scene.OptInAsync(3);
        var order = await scene.OrderAsync(3);
        await scene.OptOutAsync(1);
        await scene.DispatchAsync(3);

        Assert.DoesNotContain(scene.Platform.Sent, m => m.To == DeliveryScene.Phone(1));
        var skipped = Assert.Single(await scene.MessagesAsync(order), m => m.State == MessageState.Skipped);
        Assert.Equal(nameof(SkipReason.OptedOut), skipped.Reason);
        await scene.AssertCountsAsync(order);
    }

    [Theory, Engines]
    public async Task Nobody_without_consent_on_record_gets_anything(Engine engine)
    {
        await using var scene = await DeliveryScene.StartAsync(engine);
        var order = await scene.OrderAsync(2);
        await scene.DispatchAsync(2);

        Assert.Empty(scene.Platform.Sent);
        Assert.All(await scene.MessagesAsync(order), m => Assert.Equal(nameof(SkipReason.NoConsent), m.Reason));
        Assert.Equal(SendOrderState.Done, (await scene.OrderRowAsync(order)).State);
    }

    [Theory, Engines]
    public async Task At_the_messaging_limit_it_waits_for_the_first_slot_and_goes_on_then(Engine engine)
    {
        await using var scene = await DeliveryScene.StartAsync(engine, tier: "3");
        await scene.OptInAsync(5);
        var order = await scene.OrderAsync(5);
        var start = scene.Portal.Clock.GetUtcNow();
        await scene.DispatchAsync(10);

        Assert.Equal(3, scene.Platform.Sent.Count);
        var waiting = await scene.OrderRowAsync(order);
        Assert.Equal(start + TimeSpan.FromHours(24), waiting.WaitUntil);
        scene.Portal.Clock.Set(start + TimeSpan.FromHours(24) + TimeSpan.FromSeconds(1));
        await scene.DispatchAsync(10);
        Assert.Equal(5, scene.Platform.Sent.Count);
        Assert.Null((await scene.OrderRowAsync(order)).WaitUntil);
    }

    [Theory, Engines]
    public async Task Somebody_already_counted_costs_no_slot(Engine engine)
    {
        await using var scene = await DeliveryScene.StartAsync(engine, tier: "2");
        await scene.OptInAsync(3);
        await scene.OrderAsync(2);
        await scene.DispatchAsync(8);
        var second = await scene.OrderAsync(3);
        await scene.DispatchAsync(8);

        Assert.Equal(4, scene.Platform.Sent.Count);
        Assert.Equal(1, (await scene.MessagesAsync(second)).Count(m => m.State == MessageState.Queued));
    }

    [Theory, Engines]
    public async Task A_refusal_gives_the_slot_back(Engine engine)
    {
        await using var scene = await DeliveryScene.StartAsync(engine, tier: "1");
        await scene.OptInAsync(2);
        scene.Platform.Answer = _ => scene.Platform.Sent.Count == 1 ? FakeWhatsApp.Refusal(131026) : new SendOutcome.Accepted("wamid.x", null, null);
        var order = await scene.OrderAsync(2);
        await scene.DispatchAsync(5);

        var messages = (await scene.MessagesAsync(order)).OrderBy(m => m.State).ToList();
        Assert.Equal([MessageState.Accepted, MessageState.Failed], messages.Select(m => m.State));
        Assert.Equal(131026, messages[1].ErrorCode);
        await scene.AssertCountsAsync(order);
    }

    [Theory, Engines]
    public async Task A_refusal_that_means_no_is_an_opt_out_for_every_later_order(Engine engine)
    {
        await using var scene = await DeliveryScene.StartAsync(engine);
        await scene.OptInAsync(1);
        scene.Platform.Answer = _ => FakeWhatsApp.Refusal(131050);
        var first = await scene.OrderAsync(1);
        await scene.DispatchAsync(2);
        scene.Portal.Clock.Advance(TimeSpan.FromMinutes(1));
        scene.Platform.Answer = null;
        var second = await scene.OrderAsync(1);
        await scene.DispatchAsync(2);

        Assert.True(await scene.OnlyMessageAsync(first) is { State: MessageState.Failed, ErrorCode: 131050 });
        Assert.Equal(nameof(SkipReason.OptedOut), (await scene.OnlyMessageAsync(second)).Reason);
        Assert.Single(scene.Platform.Sent);
    }

    [Theory, Engines]
    public async Task The_pace_of_the_number_is_never_exceeded(Engine engine)
    {
        await using var scene = await DeliveryScene.StartAsync(engine);
        await scene.OptInAsync(300);
        await scene.OrderAsync(300);
        for (var second = 1; second <= 4; second++)
        {
            await Task.WhenAll(scene.RunDispatchOnceAsync(), scene.RunDispatchOnceAsync());
            // 80 a second, four fifths of them, and one second's worth that had gathered before.
            Assert.InRange(scene.Platform.Sent.Count, 1, 64 * second);
            scene.Portal.Clock.Advance(TimeSpan.FromSeconds(1));
        }
    }

    [Theory, Engines]
    public async Task A_refusal_that_would_meet_everybody_pauses_the_order_and_loses_nobody(Engine engine)
    {
        await using var scene = await DeliveryScene.StartAsync(engine);
        await scene.OptInAsync(10);
        scene.Platform.Answer = _ => FakeWhatsApp.Refusal(131042);
        var order = await scene.OrderAsync(10);
        await scene.DispatchAsync(3);

        var paused = await scene.OrderRowAsync(order);
        Assert.Equal(SendOrderState.Paused, paused.State);
        Assert.Contains("131042", paused.PauseReason, StringComparison.Ordinal);
        Assert.All(await scene.MessagesAsync(order), m => Assert.Equal(MessageState.Queued, m.State));

        scene.Platform.Answer = null;
        await scene.WriteAsync((db, t) => scene.Portal.Get<SendOrders>().RunAsync(db, order, t));
        await scene.DispatchAsync(3);
        Assert.All(await scene.MessagesAsync(order), m => Assert.Equal(MessageState.Accepted, m.State));
        await scene.AssertCountsAsync(order);
    }

    [Theory, Engines]
    public async Task When_a_whole_window_is_refused_the_rest_of_the_list_is_spared(Engine engine)
    {
        await using var scene = await DeliveryScene.StartAsync(engine);
        await scene.OptInAsync(100);
        scene.Platform.Answer = _ => FakeWhatsApp.Refusal(131008);
        var order = await scene.OrderAsync(100);
        await scene.DispatchAsync(5);

        Assert.Equal(SendOrderState.Paused, (await scene.OrderRowAsync(order)).State);
        Assert.Equal(32, scene.Platform.Sent.Count);
        Assert.Equal(68, (await scene.MessagesAsync(order)).Count(m => m.State == MessageState.Queued));
    }

    [Theory, Engines]
    public async Task Too_fast_means_slower_and_later_never_lost(Engine engine)
    {
        await using var scene = await DeliveryScene.StartAsync(engine);
        await scene.OptInAsync(10);
        var refusals = 10;
        scene.Platform.Answer = m => Interlocked.Decrement(ref refusals) >= 0 ? FakeWhatsApp.Refusal(130429) : new SendOutcome.Accepted("wamid." + m.To, null, null);
        var order = await scene.OrderAsync(10);
        await scene.RunDispatchOnceAsync();
        Assert.All(await scene.MessagesAsync(order), m => Assert.True(m is { State: MessageState.Queued, ErrorCode: 130429, NextTryAt: not null }));

        await scene.DispatchAsync(120);
        Assert.All(await scene.MessagesAsync(order), m => Assert.Equal(MessageState.Accepted, m.State));
        await scene.AssertCountsAsync(order);
    }

    [Theory, Engines]
    public async Task What_never_left_goes_back_to_the_queue(Engine engine)
    {
        await using var scene = await DeliveryScene.StartAsync(engine);
        await scene.OptInAsync(2);
        scene.Platform.Answer = _ => new SendOutcome.NotSent("refused connection");
        var order = await scene.OrderAsync(2);
        await scene.RunDispatchOnceAsync();
        Assert.All(await scene.MessagesAsync(order), m => Assert.Equal(MessageState.Queued, m.State));

        scene.Platform.Answer = null;
        await scene.DispatchAsync(30);
        Assert.All(await scene.MessagesAsync(order), m => Assert.Equal(MessageState.Accepted, m.State));
    }

    [Theory, Engines]
    public async Task A_paused_order_sends_nothing_and_a_cancelled_one_never_again(Engine engine)
    {
        await using var scene = await DeliveryScene.StartAsync(engine);
        await scene.OptInAsync(3);
        var order = await scene.OrderAsync(3);
        var orders = scene.Portal.Get<SendOrders>();
        await scene.WriteAsync((db, t) => orders.PauseAsync(db, order, "lunch", t));
        await scene.DispatchAsync(2);
        Assert.Empty(scene.Platform.Sent);

        await scene.WriteAsync((db, t) => orders.CancelAsync(db, order, "no more", t));
        await orders.CancelQueuedAsync(scene.Portal.TenantId, order, CancellationToken.None);
        await scene.DispatchAsync(2);
        Assert.Empty(scene.Platform.Sent);
        Assert.All(await scene.MessagesAsync(order), m => Assert.Equal(MessageState.Cancelled, m.State));
        await scene.AssertCountsAsync(order);
        Assert.False(await scene.Portal.Database.WriteAsync(scene.Portal.TenantId, (db, t) => orders.RunAsync(db, order, t), CancellationToken.None));
    }

    [Theory, Engines]
    public async Task A_template_that_may_not_be_sent_any_more_pauses_the_order(Engine engine)
    {
        await using var scene = await DeliveryScene.StartAsync(engine);
        await scene.OptInAsync(2);
        var order = await scene.OrderAsync(2);
        await scene.WriteAsync((db, t) => db.ExecuteSqlAsync("UPDATE template_translations SET status = 'Paused'", t));
        await scene.DispatchAsync(2);

        Assert.Empty(scene.Platform.Sent);
        var paused = await scene.OrderRowAsync(order);
        Assert.Equal(SendOrderState.Paused, paused.State);
        Assert.Contains("autumn_offer (en_GB)", paused.PauseReason, StringComparison.Ordinal);
    }

    [Theory, Engines]
    public async Task The_message_on_the_wire_carries_our_id_and_the_number_and_is_already_booked(Engine engine)
    {
        await using var scene = await DeliveryScene.StartAsync(engine);
        await scene.OptInAsync(1);
        var order = await scene.OrderAsync(1);
        MessageState? seen = null;
        scene.Platform.OnTheWire = async _ => seen = (await scene.OnlyMessageAsync(order)).State;
        await scene.RunDispatchOnceAsync();

        var sent = Assert.Single(scene.Platform.Sent);
        Assert.Equal(MessageState.Claimed, seen);
        Assert.Equal((await scene.OnlyMessageAsync(order)).Id.ToOpaque(), sent.BizOpaqueCallbackData);
        Assert.Equal(("autumn_offer", "en_GB", DeliveryScene.Phone(0)), (sent.TemplateName, sent.Language, sent.To));
    }

    [Theory, Engines]
    public async Task Orders_of_one_number_take_turns(Engine engine)
    {
        await using var scene = await DeliveryScene.StartAsync(engine);
        await scene.OptInAsync(410);
        var first = await scene.OrderAsync(400);
        var second = await scene.OrderAsync(10, from: 400);
        await scene.RunDispatchOnceAsync();

        Assert.All(await scene.MessagesAsync(second), m => Assert.Equal(MessageState.Accepted, m.State));
        Assert.Contains(await scene.MessagesAsync(first), m => m.State == MessageState.Accepted);
    }
}
