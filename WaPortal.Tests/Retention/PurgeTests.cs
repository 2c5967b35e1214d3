using System.Text.Json;
using Microsoft.EntityFrameworkCore;
using WaPortal.Core.Access;
using WaPortal.Core.Audit;
using WaPortal.Core.Campaigns;
using WaPortal.Core.Delivery;
using WaPortal.Core.Delivery.Clicks;
using WaPortal.Core.Delivery.Responses;
using WaPortal.Core.Retention;
using WaPortal.Core.WhatsApp;
using WaPortal.Tests.Campaigns;
using WaPortal.Tests.Data;
using WaPortal.Tests.Delivery;
using WaPortal.Tests.WhatsApp;
using Xunit;

namespace WaPortal.Tests.Retention;

/// <summary>What is too old goes, and nothing else.</summary>
public sealed class PurgeTests
{
    private static readonly CancellationToken None = CancellationToken.None;

    [Theory, Engines]
    public async Task Messages_go_after_half_a_year_and_the_figures_of_their_order_stay_as_they_were(Engine engine)
    {
        await using var scene = await DeliveryScene.StartAsync(engine);
        await scene.OptInAsync(6);
        await scene.OptOutAsync(5);
        var order = await scene.OrderAsync(6);
        scene.Portal.Clock.Advance(TimeSpan.FromMinutes(1));
        await scene.DispatchAsync(3);
        var messages = await scene.MessagesAsync(order);
        var left = messages.Where(m => m.State == MessageState.Accepted).ToList();
        await scene.StatusAsync(scene.Status(left[0], MessageStatus.Read), scene.Status(left[1], MessageStatus.Delivered), scene.Status(left[2], MessageStatus.Failed, 131026));
        await scene.TellAsync(Written(scene, left[0], "text", "Yes please"), Written(scene, left[1], "button", "Tell me more"));
        await scene.OptOutAsync(2);
        await scene.WriteAsync(async (db, t) =>
        {
            foreach (var (link, clicks) in new[] { (7L, 3), (8L, 1) })
                await Core.Data.SqlExtensions.ExecuteSqlAsync(
                    db, "INSERT INTO message_clicks (tenant_id, message_id, link_id, order_id, first_at, last_at, clicks) VALUES (@tenant, @message, @link, @order, 0, 0, @clicks)", t,
                    ("@tenant", db.TenantId), ("@message", left[0].Id), ("@link", link), ("@order", order), ("@clicks", clicks));
        });
        var before = await FiguresAsync(scene, order);
        Assert.Contains("131026", before, StringComparison.Ordinal);
        Assert.Contains("Tell me more", before, StringComparison.Ordinal);
        Assert.Contains("Clicks = 3", before, StringComparison.Ordinal);

        scene.Portal.Clock.Advance(TimeSpan.FromDays(179));
        await PurgeAsync(scene.Portal);
        Assert.Equal(6, (await scene.MessagesAsync(order)).Count);
        scene.Portal.Clock.Advance(TimeSpan.FromDays(1));
        await PurgeAsync(scene.Portal);
        Assert.Empty(await scene.MessagesAsync(order));
        Assert.Equal(before, await FiguresAsync(scene, order));
        Assert.Equal(0, await scene.Portal.Database.ReadAsync(scene.Portal.TenantId, (db, t) => db.Set<MessageResponse>().CountAsync(t), None));
        Assert.Contains(await PurgesAsync(scene.Portal), p => p is { Class: DataClass.Messages, Rows: 6 });
    }

    [Theory, Engines]
    public async Task What_waits_or_is_in_doubt_stays_however_old_its_order(Engine engine)
    {
        await using var scene = await DeliveryScene.StartAsync(engine);
        await scene.OptInAsync(2);
        scene.Platform.Answer = _ => new SendOutcome.InDoubt("no answer");
        var doubted = await scene.OrderAsync(1);
        await scene.DispatchAsync(2);
        await scene.WriteAsync((db, t) => scene.Portal.Get<SendOrders>().PauseAsync(db, doubted, "test", t));
        var waiting = await scene.OrderAsync(1, from: 1);
        await scene.WriteAsync((db, t) => scene.Portal.Get<SendOrders>().PauseAsync(db, waiting, "test", t));
        scene.Portal.Clock.Advance(TimeSpan.FromDays(400));
        await PurgeAsync(scene.Portal);
        Assert.Equal(MessageState.InDoubt, (await scene.OnlyMessageAsync(doubted)).State);
        Assert.Equal(MessageState.Queued, (await scene.OnlyMessageAsync(waiting)).State);
    }

    [Theory, Engines]
    public async Task A_purge_that_is_stopped_tells_what_went_and_goes_on_where_it_was(Engine engine)
    {
        await using var scene = await DeliveryScene.StartAsync(engine);
        await scene.OptInAsync(500);
        var order = await scene.OrderAsync(500);
        await scene.OptOutAsync(Enumerable.Range(0, 500));
        scene.Portal.Clock.Advance(TimeSpan.FromMinutes(1));
        for (var i = 0; i < 20; i++)
            await scene.DispatchAsync(1);
        Assert.All(await scene.MessagesAsync(order), m => Assert.Equal(MessageState.Skipped, m.State));
        var before = await FiguresAsync(scene, order);
        scene.Portal.Clock.Advance(TimeSpan.FromDays(181));

        using var stop = new CancellationTokenSource();
        var rows = new StoppedRows(scene.Portal.Services, stop);
        var job = new PurgeJob(scene.Portal.Database, [rows], scene.Portal.Get<AuditTrail>(), scene.Portal.Clock);
        await Assert.ThrowsAnyAsync<OperationCanceledException>(() => job.RunAsync(scene.Portal.TenantId, scene.Portal.TenantId.Value, stop.Token));
        var some = (await scene.MessagesAsync(order)).Count;
        Assert.InRange(some, 1, 499);
        Assert.Equal(500 - some, Assert.Single(await PurgesAsync(scene.Portal)).Rows);
        Assert.Equal(before, await FiguresAsync(scene, order));

        await PurgeAsync(scene.Portal);
        Assert.Empty(await scene.MessagesAsync(order));
        Assert.Equal(500, (await PurgesAsync(scene.Portal)).Where(p => p.Class == DataClass.Messages).Sum(p => p.Rows));
        Assert.Equal(before, await FiguresAsync(scene, order));
    }

    [Theory, Engines]
    public async Task Two_purges_at_once_count_each_message_once(Engine engine)
    {
        await using var scene = await DeliveryScene.StartAsync(engine);
        await scene.OptInAsync(40);
        var order = await scene.OrderAsync(40);
        scene.Platform.Answer = _ => FakeWhatsApp.Refusal(131026);
        for (var i = 0; i < 6; i++)
        {
            await scene.DispatchAsync(2);
            await scene.ResumeAsync(order);
        }

        var before = await FiguresAsync(scene, order);
        Assert.Contains("131026", before, StringComparison.Ordinal);
        scene.Portal.Clock.Advance(TimeSpan.FromDays(181));
        await Task.WhenAll(Enumerable.Range(0, 4).Select(_ => Task.Run(() => PurgeAsync(scene.Portal))));
        Assert.Equal(before, await FiguresAsync(scene, order));
    }

    [Theory, Engines]
    public async Task A_campaign_outlives_its_messages_and_then_goes_with_all_its_figures(Engine engine)
    {
        await using var scene = await CampaignScene.StartAsync(engine, "phone,name,opt_in,opt_in_at,source\n+447700900001,Ada,yes,2026-05-01T10:00:00Z,form\n+447700900002,Ben,yes,2026-05-01T10:00:00Z,form\n");
        var id = await scene.DraftAsync();
        Assert.IsType<CampaignResult.Done>(await scene.ScheduleAsync(id));
        await scene.RunAsync();
        Assert.Equal(CampaignState.Completed, (await scene.RowAsync(id)).State);

        scene.Portal.Clock.Advance(TimeSpan.FromDays(200));
        await PurgeAsync(scene.Portal);
        var detail = await scene.Portal.Get<CampaignQueries>().DetailAsync(scene.Marketer, id, None);
        Assert.Equal(2, detail!.Progress!.Sent);
        Assert.Empty(await scene.MessagesAsync(id));

        scene.Portal.Clock.Advance(TimeSpan.FromDays(170));
        await PurgeAsync(scene.Portal);
        Assert.Null(await scene.Portal.Get<CampaignQueries>().DetailAsync(scene.Marketer, id, None));
        Assert.Equal([], await TablesNamingAsync(scene.Portal, id.Value));
    }

    [Theory, Engines]
    public async Task Webhooks_go_once_they_are_settled_and_what_still_waits_is_kept(Engine engine)
    {
        await using var connected = await Connected.StartAsync(engine);
        await connected.RunAsync();
        Assert.True(await connected.StoreAsync("{\"object\":\"whatsapp_business_account\",\"entry\":[]}"u8.ToArray()));
        await connected.ProcessAsync();
        Assert.True(await connected.StoreAsync("{\"object\":\"whatsapp_business_account\",\"entry\":[]} "u8.ToArray()));
        connected.Portal.Clock.Advance(TimeSpan.FromDays(7.01));
        await PurgeAsync(connected.Portal);
        Assert.Equal(WebhookState.Waiting, Assert.Single(await connected.RowsAsync()).State);
    }

    [Theory, Engines]
    public async Task The_activity_trail_is_cut_and_still_verifies(Engine engine)
    {
        await using var portal = await TestPortal.StartAsync(engine);
        await portal.Get<AuditTrail>().RecordAsync(portal.Marketer, "sign-out", "old one", "ok", null, None);
        portal.Clock.Advance(TimeSpan.FromDays(401));
        await portal.Get<AuditTrail>().RecordAsync(portal.Marketer, "sign-out", "new one", "ok", null, None);
        await PurgeAsync(portal);
        var targets = await portal.Database.ReadAsync(portal.TenantId, (db, t) => db.Set<AuditEvent>().Select(e => e.Target).ToListAsync(t), None);
        Assert.Contains("new one", targets);
        Assert.DoesNotContain("old one", targets);
        Assert.Empty((await portal.Get<VerifyActivity>().RunAsync(Actor.Job(portal.TenantId, "test"), null, None)).Breaks);
    }

    [Fact]
    public async Task What_was_purged_stands_in_no_file_any_more()
    {
        await using var scene = await DeliveryScene.StartAsync(Engine.Sqlite);
        await scene.OptInAsync(60);
        var order = await scene.OrderAsync(60);
        scene.Portal.Clock.Advance(TimeSpan.FromMinutes(1));
        for (var i = 0; i < 4; i++)
            await scene.DispatchAsync(1);
        var wamids = (await scene.MessagesAsync(order)).Select(m => m.Wamid!).ToList();
        Assert.All(wamids, wamid => Assert.True(scene.Portal.HoldsInFiles(wamid)));
        scene.Portal.Clock.Advance(TimeSpan.FromDays(181));
        await PurgeAsync(scene.Portal);
        Assert.All(wamids, wamid => Assert.False(scene.Portal.HoldsInFiles(wamid), wamid));
    }

    internal static Task PurgeAsync(TestPortal portal) => portal.RunJobAsync<PurgeJob>(portal.TenantId.Value);

    internal static Task<List<Purge>> PurgesAsync(TestPortal portal) =>
        portal.Database.ReadAsync(portal.TenantId, (db, t) => db.Set<Purge>().OrderBy(p => p.Id).ToListAsync(t), None);

    private static async Task<string> FiguresAsync(DeliveryScene scene, SendOrderId order)
    {
        var progress = await scene.Portal.Get<OrderReport>().ProgressAsync(scene.Portal.TenantId, order, None);
        var reasons = await scene.Portal.Get<OrderReport>().EndReasonsAsync(scene.Portal.TenantId, order, None);
        var answers = await scene.Portal.Get<OrderResponses>().CountAsync(scene.Portal.TenantId, order, None);
        var clicks = await scene.Portal.Get<OrderClicks>().CountAsync(scene.Portal.TenantId, order, None);
        return JsonSerializer.Serialize(new
        {
            Counts = progress!.Counts.OrderBy(c => c.Key).Select(c => $"{c.Key} {c.Value}"),
            Reasons = reasons.Select(r => $"{r.State} {r.Code} {r.Reason} {r.Count}").Order(StringComparer.Ordinal),
            answers.Answered,
            answers.Replied,
            answers.OptedOut,
            Clicks = $"{clicks.People} {string.Join(' ', clicks.Links.OrderBy(l => l.Link))}",
            Pressed = answers.Pressed.Select(p => $"{p.Label} {p.People}"),
        });
    }

    private static InboundMessageEvent Written(DeliveryScene scene, Message to, string type, string text) => new("1001", "2001", scene.Portal.Clock.GetUtcNow())
    {
        MessageId = "in-" + text,
        Type = type,
        From = MessagePayload.Decrypt(scene.Keys, to.Id, to.Payload!).To[1..],
        Text = text,
        Payload = type == "button" ? "more" : null,
        ContextMessageId = to.Wamid,
        Raw = JsonDocument.Parse("{}").RootElement,
    };

    /// <summary>Every table in which the id stands in a column of ids.</summary>
    private static Task<List<string>> TablesNamingAsync(TestPortal portal, Guid id) => portal.Database.ReadAsync(portal.TenantId, async (db, t) =>
    {
        var found = new List<string>();
        foreach (var type in db.Model.GetEntityTypes().Where(e => e.GetTableName() is not null && typeof(Core.Tenancy.ITenantOwned).IsAssignableFrom(e.ClrType)))
        {
            foreach (var column in type.GetProperties().Where(p => (p.GetTypeMapping().Converter?.ProviderClrType ?? p.ClrType) is var clr && (Nullable.GetUnderlyingType(clr) ?? clr) == typeof(Guid) && !p.IsPrimaryKey() | p.Name is "Id" or "OrderId"))
            {
                var rows = await Core.Data.SqlExtensions.QuerySqlAsync(
                    db, $"SELECT 1 FROM {type.GetTableName()} WHERE {column.GetColumnName()} = @id LIMIT 1", _ => 1, t, ("@id", id));
                if (rows.Count > 0)
                    found.Add(type.GetTableName()!);
            }
        }

        return found;
    }, None);
}
