using WaPortal.Core.Delivery;
using WaPortal.Core.WhatsApp;
using WaPortal.Tests.Data;
using Xunit;

namespace WaPortal.Tests.Delivery;

/// <summary>How a dispatch keeps requests on the wire.</summary>
public sealed class FullWireTests
{
    [Theory, Engines]
    public async Task A_slow_answer_holds_nobody_up_and_no_more_are_on_the_wire_than_allowed(Engine engine)
    {
        const int InFlight = 10;
        const int People = 60;
        await using var scene = await DeliveryScene.StartAsync(engine, slice: "00:01:00", inFlight: InFlight);
        await scene.OptInAsync(People);
        var order = await scene.OrderAsync(People);
        var others = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
        var (begun, open, most, done, wasHeldUp) = (0, 0, 0, 0, false);
        var gate = new Lock();
        scene.Platform.OnTheWire = async _ =>
        {
            bool first;
            lock (gate)
            {
                most = Math.Max(most, ++open);
                first = ++begun == 1;
            }

            scene.Portal.Clock.Advance(TimeSpan.FromSeconds(1)); // the pace gives more
            if (first)
            {
                var released = await Task.WhenAny(others.Task, Task.Delay(TimeSpan.FromSeconds(60)));
                wasHeldUp = released != others.Task;
            }

            lock (gate)
            {
                open--;
                if (++done == People - 1)
                    others.SetResult();
            }
        };
        await scene.RunDispatchOnceAsync();

        Assert.False(wasHeldUp);
        Assert.Equal(People, scene.Platform.Sent.Select(m => m.To).Distinct().Count());
        Assert.InRange(most, 2, InFlight);
        await scene.AssertCountsAsync(order);
    }

    [Theory, Engines]
    public async Task A_stop_ends_it_when_the_answers_to_what_left_are_booked(Engine engine)
    {
        await using var scene = await DeliveryScene.StartAsync(engine, slice: "00:01:00", inFlight: 5);
        await scene.OptInAsync(40);
        var order = await scene.OrderAsync(40);
        using var stop = new CancellationTokenSource();
        scene.Platform.OnTheWire = async _ =>
        {
            scene.Portal.Clock.Advance(TimeSpan.FromSeconds(1));
            await stop.CancelAsync();
        };
        await Assert.ThrowsAnyAsync<OperationCanceledException>(() => scene.RunDispatchOnceAsync(stop.Token));

        var messages = await scene.MessagesAsync(order);
        Assert.InRange(scene.Platform.Sent.Count, 1, 39);
        Assert.Equal(scene.Platform.Sent.Count, messages.Count(m => m.State == MessageState.Accepted));
        Assert.All(messages, m => Assert.Contains(m.State, (MessageState[])[MessageState.Accepted, MessageState.Queued]));
        await scene.AssertCountsAsync(order);
    }

    [Theory, Engines]
    public async Task Refusals_in_a_row_are_counted_over_many_answers_and_an_accepted_one_ends_the_row(Engine engine)
    {
        await using var scene = await DeliveryScene.StartAsync(engine, inFlight: 3);
        await scene.OptInAsync(60);
        var order = await scene.OrderAsync(60);
        scene.Platform.Answer = m => scene.Platform.Sent.Count <= 8 ? FakeWhatsApp.Refusal(131008) : new SendOutcome.Accepted("wamid." + m.To, null, null);
        await scene.DispatchAsync(6);
        Assert.Equal(SendOrderState.Running, (await scene.OrderRowAsync(order)).State);

        scene.Platform.Answer = _ => FakeWhatsApp.Refusal(131008);
        await scene.DispatchAsync(20);
        var paused = await scene.OrderRowAsync(order);
        Assert.Equal(SendOrderState.Paused, paused.State);
        Assert.Contains("131008", paused.PauseReason, StringComparison.Ordinal);
        Assert.Contains(await scene.MessagesAsync(order), m => m.State == MessageState.Queued);
    }
}
