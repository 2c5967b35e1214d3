using Microsoft.Extensions.DependencyInjection;
using WaPortal.Core.Delivery;
using WaPortal.Core.OptIns.Import;
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
    public async Task What_a_dead_holder_had_started_becomes_in_doubt_and_the_rest_of_its_claim_is_sent_once(Engine engine)
    {
        await using var scene = await DeliveryScene.StartAsync(engine);
        await scene.OptInAsync(3);
        var order = await scene.OrderAsync(3);
        var lease = Guid.NewGuid();
        var claim = await ClaimAsync(scene, lease);
        Assert.Equal(3, claim.Messages.Count);
        var started = Assert.Single(await StartAsync(scene, lease, claim.Messages[0].Id));

        scene.Portal.Clock.Advance(TimeSpan.FromSeconds(20));
        await scene.SweepAsync();
        Assert.All(await scene.MessagesAsync(order), m => Assert.Equal(MessageState.Claimed, m.State));
        scene.Portal.Clock.Advance(TimeSpan.FromSeconds(90));
        await scene.SweepAsync();
        await scene.DispatchAsync(3);

        var messages = await scene.MessagesAsync(order);
        Assert.Equal(MessageState.InDoubt, messages.Single(m => m.Id == started).State);
        Assert.All(messages.Where(m => m.Id != started), m => Assert.Equal((MessageState.Accepted, 2), (m.State, m.Attempts)));
        Assert.Equal(2, scene.Platform.Sent.Count);
        Assert.DoesNotContain(scene.Platform.Sent, m => m.BizOpaqueCallbackData == started.ToOpaque());
        await scene.AssertCountsAsync(order);
    }

    [Theory, Engines]
    public async Task A_holder_that_lost_its_lease_starts_nothing(Engine engine)
    {
        await using var scene = await DeliveryScene.StartAsync(engine);
        await scene.OptInAsync(1);
        var order = await scene.OrderAsync(1);
        var lease = Guid.NewGuid();
        var claim = await ClaimAsync(scene, lease);

        // It stands still; meanwhile the claim goes back and another holder takes it.
        scene.Portal.Clock.Advance(TimeSpan.FromSeconds(31));
        await scene.SweepAsync();
        Assert.Equal(MessageState.Queued, (await scene.OnlyMessageAsync(order)).State);
        Assert.Empty(await StartAsync(scene, lease, claim.Messages[0].Id));
        var other = Guid.NewGuid();
        await ClaimAsync(scene, other);

        Assert.Empty(await StartAsync(scene, lease, claim.Messages[0].Id));
        Assert.Single(await StartAsync(scene, other, claim.Messages[0].Id));
    }

    [Theory, Engines]
    public async Task Who_opts_out_between_claim_and_start_gets_nothing_and_the_others_do(Engine engine)
    {
        await using var scene = await DeliveryScene.StartAsync(engine);
        await scene.OptInAsync(3);
        var order = await scene.OrderAsync(3);
        var lease = Guid.NewGuid();
        var ids = (await ClaimAsync(scene, lease)).Messages.Select(m => m.Id).ToArray();
        await scene.OptOutAsync(1);

        var leaver = (await scene.MessagesAsync(order)).Single(m => m.PhoneId.AsSpan().SequenceEqual(scene.Keys.PhoneId(DeliveryScene.Phone(1)))).Id;
        Assert.Equal(ids.Where(id => id != leaver).Select(id => id.Value).Order(), (await StartAsync(scene, lease, ids)).Select(id => id.Value).Order());

        // Back in the queue, the next claim leaves them out for good.
        scene.Portal.Clock.Advance(TimeSpan.FromSeconds(31));
        await scene.SweepAsync();
        await scene.DispatchAsync(5);
        Assert.Empty(scene.Platform.Sent);
        var left = (await scene.MessagesAsync(order)).Single(m => m.Id == leaver);
        Assert.Equal((MessageState.Skipped, nameof(SkipReason.OptedOut)), (left.State, left.Reason));
    }

    [Theory, Engines]
    public async Task Who_opts_out_of_other_messages_between_claim_and_start_gets_it(Engine engine)
    {
        await using var scene = await DeliveryScene.StartAsync(engine);
        await scene.OptInAsync(1);
        await scene.OrderAsync(1);
        var lease = Guid.NewGuid();
        var ids = (await ClaimAsync(scene, lease)).Messages.Select(m => m.Id).ToArray();
        await scene.OptOutOfAsync(0, ConsentPurpose.Utility);
        Assert.Single(await StartAsync(scene, lease, ids));
    }

    [Theory, Engines]
    public async Task Of_two_starts_at_once_under_two_leases_only_the_holders_wins(Engine engine)
    {
        await using var scene = await DeliveryScene.StartAsync(engine);
        await scene.OptInAsync(20);
        await scene.OrderAsync(20);
        var lease = Guid.NewGuid();
        var ids = (await ClaimAsync(scene, lease)).Messages.Select(m => m.Id).ToArray();

        var results = await Task.WhenAll(Enumerable.Range(0, 8).Select(i => Task.Run(() => StartAsync(scene, i == 3 ? lease : Guid.NewGuid(), ids))));

        Assert.Equal(ids.Length, results.Sum(started => started.Count));
        Assert.Equal(ids.Length, results[3].Count);
    }

    [Theory, Engines]
    public async Task What_went_back_unstarted_no_longer_counts_against_the_limit(Engine engine)
    {
        await using var scene = await DeliveryScene.StartAsync(engine);
        await scene.OptInAsync(2);
        await scene.OrderAsync(2);
        await ClaimAsync(scene, Guid.NewGuid());
        var quota = scene.Portal.Get<QuotaBook>();
        Assert.Equal(2, await quota.UsedAsync(scene.Portal.TenantId, DeliveryScene.Portfolio, CancellationToken.None));

        scene.Portal.Clock.Advance(TimeSpan.FromSeconds(31));
        await scene.SweepAsync();

        Assert.Equal(0, await quota.UsedAsync(scene.Portal.TenantId, DeliveryScene.Portfolio, CancellationToken.None));
    }

    [Theory, Engines]
    public async Task A_holder_that_comes_back_too_late_records_nothing(Engine engine)
    {
        await using var scene = await DeliveryScene.StartAsync(engine);
        await scene.OptInAsync(1);
        var order = await scene.OrderAsync(1);
        var lease = Guid.NewGuid();
        var claim = await ClaimAsync(scene, lease);
        await StartAsync(scene, lease, claim.Messages[0].Id);
        scene.Portal.Clock.Advance(TimeSpan.FromMinutes(5));
        await scene.SweepAsync();

        await scene.Portal.Services.GetRequiredService<OutcomeStore>().RecordAsync(
            scene.Portal.TenantId, scene.Sender, [new SendAnswer(claim.Messages[0].Id, lease, new SendOutcome.NotSent("late"))], CancellationToken.None);
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

    private static Task<Claim> ClaimAsync(DeliveryScene scene, Guid lease) =>
        scene.Portal.Services.GetRequiredService<ClaimStore>().ClaimAsync(scene.Portal.TenantId, scene.Sender, lease, 100, CancellationToken.None);

    private static Task<IReadOnlySet<MessageId>> StartAsync(DeliveryScene scene, Guid lease, params MessageId[] ids) =>
        scene.Portal.Services.GetRequiredService<StartStore>().StartAsync(scene.Portal.TenantId, lease, ids, CancellationToken.None);
}
