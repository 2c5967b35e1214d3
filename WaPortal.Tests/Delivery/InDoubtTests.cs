using Microsoft.Extensions.DependencyInjection;
using WaPortal.Core.Delivery;
using WaPortal.Core.WhatsApp;
using WaPortal.Tests.Data;
using Xunit;

namespace WaPortal.Tests.Delivery;

public sealed class InDoubtTests
{
    [Theory, Engines]
    public async Task A_lost_answer_is_never_sent_again_and_a_status_settles_it(Engine engine)
    {
        await using var scene = await DeliveryScene.StartAsync(engine);
        await scene.OptInAsync(1);
        scene.Platform.Answer = _ => new SendOutcome.InDoubt("reset");
        var order = await scene.OrderAsync(1);
        await scene.DispatchAsync(5);
        await scene.SweepAsync();
        await scene.DispatchAsync(5);
        var message = await scene.OnlyMessageAsync(order);
        Assert.Equal(MessageState.InDoubt, message.State);
        Assert.Single(scene.Platform.Sent);

        await scene.StatusAsync(scene.Status(message, MessageStatus.Delivered));
        message = await scene.OnlyMessageAsync(order);
        Assert.Equal(MessageState.Delivered, message.State);
        Assert.NotNull(message.Wamid);
        await scene.AssertCountsAsync(order);
    }

    [Theory, Engines]
    public async Task What_nothing_settles_ends_as_failed_and_a_late_status_still_tells_the_truth(Engine engine)
    {
        await using var scene = await DeliveryScene.StartAsync(engine);
        await scene.OptInAsync(1);
        scene.Platform.Answer = _ => new SendOutcome.InDoubt("reset");
        var order = await scene.OrderAsync(1);
        await scene.DispatchAsync(2);
        scene.Portal.Clock.Advance(TimeSpan.FromHours(25));
        await scene.SweepAsync();
        var message = await scene.OnlyMessageAsync(order);
        Assert.True(message is { State: MessageState.Failed, Reason: MessageMoves.InDoubtExpired });

        await scene.StatusAsync(scene.Status(message, MessageStatus.Sent));
        Assert.Equal(MessageState.Sent, (await scene.OnlyMessageAsync(order)).State);
        await scene.AssertCountsAsync(order);
    }

    [Theory, Engines]
    public async Task A_claim_whose_holder_died_becomes_in_doubt_and_is_not_claimed_again(Engine engine)
    {
        await using var scene = await DeliveryScene.StartAsync(engine);
        await scene.OptInAsync(2);
        var order = await scene.OrderAsync(2);
        var claims = scene.Portal.Services.GetRequiredService<ClaimStore>();
        var claim = await claims.ClaimAsync(scene.Portal.TenantId, scene.Sender, Guid.NewGuid(), CancellationToken.None);
        Assert.Equal(2, claim.Messages.Count);

        scene.Portal.Clock.Advance(TimeSpan.FromSeconds(30));
        await scene.SweepAsync();
        Assert.All(await scene.MessagesAsync(order), m => Assert.Equal(MessageState.Claimed, m.State));
        scene.Portal.Clock.Advance(TimeSpan.FromSeconds(90));
        await scene.SweepAsync();
        await scene.DispatchAsync(3);
        Assert.All(await scene.MessagesAsync(order), m => Assert.Equal(MessageState.InDoubt, m.State));
        Assert.Empty(scene.Platform.Sent);
        await scene.AssertCountsAsync(order);
    }

    [Theory, Engines]
    public async Task A_holder_that_comes_back_too_late_records_nothing(Engine engine)
    {
        await using var scene = await DeliveryScene.StartAsync(engine);
        await scene.OptInAsync(1);
        var order = await scene.OrderAsync(1);
        var lease = Guid.NewGuid();
        var claims = scene.Portal.Services.GetRequiredService<ClaimStore>();
        var claim = await claims.ClaimAsync(scene.Portal.TenantId, scene.Sender, lease, CancellationToken.None);
        scene.Portal.Clock.Advance(TimeSpan.FromMinutes(5));
        await scene.SweepAsync();

        await scene.Portal.Services.GetRequiredService<OutcomeStore>().RecordAsync(
            scene.Portal.TenantId, scene.Sender, lease, [(claim.Messages[0].Id, new SendOutcome.NotSent("late"))], CancellationToken.None);
        Assert.Equal(MessageState.InDoubt, (await scene.OnlyMessageAsync(order)).State);
        await scene.AssertCountsAsync(order);
    }

    [Theory, Engines]
    public async Task A_status_that_comes_before_the_answer_is_kept(Engine engine)
    {
        await using var scene = await DeliveryScene.StartAsync(engine);
        await scene.OptInAsync(1);
        var order = await scene.OrderAsync(1);
        scene.Platform.OnTheWire = async _ => await scene.StatusAsync(scene.Status(await scene.OnlyMessageAsync(order), MessageStatus.Delivered));
        scene.Platform.Answer = m => new SendOutcome.Accepted("wamid.late." + m.BizOpaqueCallbackData, null, null);
        await scene.RunDispatchOnceAsync();

        var message = await scene.OnlyMessageAsync(order);
        Assert.True(message is { State: MessageState.Delivered, AcceptedAt: not null });
        await scene.AssertCountsAsync(order);
    }

    [Theory, Engines]
    public async Task A_status_for_a_message_that_went_back_to_the_queue_keeps_it_from_leaving_again(Engine engine)
    {
        await using var scene = await DeliveryScene.StartAsync(engine);
        await scene.OptInAsync(1);
        scene.Platform.Answer = _ => new SendOutcome.NotSent("so we believed");
        var order = await scene.OrderAsync(1);
        await scene.RunDispatchOnceAsync();
        await scene.StatusAsync(scene.Status(await scene.OnlyMessageAsync(order), MessageStatus.Sent));
        scene.Platform.Answer = null;
        await scene.DispatchAsync(30);

        Assert.Single(scene.Platform.Sent);
        Assert.Equal(MessageState.Sent, (await scene.OnlyMessageAsync(order)).State);
        await scene.AssertCountsAsync(order);
    }
}
