using Microsoft.EntityFrameworkCore;
using WaPortal.Core.Data;
using WaPortal.Core.Delivery;
using WaPortal.Core.Delivery.Clicks;
using WaPortal.Core.Tenancy;
using WaPortal.Tests.Data;
using Xunit;

namespace WaPortal.Tests.Delivery;

/// <summary>What is known of links that were opened.</summary>
public sealed class ClickTests
{
    private static readonly CancellationToken None = CancellationToken.None;

    [Theory, Engines]
    public async Task A_person_counts_once_and_each_opening_counts(Engine engine)
    {
        await using var stage = await Stage.StartAsync(engine, 2);
        var (first, second) = (stage.Messages[0], stage.Messages[1]);
        var began = stage.Scene.Portal.Clock.GetUtcNow();
        stage.Click(first, stage.Shop);
        stage.Scene.Portal.Clock.Advance(TimeSpan.FromMinutes(5));
        stage.Click(first, stage.Shop, first, stage.Map, second, stage.Shop);
        Assert.True(await stage.Counter.FlushAsync(None));
        stage.Scene.Portal.Clock.Advance(TimeSpan.FromMinutes(5));
        stage.Click(first, stage.Shop);
        Assert.True(await stage.Counter.FlushAsync(None));

        var counts = await stage.CountAsync();
        Assert.Equal(2, counts.People);
        Assert.Equal([new LinkClicks(stage.Shop, 2, 4), new LinkClicks(stage.Map, 1, 1)], counts.Links.OrderByDescending(l => l.People));
        var row = await stage.RowAsync(first, stage.Shop);
        Assert.Equal((began, began.AddMinutes(10), 3), (row!.FirstAt, row.LastAt, row.Clicks));
    }

    [Theory, Engines]
    public async Task Two_processes_that_count_the_same_link_lose_nothing(Engine engine)
    {
        await using var stage = await Stage.StartAsync(engine, 5);
        var portal = stage.Scene.Portal;
        var counters = Enumerable.Range(0, 4).Select(_ => new ClickCounter(
            portal.Database, portal.Get<IPortalSignals>(), portal.Clock, Microsoft.Extensions.Logging.Abstractions.NullLogger<ClickCounter>.Instance)).ToList();
        await Task.WhenAll(counters.Select((counter, at) => Task.Run(async () =>
        {
            for (var round = 0; round < 10; round++)
            {
                // Each in another order, as requests come.
                foreach (var message in at % 2 == 0 ? stage.Messages : stage.Messages.Reverse())
                    counter.Note(stage.Visit(message, stage.Shop));
                while (!await counter.FlushAsync(None))
                {
                }
            }

            counter.Dispose();
        })));
        Assert.Equal([new LinkClicks(stage.Shop, 5, 200)], (await stage.CountAsync()).Links);
    }

    [Theory, Engines]
    public async Task A_link_leads_where_it_was_meant_to_and_nowhere_once_its_message_is_gone(Engine engine)
    {
        await using var stage = await Stage.StartAsync(engine, 2);
        var follow = stage.Scene.Portal.Get<FollowLink>();
        var token = TrackedLinks.Token(stage.Keys, stage.Messages[0], stage.Shop);
        Assert.Equal(stage.Visit(stage.Messages[0], stage.Shop), await follow.FindAsync(token, None));
        Assert.Null(await follow.FindAsync(TrackedLinks.Token(stage.Keys, stage.Messages[0], 4711), None));
        Assert.Null(await follow.FindAsync(TrackedLinks.Token(stage.Keys, new MessageId(Guid.NewGuid()), stage.Shop), None));

        var other = await stage.Scene.Portal.AddTenantAsync("harbour", "Harbour");
        var foreign = await stage.Scene.Portal.Get<TenantKeys>().GetAsync(other.Id, None);
        Assert.Null(await follow.FindAsync(TrackedLinks.Token(foreign, stage.Messages[0], stage.Shop), None));

        var visit = (await follow.FindAsync(token, None))!;
        await stage.Scene.WriteAsync((db, t) => db.ExecuteSqlAsync(
            "UPDATE messages SET wamid = @gone WHERE tenant_id = @tenant AND id = @id", t, ("@tenant", db.TenantId), ("@id", stage.Messages[0]), ("@gone", "erased:" + stage.Messages[0].ToOpaque())));
        Assert.Null(await follow.FindAsync(token, None));
        // Clicked a moment before the person was erased.
        stage.Counter.Note(visit);
        Assert.True(await stage.Counter.FlushAsync(None));
        Assert.Null(await stage.RowAsync(stage.Messages[0], stage.Shop));
    }

    [Theory, Engines]
    public async Task Whoever_clicks_is_led_on_while_the_database_is_busy_and_is_counted_afterwards(Engine engine)
    {
        await using var stage = await Stage.StartAsync(engine, 1);
        var (held, release) = (new TaskCompletionSource(), new TaskCompletionSource());
        var busy = stage.Scene.WriteAsync(async (db, t) =>
        {
            await db.ExecuteSqlAsync("UPDATE messages SET attempts = attempts WHERE tenant_id = @tenant", t, ("@tenant", db.TenantId));
            held.SetResult();
            await release.Task;
        });
        await held.Task;
        var visit = await stage.Scene.Portal.Get<FollowLink>().FindAsync(TrackedLinks.Token(stage.Keys, stage.Messages[0], stage.Shop), None);
        stage.Counter.Note(visit!);
        var flush = stage.Counter.FlushAsync(None);
        release.SetResult();
        await busy;
        Assert.True(await flush);
        Assert.Equal(1, (await stage.CountAsync()).People);
    }

    [Fact]
    public async Task A_bit_of_a_token_changed_anywhere_makes_it_nobodys()
    {
        await using var stage = await Stage.StartAsync(Engine.Sqlite, 1);
        var bytes = System.Buffers.Text.Base64Url.DecodeFromChars(TrackedLinks.Token(stage.Keys, stage.Messages[0], stage.Shop));
        for (var i = 0; i < bytes.Length; i++)
        {
            var changed = (byte[])bytes.Clone();
            changed[i] ^= 1;
            Assert.Null(TrackedLinks.Read(stage.Keys, System.Buffers.Text.Base64Url.EncodeToString(changed)));
        }

        Assert.NotNull(TrackedLinks.Read(stage.Keys, System.Buffers.Text.Base64Url.EncodeToString(bytes)));
        Assert.Null(TrackedLinks.Read(stage.Keys, System.Buffers.Text.Base64Url.EncodeToString(bytes.AsSpan(..^1))));
        Assert.Null(TrackedLinks.Read(stage.Keys, ""));
    }

    [Fact]
    public async Task More_clicks_than_there_is_room_for_are_lost_and_the_rest_is_counted()
    {
        await using var stage = await Stage.StartAsync(Engine.Sqlite, 1);
        for (var i = 0; i < ClickCounter.Room + 7; i++)
            stage.Click(stage.Messages[0], stage.Shop);
        Assert.True(await stage.Counter.FlushAsync(None));
        Assert.Equal([new LinkClicks(stage.Shop, 1, ClickCounter.Room)], (await stage.CountAsync()).Links);
    }

    private sealed class Stage : IAsyncDisposable
    {
        private Stage(DeliveryScene scene) => Scene = scene;

        public DeliveryScene Scene { get; }

        public SendOrderId Order { get; private set; }

        public IReadOnlyList<MessageId> Messages { get; private set; } = [];

        public TenantKeyRing Keys { get; private set; } = null!;

        public long Shop => TrackedLink.IdOf(Order, "body.1", "https://shop.example/");

        public long Map => TrackedLink.IdOf(Order, "button0.1", "https://map.example/");

        public ClickCounter Counter => Scene.Portal.Get<ClickCounter>();

        public static async Task<Stage> StartAsync(Engine engine, int people)
        {
            var stage = new Stage(await DeliveryScene.StartAsync(engine));
            await stage.Scene.OptInAsync(people);
            stage.Order = await stage.Scene.OrderAsync(people);
            await stage.Scene.DispatchAsync(3);
            stage.Messages = [.. (await stage.Scene.MessagesAsync(stage.Order)).Select(m => m.Id)];
            stage.Keys = await stage.Scene.Portal.Get<TenantKeys>().GetAsync(stage.Scene.Portal.TenantId, None);
            for (var twice = 0; twice < 2; twice++)
                await stage.Scene.WriteAsync((db, t) => TrackedLink.KeepAsync(db, stage.Order, [("body.1", "https://shop.example/"), ("button0.1", "https://map.example/")], t));
            return stage;
        }

        public LinkVisit Visit(MessageId message, long link) =>
            new(Scene.Portal.TenantId, message, link, Order, link == Shop ? "https://shop.example/" : "https://map.example/");

        public void Click(params (MessageId Message, long Link)[] clicks)
        {
            foreach (var (message, link) in clicks)
                Counter.Note(Visit(message, link));
        }

        public void Click(MessageId message, long link) => Click((message, link));

        public void Click(MessageId first, long one, MessageId second, long two, MessageId third, long three) => Click((first, one), (second, two), (third, three));

        public Task<ClickCounts> CountAsync() => Scene.Portal.Get<OrderClicks>().CountAsync(Scene.Portal.TenantId, Order, None);

        public Task<MessageClick?> RowAsync(MessageId message, long link) => Scene.Portal.Database.ReadAsync(
            Scene.Portal.TenantId, (db, t) => db.Set<MessageClick>().FirstOrDefaultAsync(c => c.MessageId == message && c.LinkId == link, t), None);

        public ValueTask DisposeAsync() => Scene.DisposeAsync();
    }
}
