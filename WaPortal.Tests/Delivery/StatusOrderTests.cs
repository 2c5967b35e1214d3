using WaPortal.Core.Delivery;
using WaPortal.Core.WhatsApp;
using WaPortal.Tests.Data;
using Xunit;

namespace WaPortal.Tests.Delivery;

public sealed class StatusOrderTests
{
    [Theory, Engines]
    public async Task Shuffled_and_repeated_statuses_end_where_the_ordered_ones_do(Engine engine)
    {
        await using var scene = await DeliveryScene.StartAsync(engine);
        await scene.OptInAsync(40);
        var order = await scene.OrderAsync(40);
        await scene.DispatchAsync(4);
        var messages = await scene.MessagesAsync(order);
        var random = new Random(7);
        var events = messages
            .SelectMany((m, i) => Chain(i).Select(s => scene.Status(m, s, s == MessageStatus.Failed ? 131026 : null)))
            .SelectMany(e => new[] { e, e })
            .ToArray();
        random.Shuffle(events);
        foreach (var batch in events.Chunk(17))
            await scene.StatusAsync(batch);

        var after = await scene.MessagesAsync(order);
        for (var i = 0; i < after.Count; i++)
            Assert.Equal(Expected(i), after[i].State);
        await scene.AssertCountsAsync(order);
    }

    [Theory, Engines]
    public async Task Read_without_delivered_counts_as_both(Engine engine)
    {
        await using var scene = await DeliveryScene.StartAsync(engine);
        await scene.OptInAsync(1);
        var order = await scene.OrderAsync(1);
        await scene.DispatchAsync(2);
        await scene.StatusAsync(scene.Status(await scene.OnlyMessageAsync(order), MessageStatus.Read));
        Assert.True(await scene.OnlyMessageAsync(order) is { State: MessageState.Read, ReadAt: not null, DeliveredAt: not null });
    }

    [Theory, Engines]
    public async Task A_status_of_somebody_elses_message_changes_nothing(Engine engine)
    {
        await using var scene = await DeliveryScene.StartAsync(engine);
        await scene.OptInAsync(1);
        var order = await scene.OrderAsync(1);
        await scene.DispatchAsync(2);
        var foreign = scene.Status(await scene.OnlyMessageAsync(order), MessageStatus.Failed) with { MessageId = "wamid.other", BizOpaqueCallbackData = "not ours" };
        await scene.StatusAsync(foreign);
        Assert.Equal(MessageState.Accepted, (await scene.OnlyMessageAsync(order)).State);
    }

    [Theory]
    [InlineData(MessageState.Delivered, MessageStatus.Sent, null)]
    [InlineData(MessageState.Read, MessageStatus.Delivered, null)]
    [InlineData(MessageState.Delivered, MessageStatus.Failed, null)]
    [InlineData(MessageState.Failed, MessageStatus.Delivered, null)]
    [InlineData(MessageState.Sent, MessageStatus.Failed, MessageState.Failed)]
    [InlineData(MessageState.Accepted, MessageStatus.Read, MessageState.Read)]
    [InlineData(MessageState.InDoubt, MessageStatus.Sent, MessageState.Sent)]
    [InlineData(MessageState.Claimed, MessageStatus.Failed, MessageState.Failed)]
    public void States_only_move_forward(MessageState from, MessageStatus status, MessageState? to) =>
        Assert.Equal(to, MessageMoves.After(from, null, status));

    private static MessageStatus[] Chain(int i) => (i % 4) switch
    {
        0 => [MessageStatus.Sent, MessageStatus.Delivered, MessageStatus.Read],
        1 => [MessageStatus.Sent, MessageStatus.Delivered],
        2 => [MessageStatus.Sent, MessageStatus.Failed],
        _ => [MessageStatus.Sent],
    };

    private static MessageState Expected(int i) => (i % 4) switch
    {
        0 => MessageState.Read,
        1 => MessageState.Delivered,
        2 => MessageState.Failed,
        _ => MessageState.Sent,
    };
}
