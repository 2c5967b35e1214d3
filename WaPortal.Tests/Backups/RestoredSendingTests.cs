using Microsoft.EntityFrameworkCore;
using WaPortal.Core.Access;
using WaPortal.Core.Backups;
using WaPortal.Core.Campaigns;
using WaPortal.Core.Data;
using WaPortal.Core.Delivery;
using WaPortal.Core.OptIns.Ledger;
using WaPortal.Core.WhatsApp;
using WaPortal.Tests.Campaigns;
using WaPortal.Tests.Data;
using WaPortal.Tests.Delivery;
using Xunit;

namespace WaPortal.Tests.Backups;

/// <summary>What a database does that was set back: nothing by itself.</summary>
public sealed class RestoredSendingTests
{
    private const string List = """
        phone,name,language,opt_in,opt_in_at,source
        +447700900001,Ana,en,yes,2026-05-01T10:00:00Z,form
        +447700900002,Luis,es_MX,yes,2026-05-01T10:00:00Z,form
        """;

    private static readonly CancellationToken None = CancellationToken.None;

    [Theory, Engines]
    public async Task Nothing_leaves_before_a_person_decides_and_statuses_settle_what_had_left(Engine engine)
    {
        await using var scene = await DeliveryScene.StartAsync(engine);
        await scene.OptInAsync(7);
        var order = await scene.OrderAsync(4);
        var messages = await scene.MessagesAsync(order);
        await ClaimAsync(scene, order, messages[0].Id);
        await NotificationTests.NotifyAsync(scene, 5, "waited");

        await SetBackAsync(scene.Portal);
        await NotificationTests.NotifyAsync(scene, 6, "asked for since");
        await scene.SweepAsync();
        await scene.DispatchAsync(20);
        Assert.Empty(scene.Platform.Sent);
        var row = await scene.OrderRowAsync(order);
        Assert.Equal(SendOrderState.Paused, row.State);
        Assert.Contains("restored from a backup of", row.PauseReason, StringComparison.Ordinal);
        var after = (await scene.MessagesAsync(order)).ToDictionary(m => m.Id, m => m.State);
        Assert.Equal(MessageState.InDoubt, after[messages[0].Id]);
        Assert.Equal(3, after.Values.Count(s => s == MessageState.Queued));
        Assert.Equal((1, 1), await SinglesAsync(scene));
        await scene.AssertCountsAsync(order);

        // WhatsApp tells of one that waits here: it had left since the backup.
        await scene.StatusAsync(scene.Status(messages[1], MessageStatus.Delivered), scene.Status(messages[0], MessageStatus.Sent));
        Assert.Equal(
            (MessageState.Sent, MessageState.Delivered),
            ((await scene.MessagesAsync(order)).Single(m => m.Id == messages[0].Id).State, (await scene.MessagesAsync(order)).Single(m => m.Id == messages[1].Id).State));

        Assert.True(await scene.Portal.Get<RestoreDecision>().LiftAsync(scene.Portal.As(PortalRole.TenantAdmin), None));
        await scene.SweepAsync();
        await scene.DispatchAsync(20);
        Assert.Equal([DeliveryScene.Phone(6)], scene.Platform.Sent.Select(m => m.To));

        await scene.ResumeAsync(order);
        await scene.DispatchAsync(20);
        Assert.Equal(3, scene.Platform.Sent.Count);
        Assert.Equal(3, scene.Platform.Sent.Select(m => m.To).Distinct().Count());
        Assert.Null((await scene.OrderRowAsync(order)).SetBackTo);
    }

    [Theory, Engines]
    public async Task What_a_restore_put_in_doubt_has_its_whole_time_from_then_on(Engine engine)
    {
        await using var scene = await DeliveryScene.StartAsync(engine);
        await scene.OptInAsync(1);
        var order = await scene.OrderAsync(1);
        await ClaimAsync(scene, order, (await scene.OnlyMessageAsync(order)).Id);
        scene.Portal.Clock.Advance(TimeSpan.FromDays(3));
        await SetBackAsync(scene.Portal);

        scene.Portal.Clock.Advance(TimeSpan.FromHours(23));
        await scene.SweepAsync();
        Assert.Equal(MessageState.InDoubt, (await scene.OnlyMessageAsync(order)).State);
        scene.Portal.Clock.Advance(TimeSpan.FromHours(2));
        await scene.SweepAsync();
        var message = await scene.OnlyMessageAsync(order);
        Assert.Equal((MessageState.Failed, MessageMoves.InDoubtExpired), (message.State, message.Reason));
    }

    [Theory, Engines]
    public async Task Campaigns_wait_for_a_person_who_knows(Engine engine)
    {
        await using var scene = await CampaignScene.StartAsync(engine, List);
        var portal = scene.Portal;
        var running = await scene.DraftAsync();
        Assert.IsType<CampaignResult.Done>(await scene.ScheduleAsync(running));
        await portal.RunJobAsync<StartCampaignJob>(running.Value);
        var paused = await PausedAsync(scene);
        var planned = await scene.DraftAsync(localStart: new DateTime(2026, 11, 21, 9, 0, 0, DateTimeKind.Unspecified));
        Assert.IsType<CampaignResult.Done>(await scene.ScheduleAsync(planned));
        var preparing = await scene.DraftAsync(localStart: new DateTime(2026, 11, 21, 9, 0, 0, DateTimeKind.Unspecified));
        Assert.IsType<CampaignResult.Done>(await scene.ScheduleAsync(preparing));
        await portal.Database.WriteAsync(portal.TenantId, (db, t) => db.ExecuteSqlAsync("UPDATE campaigns SET state = 'Preparing' WHERE id = @id", t, ("@id", preparing)), None);

        portal.Clock.Advance(TimeSpan.FromHours(1));
        await SetBackAsync(portal);
        portal.Clock.Advance(TimeSpan.FromDays(2));
        await scene.SweepAsync();
        await scene.RunAsync();
        Assert.Empty(scene.Platform.Sent);
        Assert.Equal(
            [CampaignState.Paused, CampaignState.Paused, CampaignState.Draft, CampaignState.Cancelled],
            [(await scene.RowAsync(running)).State, (await scene.RowAsync(paused)).State, (await scene.RowAsync(planned)).State, (await scene.RowAsync(preparing)).State]);
        Assert.Contains("It was paused before: Not today", (await scene.RowAsync(paused)).PauseReason, StringComparison.Ordinal);
        Assert.NotNull((await portal.Get<CampaignReview>().ForecastAsync(scene.Marketer, planned, None))!.SetBackTo);

        var control = portal.Get<ControlCampaign>();
        Assert.IsType<CampaignResult.Refused>(await control.ResumeAsync(scene.Marketer, running, None, knowsOfRestore: true));
        Assert.True(await portal.Get<RestoreDecision>().LiftAsync(portal.As(PortalRole.TenantAdmin), None));
        Assert.IsType<CampaignResult.Refused>(await control.ResumeAsync(scene.Marketer, running, None));
        await scene.SweepAsync();
        await scene.RunAsync();
        Assert.Empty(scene.Platform.Sent);

        Assert.IsType<CampaignResult.Done>(await control.ResumeAsync(scene.Marketer, running, None, knowsOfRestore: true));
        await scene.RunAsync();
        Assert.Equal(2, scene.Platform.Sent.Count);
    }

    [Theory, Engines]
    public async Task It_is_marked_once_and_the_ledger_says_so_itself(Engine engine)
    {
        await using var scene = await DeliveryScene.StartAsync(engine);
        await scene.OptInAsync(2);
        var admin = await scene.Portal.SignedInAsync(PortalRole.TenantAdmin);
        await SetBackAsync(scene.Portal);
        Assert.Empty(await scene.Portal.Get<MarkRestored>().RunAsync(None));

        var answer = await scene.Portal.Get<VerifyLedger>().RunAsync(scene.Portal.TenantId, None);
        Assert.Equal((3, 0), (answer.Entries, answer.Breaks.Count));
        var lines = await scene.Portal.Get<LedgerQuery>().ListAsync(scene.Portal.As(PortalRole.ComplianceOfficer), null, null, 10, None);
        Assert.Equal(ConsentKinds.Restored, lines[0].Kind);
        Assert.True(lines[0].Holds);
        await scene.Portal.Get<RebuildConsentStates>().RunAsync(scene.Portal.TenantId, None);
        Assert.Null(await scene.Portal.Get<Sessions>().FindAsync(admin.Tenant, admin.SessionId!.Value, None));
        Assert.NotNull(await scene.Portal.Get<RestoreDecision>().HeldSinceAsync(scene.Portal.Marketer, None));
        await Assert.ThrowsAnyAsync<UnauthorizedAccessException>(() => scene.Portal.Get<RestoreDecision>().LiftAsync(scene.Portal.Marketer, None));
    }

    private static async Task<CampaignId> PausedAsync(CampaignScene scene)
    {
        var id = await scene.DraftAsync();
        Assert.IsType<CampaignResult.Done>(await scene.ScheduleAsync(id));
        await scene.Portal.RunJobAsync<StartCampaignJob>(id.Value);
        Assert.IsType<CampaignResult.Done>(await scene.Portal.Get<ControlCampaign>().PauseAsync(scene.Marketer, id, "Not today", None));
        return id;
    }

    private static async Task SetBackAsync(TestPortal portal)
    {
        await portal.Get<MarkRestored>().NoteAsync(portal.Clock.GetUtcNow() - TimeSpan.FromMinutes(10), None);
        await portal.Get<MarkRestored>().RunAsync(None);
    }

    // Given out, not started: the backup was taken at just that moment.
    private static Task ClaimAsync(DeliveryScene scene, SendOrderId order, MessageId id) => scene.WriteAsync(async (db, t) =>
    {
        await db.ExecuteSqlAsync(
            "UPDATE messages SET state = 'Claimed', claimed_at = @at, lease_token = @lease, attempts = 1 WHERE tenant_id = @tenant AND id = @id", t,
            ("@tenant", db.TenantId), ("@id", id), ("@at", scene.Portal.Clock.GetUtcNow()), ("@lease", Guid.NewGuid()));
        var counts = new OrderCounts();
        counts.Move(order, MessageState.Queued, MessageState.Claimed);
        await counts.SaveAsync(db, t);
    });

    private static Task<(int InDoubt, int Queued)> SinglesAsync(DeliveryScene scene) => scene.Portal.Database.ReadAsync(scene.Portal.TenantId, async (db, t) =>
    {
        var states = await db.Set<Message>().Where(m => db.Set<SendOrder>().Any(o => o.Id == m.OrderId && o.Kind == SendOrderKind.Standing)).Select(m => m.State).ToListAsync(t);
        return (states.Count(s => s == MessageState.InDoubt), states.Count(s => s == MessageState.Queued));
    }, None);
}
