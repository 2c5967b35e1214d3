using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.DependencyInjection;
using WaPortal.Core.Access;
using WaPortal.Core.Campaigns;
using WaPortal.Core.Data;
using WaPortal.Core.Delivery;
using WaPortal.Core.Delivery.Evidence;
using WaPortal.Core.Delivery.Notifications;
using WaPortal.Core.OptIns.Erasure;
using WaPortal.Core.OptIns.Import;
using WaPortal.Core.OptIns.Ledger;
using WaPortal.Core.Templates;
using WaPortal.Tests.Data;
using Xunit;

namespace WaPortal.Tests.Delivery;

/// <summary>Single messages beside campaigns: one standing order, and every rule of the one way out.</summary>
public sealed class NotificationTests
{
    private const string Origin = "test:1";
    private static readonly CancellationToken None = CancellationToken.None;

    [Theory, Engines]
    public async Task The_same_key_asked_for_at_the_same_time_makes_one_message(Engine engine)
    {
        await using var scene = await DeliveryScene.StartAsync(engine);
        await scene.OptInAsync(1);
        var results = await Task.WhenAll(Enumerable.Range(0, 8).Select(_ => Task.Run(() => NotifyAsync(scene, 0, "receipt 1"))));

        var accepted = Assert.Single(results.OfType<NotificationResult.Accepted>());
        Assert.All(results.OfType<NotificationResult.AlreadyThere>(), r => Assert.Equal(accepted.Id, r.Id));
        Assert.Equal(7, results.OfType<NotificationResult.AlreadyThere>().Count());
        await scene.DispatchAsync(3);
        Assert.Single(scene.Platform.Sent);

        Assert.IsType<NotificationResult.AlreadyThere>(await NotifyAsync(scene, 0, "receipt 1"));
        Assert.IsType<NotificationResult.Accepted>(await NotifyAsync(scene, 0, "receipt 2"));
        await scene.DispatchAsync(10);
        Assert.Equal(2, scene.Platform.Sent.Count);
        var order = await StandingAsync(scene);
        Assert.Equal(SendOrderState.Running, order.State);
        await scene.AssertCountsAsync(order.Id);
    }

    [Theory, Engines]
    public async Task A_single_message_goes_before_what_is_left_of_a_campaign(Engine engine)
    {
        await using var scene = await DeliveryScene.StartAsync(engine);
        await scene.OptInAsync(301);
        var campaign = await scene.OrderAsync(300);
        await scene.RunDispatchOnceAsync();
        await NotifyAsync(scene, 300, "now");
        scene.Portal.Clock.Advance(TimeSpan.FromSeconds(1));
        await scene.RunDispatchOnceAsync();

        Assert.Contains(scene.Platform.Sent, m => m.To == DeliveryScene.Phone(300));
        Assert.Contains(await scene.MessagesAsync(campaign), m => m.State == MessageState.Queued);
        await scene.DispatchAsync(15);
        Assert.Equal(301, scene.Platform.Sent.Count);
    }

    [Theory, Engines]
    public async Task Campaigns_leave_a_part_of_the_limit_to_single_messages(Engine engine)
    {
        await using var scene = await DeliveryScene.StartAsync(engine, tier: "30");
        await scene.OptInAsync(60);
        await NotifyAsync(scene, 59, "first");
        var campaign = await scene.OrderAsync(40);
        await scene.DispatchAsync(10);

        Assert.Equal(20, scene.Platform.Sent.Count);
        Assert.Contains("10 people kept", (await scene.OrderRowAsync(campaign)).WaitReason, StringComparison.Ordinal);
        var limit = Assert.Single((await scene.Portal.Get<SendingOverview>().RunAsync(scene.Portal.Marketer, TimeZoneInfo.Utc, None)).Limits);
        Assert.Equal((10, 20), (limit.Kept, limit.Used));
        Assert.Contains(limit.Parts, p => p is { Campaign: "Test messages", People: 1 });

        for (var person = 40; person < 52; person++)
            await NotifyAsync(scene, person, "later");
        await scene.DispatchAsync(10);
        Assert.Equal(30, scene.Platform.Sent.Count);
        Assert.Equal(2, (await StandingMessagesAsync(scene)).Count(m => m.State == MessageState.Queued));
        await scene.AssertCountsAsync(campaign);
    }

    [Theory]
    [InlineData(null, 0)]
    [InlineData(1, 0)]
    [InlineData(12, 6)]
    [InlineData(250, 10)]
    [InlineData(2_000, 20)]
    [InlineData(100_000, 1_000)]
    public void One_in_a_hundred_is_kept_at_least_ten_at_most_half(int? limit, int kept) => Assert.Equal(kept, NotificationReserve.Of(limit));

    [Theory, Engines]
    public async Task What_could_not_leave_in_its_time_ends_and_waits_for_nobody(Engine engine)
    {
        await using var scene = await DeliveryScene.StartAsync(engine);
        await scene.OptInAsync(2);
        await SetStatusAsync(scene, "Paused");
        Assert.IsType<NotificationDraft.Refused>(await ComposeAsync(scene, 0, "never"));
        await SetStatusAsync(scene, "Approved");
        await NotifyAsync(scene, 0, "soon", TimeSpan.FromMinutes(10));
        await NotifyAsync(scene, 1, "later", TimeSpan.FromHours(5));
        await SetStatusAsync(scene, "Paused");
        await scene.DispatchAsync(5);
        Assert.Empty(scene.Platform.Sent);
        Assert.Equal(SendOrderState.Running, (await StandingAsync(scene)).State);

        scene.Portal.Clock.Advance(TimeSpan.FromMinutes(10));
        await scene.RunDispatchOnceAsync();
        var ended = Assert.Single(await StandingMessagesAsync(scene), m => m.State == MessageState.Skipped);
        Assert.Equal((nameof(SkipReason.Expired), "soon"), (ended.Reason, ended.CallerKey));

        await SetStatusAsync(scene, "Approved");
        scene.Portal.Clock.Advance(TimeSpan.FromMinutes(2));
        await scene.DispatchAsync(3);
        Assert.Equal(DeliveryScene.Phone(1), Assert.Single(scene.Platform.Sent).To);
        await scene.AssertCountsAsync((await StandingAsync(scene)).Id);
    }

    [Theory, Engines]
    public async Task An_opt_out_between_the_order_and_the_claim_stops_it(Engine engine)
    {
        await using var scene = await DeliveryScene.StartAsync(engine);
        await scene.OptInAsync(1);
        await NotifyAsync(scene, 0, "one");
        await scene.OptOutAsync(0);
        await scene.DispatchAsync(3);

        Assert.Empty(scene.Platform.Sent);
        Assert.Equal(nameof(SkipReason.OptedOut), Assert.Single(await StandingMessagesAsync(scene)).Reason);
    }

    [Theory, Engines]
    public async Task An_entry_of_the_ledger_permits_exactly_one_message_and_no_opt_out_is_passed_by(Engine engine)
    {
        await using var scene = await DeliveryScene.StartAsync(engine);
        await scene.OptOutAsync(2);
        await NotifyAsync(scene, 0, "a", purpose: "Confirmation", permit: 77);
        await NotifyAsync(scene, 1, "b", purpose: "Confirmation");
        await NotifyAsync(scene, 2, "c", purpose: "Confirmation", permit: 78);
        await scene.DispatchAsync(3);

        Assert.Equal(DeliveryScene.Phone(0), Assert.Single(scene.Platform.Sent).To);
        Assert.Equal(
            [(MessageState.Accepted, null, 77L), (MessageState.Skipped, nameof(SkipReason.NoConsent), null), (MessageState.Skipped, nameof(SkipReason.OptedOut), null)],
            (await StandingMessagesAsync(scene)).Select(m => (m.State, m.Reason, m.ConsentSeq)));
    }

    [Theory, Engines]
    public async Task What_was_put_together_for_another_text_ends_and_what_comes_after_leaves(Engine engine)
    {
        await using var scene = await DeliveryScene.StartAsync(engine);
        await scene.OptInAsync(2);
        await NotifyAsync(scene, 0, "1 old");
        scene.Portal.Clock.Advance(TimeSpan.FromSeconds(1));
        await scene.WriteAsync(async (db, t) =>
        {
            await db.ExecuteSqlAsync("UPDATE template_translations SET platform_id = '77', held_json = content_json", t);
            var row = await db.Set<TemplateTranslation>().SingleAsync(t);
            var now = scene.Portal.Clock.GetUtcNow();
            Assert.True(row.TryDrift(new TemplateContent { Body = "Hello {{name}}, welcome." }, null, now, now));
        });
        scene.Portal.Clock.Advance(TimeSpan.FromSeconds(1));
        await NotifyAsync(scene, 1, "2 new", values: new() { ["body.name"] = "Ana" });
        await scene.DispatchAsync(3);

        Assert.Equal(DeliveryScene.Phone(1), Assert.Single(scene.Platform.Sent).To);
        Assert.Equal(nameof(SkipReason.TemplateChanged), (await StandingMessagesAsync(scene))[0].Reason);
        Assert.Equal(SendOrderState.Running, (await StandingAsync(scene)).State);
    }

    [Theory, Engines]
    public async Task A_refusal_that_stops_everything_holds_it_for_five_minutes_and_it_goes_on_by_itself(Engine engine)
    {
        await using var scene = await DeliveryScene.StartAsync(engine);
        await scene.OptInAsync(1);
        scene.Platform.Answer = _ => FakeWhatsApp.Refusal(132015);
        await NotifyAsync(scene, 0, "one");
        await scene.DispatchAsync(30);

        Assert.Single(scene.Platform.Sent);
        var held = await StandingAsync(scene);
        Assert.Equal(SendOrderState.Running, held.State);
        Assert.Contains("132015", held.WaitReason, StringComparison.Ordinal);

        scene.Platform.Answer = null;
        scene.Portal.Clock.Advance(TimeSpan.FromMinutes(5));
        await scene.DispatchAsync(3);
        Assert.Equal(2, scene.Platform.Sent.Count);
        Assert.Null((await StandingAsync(scene)).WaitReason);
        await scene.AssertCountsAsync(held.Id);
    }

    [Theory, Engines]
    public async Task A_holder_that_is_gone_gives_it_back_and_one_that_started_leaves_it_in_doubt(Engine engine)
    {
        await using var scene = await DeliveryScene.StartAsync(engine);
        await scene.OptInAsync(2);
        await NotifyAsync(scene, 0, "claimed");
        var started = Assert.IsType<NotificationResult.Accepted>(await NotifyAsync(scene, 1, "started"));
        var lease = Guid.NewGuid();
        var claim = await scene.Portal.Get<ClaimStore>().ClaimAsync(scene.Portal.TenantId, scene.Sender, lease, 100, None);
        Assert.Equal(2, claim.Messages.Count);
        await scene.Portal.Get<StartStore>().StartAsync(scene.Portal.TenantId, lease, [claim.Messages.Single(m => started.Id == m.Id).Id], None);
        scene.Portal.Clock.Advance(TimeSpan.FromMinutes(3));
        await scene.SweepAsync();

        Assert.Equal([MessageState.Queued, MessageState.InDoubt], (await StandingMessagesAsync(scene)).Select(m => m.State));
        await scene.DispatchAsync(3);
        Assert.Equal(DeliveryScene.Phone(0), Assert.Single(scene.Platform.Sent).To);
        await scene.AssertCountsAsync((await StandingAsync(scene)).Id);
    }

    [Theory, Engines]
    public async Task An_erased_person_gets_none_and_nothing_of_it_stays_theirs(Engine engine)
    {
        await using var scene = await DeliveryScene.StartAsync(engine);
        await scene.OptInAsync(1);
        await NotifyAsync(scene, 0, "order 4711");
        var phone = DeliveryScene.Phone(0);
        var person = new PersonMarks(phone, [scene.Keys.PhoneId(phone)], [phone], Guid.NewGuid(), scene.Portal.Clock.GetUtcNow());
        var traces = scene.Portal.Services.GetServices<IPersonTraces>().OfType<MessageTraces>().Single();
        await scene.WriteAsync((db, t) => traces.StopAsync(db, person, t));
        await scene.WriteAsync((db, t) => traces.EraseAsync(db, person, null, null, t));
        await scene.DispatchAsync(3);

        Assert.Empty(scene.Platform.Sent);
        var left = Assert.Single(await StandingMessagesAsync(scene));
        Assert.Equal((nameof(SkipReason.Erased), "", null), (left.Reason, left.CallerKey, left.Payload));
        Assert.NotEqual(scene.Keys.PhoneId(phone), left.PhoneId);
        await scene.AssertCountsAsync((await StandingAsync(scene)).Id);
    }

    [Theory, Engines]
    public async Task It_is_told_of_like_any_other_message_with_where_it_came_from(Engine engine)
    {
        await using var scene = await DeliveryScene.StartAsync(engine);
        await scene.OptInAsync(1);
        await NotifyAsync(scene, 0, "one");
        await scene.DispatchAsync(3);
        var officer = scene.Portal.As(PortalRole.ComplianceOfficer);
        var person = (await scene.Portal.Get<LedgerQuery>().FindAsync(officer, 1, None))!.Person;

        var message = Assert.Single(await scene.Portal.Get<MessagesOfPersonQuery>().RunAsync(officer, person, 10, None));
        Assert.Equal(("Test messages", 1L, MessageState.Accepted), (message.Origin, message.ConsentSeq, message.State));
        Assert.Equal(1, (await scene.Portal.Get<SendingHistory>().SinceAsync(scene.Portal.TenantId, scene.Portal.Clock.GetUtcNow().AddDays(-1), None)).Sum(q => q.Sent));
    }

    [Theory, Engines]
    public async Task A_suspended_enterprise_queues_none(Engine engine)
    {
        await using var scene = await DeliveryScene.StartAsync(engine);
        await scene.WriteAsync((db, t) => db.ExecuteSqlAsync("UPDATE tenants SET status = 'Suspended'", t));
        Assert.IsType<NotificationResult.Refused>(await NotifyAsync(scene, 0, "one"));
        Assert.Empty(await StandingMessagesAsync(scene));
    }

    private static Task<NotificationDraft> ComposeAsync(
        DeliveryScene scene, int person, string key, TimeSpan? life = null, string purpose = nameof(ConsentPurpose.Marketing), Dictionary<string, string>? values = null) =>
        scene.Portal.Get<SendNotification>().ComposeAsync(scene.Portal.TenantId, new Notification
        {
            Sender = scene.Sender,
            Template = scene.Template,
            Language = "en_GB",
            Purpose = purpose,
            Phone = DeliveryScene.Phone(person),
            Values = values ?? [],
            Key = key,
            ExpiresAt = scene.Portal.Clock.GetUtcNow() + (life ?? TimeSpan.FromDays(1)),
            Origin = Origin,
            OriginName = "Test messages",
        }, None);

    internal static async Task<NotificationResult> NotifyAsync(
        DeliveryScene scene, int person, string key, TimeSpan? life = null, string purpose = nameof(ConsentPurpose.Marketing), long? permit = null, Dictionary<string, string>? values = null)
    {
        var draft = Assert.IsType<NotificationDraft.Ready>(await ComposeAsync(scene, person, key, life, purpose, values));
        return await scene.Portal.Database.WriteAsync(scene.Portal.TenantId, (db, t) => scene.Portal.Get<SendNotification>().QueueAsync(db, draft, permit, t), None);
    }

    private static Task<SendOrder> StandingAsync(DeliveryScene scene) =>
        scene.Portal.Database.ReadAsync(scene.Portal.TenantId, (db, t) => db.Set<SendOrder>().SingleAsync(o => o.Origin == Origin, t), None);

    private static Task<List<Message>> StandingMessagesAsync(DeliveryScene scene) => scene.Portal.Database.ReadAsync(
        scene.Portal.TenantId, (db, t) => db.Set<Message>().Where(m => db.Set<SendOrder>().Any(o => o.Id == m.OrderId && o.Origin == Origin)).OrderBy(m => m.CallerKey).ToListAsync(t), None);

    private static Task SetStatusAsync(DeliveryScene scene, string status) =>
        scene.WriteAsync((db, t) => db.ExecuteSqlAsync("UPDATE template_translations SET status = @status", t, ("@status", status)));
}
