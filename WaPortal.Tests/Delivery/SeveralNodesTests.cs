using System.Data.Common;
using Microsoft.EntityFrameworkCore.Diagnostics;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.DependencyInjection.Extensions;
using WaPortal.Core.Delivery;
using WaPortal.Core.Jobs;
using WaPortal.Core.WhatsApp;
using WaPortal.Tests.Data;
using Xunit;

namespace WaPortal.Tests.Delivery;

/// <summary>Several processes on one database: one dies, one stands still between two steps, a third goes on.</summary>
public sealed class SeveralNodesTests
{
    private const int People = 60;

    [Theory, Engines]
    public async Task A_node_that_dies_and_one_that_stands_still_between_claim_and_start_send_nothing_twice(Engine engine)
    {
        if (engine != Engine.Postgres)
            return; // a SQLite file belongs to one process
        await using var scene = await DeliveryScene.StartAsync(engine);
        await scene.OptInAsync(People);
        var order = await scene.OrderAsync(People);
        var platform = new FakeWhatsApp();
        var freeze = new FrozenCommits();
        await using var frozen = Node(scene, platform, freeze);
        await using var third = Node(scene, platform);

        // It claims, and stands still before it marks a start.
        freeze.AfterCommits = 1;
        var standing = Task.Run(() => DispatchAsync(frozen, scene));
        await freeze.Reached.Task.WaitAsync(TimeSpan.FromSeconds(60));
        Assert.Empty(platform.Sent);

        // Another dies with its requests on the wire: nothing of it is ever booked.
        var dying = new FakeWhatsApp { OnTheWire = _ => Task.Delay(Timeout.Infinite) };
        var dead = Node(scene, dying);
        var lost = Task.Run(() => DispatchAsync(dead, scene));
        while (dying.Sent.IsEmpty)
            await Task.Delay(20);
        await Task.Delay(200); // whatever it claimed has left
        foreach (var message in dying.Sent)
            platform.Sent.Enqueue(message);

        for (var i = 0; i < 20; i++)
        {
            scene.Portal.Clock.Advance(TimeSpan.FromSeconds(10));
            await third.GetServices<IUnfinishedWork>().OfType<Reconciliation>().Single().ResumeAsync(CancellationToken.None);
            await DispatchAsync(third, scene);
        }

        freeze.Release();
        await standing.WaitAsync(TimeSpan.FromSeconds(60));
        await scene.StatusAsync(platform.Sent.Select(s => new MessageStatusEvent("1001", "2001", scene.Portal.Clock.GetUtcNow())
        {
            MessageId = "wamid." + s.BizOpaqueCallbackData,
            Status = MessageStatus.Delivered,
            BizOpaqueCallbackData = s.BizOpaqueCallbackData,
        }).Where(e => !platform.Sent.Any(s => s.BizOpaqueCallbackData == e.BizOpaqueCallbackData && !dying.Sent.Contains(s))));
        Assert.Equal(People, platform.Sent.Count);
        Assert.Equal(People, platform.Sent.Select(s => s.BizOpaqueCallbackData).Distinct().Count());
        var messages = await scene.MessagesAsync(order);
        Assert.All(messages, m => Assert.Contains(m.State, (MessageState[])[MessageState.Accepted, MessageState.Delivered]));
        Assert.Equal(dying.Sent.Count, messages.Count(m => m.State == MessageState.Delivered));
        await scene.AssertCountsAsync(order);
        Assert.False(lost.IsCompleted);
    }

    [Theory, Engines]
    public async Task A_node_that_stands_still_between_start_and_answer_keeps_its_messages_from_nobody_and_books_nothing_late(Engine engine)
    {
        if (engine != Engine.Postgres)
            return;
        await using var scene = await DeliveryScene.StartAsync(engine);
        await scene.OptInAsync(People);
        var order = await scene.OrderAsync(People);
        var slow = new TaskCompletionSource();
        var stalled = new FakeWhatsApp { OnTheWire = _ => slow.Task };
        var platform = new FakeWhatsApp();
        await using var first = Node(scene, stalled);
        await using var second = Node(scene, platform);
        var standing = Task.Run(() => DispatchAsync(first, scene));
        while (stalled.Sent.IsEmpty)
            await Task.Delay(20);
        await Task.Delay(200);
        for (var i = 0; i < 20; i++)
        {
            scene.Portal.Clock.Advance(TimeSpan.FromSeconds(10));
            await second.GetServices<IUnfinishedWork>().OfType<Reconciliation>().Single().ResumeAsync(CancellationToken.None);
            await DispatchAsync(second, scene);
        }

        slow.SetResult();
        await standing.WaitAsync(TimeSpan.FromSeconds(60));
        var sent = stalled.Sent.Concat(platform.Sent).Select(s => s.BizOpaqueCallbackData).ToList();
        Assert.Equal(People, sent.Count);
        Assert.Equal(People, sent.Distinct().Count());
        // What stood still too long is in doubt: its late answers are not believed, a status settles it.
        var messages = await scene.MessagesAsync(order);
        Assert.Equal(stalled.Sent.Select(s => s.BizOpaqueCallbackData).Order(), messages.Where(m => m.State == MessageState.InDoubt).Select(m => m.Id.ToOpaque()).Order());
        await scene.StatusAsync(messages.Where(m => m.State == MessageState.InDoubt).Select(m => scene.Status(m, MessageStatus.Delivered)));
        Assert.DoesNotContain(await scene.MessagesAsync(order), m => m.State == MessageState.InDoubt);
        await scene.AssertCountsAsync(order);
    }

    private static async Task DispatchAsync(ServiceProvider node, DeliveryScene scene)
    {
        await using var scope = node.CreateAsyncScope();
        await scope.ServiceProvider.GetRequiredService<DispatchJob>().RunAsync(scene.Portal.TenantId, scene.Sender.Value, CancellationToken.None);
    }

    private static ServiceProvider Node(DeliveryScene scene, FakeWhatsApp platform, IInterceptor? interceptor = null) => TestPortal.CreateServices(
        scene.Portal.DataPath, scene.Portal.PostgresDatabase,
        new Dictionary<string, string?>(StringComparer.Ordinal) { ["Delivery:Slice"] = "00:00:00.001", ["Delivery:ShortWait"] = "00:00:00", ["Delivery:InFlight"] = "8" },
        scene.Portal.Clock,
        services =>
        {
            services.RemoveAll<IWhatsAppClient>();
            services.AddSingleton<IWhatsAppClient>(platform);
            if (interceptor is not null)
                services.AddSingleton(interceptor);
        });

    /// <summary>Stands still after so many commits, before the next transaction.</summary>
    private sealed class FrozenCommits : DbTransactionInterceptor
    {
        private readonly TaskCompletionSource _released = new();

        public int AfterCommits { get; set; } = int.MaxValue;

        public TaskCompletionSource Reached { get; } = new();

        public void Release() => _released.SetResult();

        public override async Task TransactionCommittedAsync(DbTransaction transaction, TransactionEndEventData eventData, CancellationToken cancellationToken = default)
        {
            if (--AfterCommits != 0)
                return;
            Reached.SetResult();
            await _released.Task;
        }
    }
}
