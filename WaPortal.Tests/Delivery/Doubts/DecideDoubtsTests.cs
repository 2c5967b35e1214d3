using Microsoft.EntityFrameworkCore;
using WaPortal.Core.Delivery;
using WaPortal.Core.Delivery.Doubts;
using WaPortal.Core.WhatsApp;
using WaPortal.Tests.Data;
using Xunit;

namespace WaPortal.Tests.Delivery.Doubts;

public sealed class DecideDoubtsTests
{
    [Theory, Engines]
    public async Task What_counts_as_sent_is_not_sent_again_and_a_late_status_still_tells_the_truth(Engine engine)
    {
        await using var scene = await DeliveryScene.StartAsync(engine);
        var (order, messages) = await DoubtfulAsync(scene, 2);
        Assert.Equal(2, await DecideAsync(scene, order, DoubtDecision.TreatAsSent));
        Assert.All(await scene.MessagesAsync(order), m => Assert.Equal((MessageState.Accepted, MessageMoves.TreatedAsSent), (m.State, m.Reason)));
        await scene.AssertCountsAsync(order);
        scene.Portal.Clock.Advance(TimeSpan.FromHours(30));
        await scene.SweepAsync();
        await scene.DispatchAsync(1);
        Assert.Equal(2, scene.Platform.Sent.Count);

        await scene.StatusAsync(scene.Status(messages[0], MessageStatus.Delivered), scene.Status(messages[1], MessageStatus.Failed, 131026));
        var after = await scene.MessagesAsync(order);
        Assert.Equal(MessageState.Delivered, after.Single(m => m.Id == messages[0].Id).State);
        Assert.Equal(MessageState.Failed, after.Single(m => m.Id == messages[1].Id).State);
        await scene.AssertCountsAsync(order);
    }

    [Theory, Engines]
    public async Task What_is_sent_again_goes_out_as_a_try_of_its_own(Engine engine)
    {
        await using var scene = await DeliveryScene.StartAsync(engine);
        var (order, messages) = await DoubtfulAsync(scene, 1);
        Assert.Equal(SendOrderState.Done, (await scene.OrderRowAsync(order)).State);
        scene.Platform.Answer = null;
        Assert.Equal(1, await DecideAsync(scene, order, DoubtDecision.SendAgain, [messages[0].Id]));
        Assert.Equal(0, await DecideAsync(scene, order, DoubtDecision.SendAgain, [messages[0].Id]));
        await scene.AssertCountsAsync(order);
        scene.Portal.Clock.Advance(TimeSpan.FromSeconds(10));
        await scene.DispatchAsync(2);
        Assert.Equal([messages[0].Id.ToOpaque(), messages[0].Id.ToOpaque(1)], scene.Platform.Sent.Select(s => s.BizOpaqueCallbackData));
        var message = await scene.OnlyMessageAsync(order);
        Assert.Equal(MessageState.Accepted, message.State);

        // The first one arrived too: both are known, and the person counts once.
        await scene.StatusAsync(Status(scene, message, 1, "wamid.1", MessageStatus.Sent), Status(scene, message, 0, "wamid.first", MessageStatus.Delivered));
        Assert.Equal(MessageState.Delivered, (await scene.OnlyMessageAsync(order)).State);
        Assert.Equal(1, (await SummaryAsync(scene, order)).Twice);
        await scene.AssertCountsAsync(order);
    }

    [Theory, Engines]
    public async Task A_status_of_the_first_try_keeps_the_second_back(Engine engine)
    {
        await using var scene = await DeliveryScene.StartAsync(engine);
        var (order, messages) = await DoubtfulAsync(scene, 1);
        await DecideAsync(scene, order, DoubtDecision.SendAgain);
        await scene.StatusAsync(Status(scene, messages[0], 0, "wamid.first", MessageStatus.Sent));
        scene.Portal.Clock.Advance(TimeSpan.FromSeconds(10));
        await scene.DispatchAsync(2);
        Assert.Single(scene.Platform.Sent);
        Assert.Equal(MessageState.Sent, (await scene.OnlyMessageAsync(order)).State);
        Assert.Equal(0, (await SummaryAsync(scene, order)).Twice);
        await scene.AssertCountsAsync(order);
    }

    [Theory, Engines]
    public async Task A_first_try_that_failed_keeps_nothing_back_and_a_second_that_failed_does_not_undo_a_first_that_arrived(Engine engine)
    {
        await using var scene = await DeliveryScene.StartAsync(engine);
        var (order, messages) = await DoubtfulAsync(scene, 2);
        await DecideAsync(scene, order, DoubtDecision.SendAgain);
        await scene.StatusAsync(Status(scene, messages[0], 0, "wamid.first", MessageStatus.Failed));
        scene.Platform.Answer = null;
        scene.Portal.Clock.Advance(TimeSpan.FromSeconds(10));
        await scene.DispatchAsync(2);
        Assert.Equal(4, scene.Platform.Sent.Count);
        var second = (await scene.MessagesAsync(order)).Single(m => m.Id == messages[1].Id);
        await scene.StatusAsync(Status(scene, second, 1, second.Wamid!, MessageStatus.Failed));
        Assert.Equal(MessageState.Failed, (await scene.MessagesAsync(order)).Single(m => m.Id == second.Id).State);
        await scene.StatusAsync(Status(scene, second, 0, "wamid.first2", MessageStatus.Delivered));
        Assert.Equal(MessageState.Delivered, (await scene.MessagesAsync(order)).Single(m => m.Id == second.Id).State);
        // By the platform's id alone, as when it leaves our data out.
        await scene.StatusAsync(Status(scene, second, 0, "wamid.first2", MessageStatus.Read) with { BizOpaqueCallbackData = null });
        Assert.Equal(MessageState.Read, (await scene.MessagesAsync(order)).Single(m => m.Id == second.Id).State);
        await scene.AssertCountsAsync(order);
    }

    [Theory, Engines]
    public async Task Consent_is_asked_again_and_a_first_try_that_left_is_told_all_the_same(Engine engine)
    {
        await using var scene = await DeliveryScene.StartAsync(engine);
        var (order, messages) = await DoubtfulAsync(scene, 1);
        await DecideAsync(scene, order, DoubtDecision.SendAgain);
        await scene.OptOutAsync(0);
        scene.Portal.Clock.Advance(TimeSpan.FromSeconds(10));
        await scene.DispatchAsync(2);
        Assert.Single(scene.Platform.Sent);
        Assert.Equal(MessageState.Skipped, (await scene.OnlyMessageAsync(order)).State);
        await scene.StatusAsync(Status(scene, messages[0], 0, "wamid.first", MessageStatus.Delivered));
        Assert.Equal(MessageState.Delivered, (await scene.OnlyMessageAsync(order)).State);
        await scene.AssertCountsAsync(order);
    }

    [Theory, Engines]
    public async Task Decisions_race_statuses_and_the_limit_and_each_message_ends_in_one_way(Engine engine)
    {
        await using var scene = await DeliveryScene.StartAsync(engine);
        var (order, messages) = await DoubtfulAsync(scene, 40);
        scene.Platform.Answer = null;
        scene.Portal.Clock.Advance(TimeSpan.FromHours(25));
        var decided = 0;
        await Task.WhenAll(
            Task.Run(() => scene.StatusAsync(messages.Take(20).Select(m => scene.Status(m, MessageStatus.Delivered)))),
            Task.Run(async () => Interlocked.Add(ref decided, await DecideAsync(scene, order, DoubtDecision.SendAgain))),
            Task.Run(async () => Interlocked.Add(ref decided, await DecideAsync(scene, order, DoubtDecision.SendAgain))),
            Task.Run(scene.SweepAsync));
        await scene.DispatchAsync(3);
        await scene.AssertCountsAsync(order);
        var after = await scene.MessagesAsync(order);
        Assert.Equal(decided, after.Sum(m => m.Resends));
        Assert.All(after, m => Assert.InRange(m.Resends, 0, 1));
        // Of those that a status had settled, or settled before their turn, none left a second time.
        var again = scene.Platform.Sent.Where(s => s.BizOpaqueCallbackData.Contains('.')).Select(s => MessageId.FromOpaque(s.BizOpaqueCallbackData)).ToHashSet();
        Assert.DoesNotContain(messages.Take(20), m => again.Contains(m.Id));
        Assert.All(after.Where(m => messages.Take(20).Any(x => x.Id == m.Id)), m => Assert.Equal(MessageState.Delivered, m.State));
        Assert.All(after.Where(m => m.Resends == 0 && messages.Skip(20).Any(x => x.Id == m.Id)), m => Assert.Equal(MessageMoves.InDoubtExpired, m.Reason));
    }

    [Fact]
    public async Task What_the_platform_never_spoke_of_again_is_told_apart_from_doubts()
    {
        await using var scene = await DeliveryScene.StartAsync(Engine.Sqlite);
        await scene.OptInAsync(3);
        var order = await scene.OrderAsync(3);
        await scene.DispatchAsync(2);
        Assert.Equal((0, 0), ((await SummaryAsync(scene, order)).InDoubt, (await SummaryAsync(scene, order)).Silent));
        scene.Portal.Clock.Advance(TimeSpan.FromHours(3));
        Assert.Equal((0, 3), ((await SummaryAsync(scene, order)).InDoubt, (await SummaryAsync(scene, order)).Silent));
    }

    [Theory]
    [InlineData("00000000000000000000000000000001", true, 0)]
    [InlineData("00000000000000000000000000000001.2", true, 2)]
    [InlineData("00000000000000000000000000000001.", false, 0)]
    [InlineData("00000000000000000000000000000001.x", false, 0)]
    [InlineData("00000000000000000000000000000001-2", false, 0)]
    [InlineData("c41", false, 0)]
    public void The_travelling_form_names_message_and_try(string text, bool isOurs, int number) =>
        Assert.Equal((isOurs, number), (MessageId.FromOpaque(text) is not null, MessageId.TryOf(text)));

    private static async Task<(SendOrderId Order, List<Message> Messages)> DoubtfulAsync(DeliveryScene scene, int people)
    {
        await scene.OptInAsync(people);
        scene.Platform.Answer = _ => new SendOutcome.InDoubt("reset");
        var order = await scene.OrderAsync(people);
        await scene.DispatchAsync(3);
        var messages = await scene.MessagesAsync(order);
        Assert.All(messages, m => Assert.Equal(MessageState.InDoubt, m.State));
        return (order, messages);
    }

    private static async Task<int> DecideAsync(DeliveryScene scene, SendOrderId order, DoubtDecision decision, IReadOnlyCollection<MessageId>? ids = null) =>
        await scene.Portal.Database.WriteAsync(scene.Portal.TenantId, (db, t) => scene.Portal.Get<DoubtStore>().DecideAsync(db, order, ids, decision, "Ada", t), CancellationToken.None);

    private static async Task<DoubtSummary> SummaryAsync(DeliveryScene scene, SendOrderId order) =>
        (await scene.Portal.Get<DoubtReport>().SummaryAsync(scene.Portal.TenantId, order, CancellationToken.None))!;

    private static MessageStatusEvent Status(DeliveryScene scene, Message message, int number, string wamid, MessageStatus status) =>
        scene.Status(message, status, status == MessageStatus.Failed ? 131026 : null) with { MessageId = wamid, BizOpaqueCallbackData = message.Id.ToOpaque(number) };
}
