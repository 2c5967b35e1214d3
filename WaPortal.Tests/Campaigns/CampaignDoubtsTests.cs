using WaPortal.Core.Access;
using WaPortal.Core.Campaigns;
using WaPortal.Core.Campaigns.Doubts;
using WaPortal.Core.Data;
using WaPortal.Core.Delivery;
using WaPortal.Core.Delivery.Doubts;
using WaPortal.Core.WhatsApp;
using WaPortal.Tests.Data;
using Xunit;

namespace WaPortal.Tests.Campaigns;

public sealed class CampaignDoubtsTests
{
    private const string Csv =
        "phone,name,language,opt_in,opt_in_at,source\n+447700900101,Ana,en,yes,2026-05-01T10:00:00Z,form\n+447700900102,Bo,en,yes,2026-05-01T10:00:00Z,form\n";

    [Theory, Engines]
    public async Task Sending_again_asks_for_a_fresh_code_and_stands_in_timeline_and_trail(Engine engine)
    {
        await using var scene = await CampaignScene.StartAsync(engine, Csv);
        scene.Platform.Answer = _ => new SendOutcome.InDoubt("reset");
        var id = await scene.DraftAsync();
        Assert.IsType<CampaignResult.Done>(await scene.ScheduleAsync(id));
        await scene.RunAsync();
        var doubts = scene.Portal.Get<CampaignDoubts>();
        Assert.Equal(2, Assert.Single(await doubts.OpenAsync(scene.Marketer, CancellationToken.None)).Messages);
        var manager = await scene.Portal.SignedInAsync(PortalRole.Marketer);
        await Assert.ThrowsAnyAsync<Exception>(() => doubts.DecideAsync(scene.Portal.As(PortalRole.Marketer), id, null, DoubtDecision.SendAgain, CancellationToken.None));
        await Assert.ThrowsAsync<AccessDeniedException>(() => doubts.DecideAsync(scene.Portal.As(PortalRole.Approver), id, null, DoubtDecision.TreatAsSent, CancellationToken.None));

        var one = (await doubts.PageAsync(scene.Marketer, id, null, 10, CancellationToken.None))[0];
        Assert.Equal(1, await doubts.DecideAsync(manager, id, [one.Id], DoubtDecision.TreatAsSent, CancellationToken.None));
        scene.Platform.Answer = null;
        scene.Portal.Clock.Advance(TimeSpan.FromSeconds(10));
        Assert.Equal(1, await doubts.DecideAsync(manager, id, null, DoubtDecision.SendAgain, CancellationToken.None));
        Assert.Equal(CampaignState.Running, (await scene.RowAsync(id)).State);
        await scene.RunAsync();
        Assert.Equal(3, scene.Platform.Sent.Count);
        Assert.Equal(CampaignState.Completed, (await scene.RowAsync(id)).State);
        var detail = (await scene.Portal.Get<CampaignQueries>().DetailAsync(scene.Marketer, id, CancellationToken.None))!;
        Assert.Contains(detail.Timeline, e => e.What == "1 message in doubt sent again" && e.Who == manager.Name);
        Assert.Equal(2, (await scene.Portal.Database.ReadAsync(scene.Portal.TenantId, (db, t) => db.QuerySqlAsync(
            "SELECT 1 FROM audit_events WHERE event = 'doubts.decided'", _ => 1, t), CancellationToken.None)).Count);
        Assert.Empty(await doubts.OpenAsync(scene.Marketer, CancellationToken.None));
    }

    [Fact]
    public async Task A_campaign_that_was_stopped_for_good_sends_nothing_again()
    {
        await using var scene = await CampaignScene.StartAsync(Engine.Sqlite, Csv);
        var answers = 0;
        scene.Platform.Answer = _ => Interlocked.Increment(ref answers) == 1 ? new SendOutcome.InDoubt("reset") : new SendOutcome.NotSent("refused");
        var id = await scene.DraftAsync();
        await scene.ScheduleAsync(id);
        await scene.RunAsync(3);
        var manager = await scene.Portal.SignedInAsync(PortalRole.Marketer);
        Assert.IsType<CampaignResult.Done>(await scene.Portal.Get<ControlCampaign>().CancelAsync(manager, id, null, CancellationToken.None));
        Assert.Equal(0, await scene.Portal.Get<CampaignDoubts>().DecideAsync(manager, id, null, DoubtDecision.SendAgain, CancellationToken.None));
        Assert.Contains(await scene.MessagesAsync(id), m => m.State == MessageState.InDoubt);
    }
}
