using Microsoft.EntityFrameworkCore;
using WaPortal.Core.Campaigns;
using WaPortal.Core.Data;
using WaPortal.Core.Delivery;
using WaPortal.Core.Templates;
using WaPortal.Tests.Data;
using Xunit;

namespace WaPortal.Tests.Campaigns;

/// <summary>Somebody changes a template outside the portal while a campaign with it is planned or on its way.</summary>
public sealed class ChangedTemplateTests
{
    private const string List = """
        phone,name,language,opt_in,opt_in_at,source
        +447700900001,Ana,en,yes,2026-05-01T10:00:00Z,form
        +447700900002,Luis,en,yes,2026-05-01T10:00:00Z,form
        +447700900003,Mei,en,yes,2026-05-01T10:00:00Z,form
        """;

    private static Task ChangeAsync(CampaignScene scene, Action<TemplateTranslation, DateTimeOffset> change) => scene.Portal.Database.WriteAsync(scene.Portal.TenantId, async (db, t) =>
    {
        await db.ExecuteSqlAsync("UPDATE template_translations SET platform_id = '77', held_json = content_json WHERE language = 'en_GB'", t);
        var row = await db.Set<TemplateTranslation>().SingleAsync(x => x.TemplateId == scene.Template && x.Language == "en_GB", t);
        change(row, scene.Portal.Clock.GetUtcNow());
    }, CancellationToken.None);

    private static void Say(TemplateTranslation row, string body, DateTimeOffset now) => Assert.True(row.TryDrift(new TemplateContent { Body = body }, null, now, now));

    [Theory, Engines]
    public async Task A_planned_campaign_whose_variables_changed_does_not_start_and_says_why(Engine engine)
    {
        await using var scene = await CampaignScene.StartAsync(engine, List);
        var id = await scene.DraftAsync(localStart: new DateTime(2026, 11, 20, 12, 0, 0));
        await scene.ScheduleAsync(id);
        await ChangeAsync(scene, (row, now) => Say(row, "Hello {{name}}, our market opens in {{town}} on Saturday at nine.", now));

        scene.Portal.Clock.Set(new DateTimeOffset(2026, 11, 20, 12, 0, 0, TimeSpan.Zero));
        await scene.RunAsync();

        Assert.Equal(CampaignState.Cancelled, (await scene.RowAsync(id)).State);
        Assert.Empty(scene.Platform.Sent);
        var detail = await scene.Portal.Database.ReadAsync(scene.Portal.TenantId, (db, t) => db.Set<CampaignEvent>().Where(e => e.CampaignId == id).ToListAsync(t), CancellationToken.None);
        Assert.Contains(detail, e => e.Why?.Contains("was changed since this campaign was planned", StringComparison.Ordinal) == true);
    }

    [Theory, Engines]
    public async Task A_new_wording_around_the_same_named_variables_does_not_stop_a_campaign(Engine engine)
    {
        await using var scene = await CampaignScene.StartAsync(engine, List);
        var id = await scene.DraftAsync(localStart: new DateTime(2026, 11, 20, 12, 0, 0));
        await scene.ScheduleAsync(id);
        await ChangeAsync(scene, (row, now) => Say(row, "Dear {{name}}, our autumn market opens on Sunday at ten.", now));

        scene.Portal.Clock.Set(new DateTimeOffset(2026, 11, 20, 12, 0, 0, TimeSpan.Zero));
        await scene.RunAsync();

        Assert.Equal(3, scene.Platform.Sent.Count);
    }

    [Theory, Engines]
    public async Task Messages_that_were_put_together_for_another_text_do_not_leave(Engine engine)
    {
        await using var scene = await CampaignScene.StartAsync(engine, List);
        var id = await scene.DraftAsync();
        await scene.ScheduleAsync(id);
        await scene.Portal.RunJobAsync<StartCampaignJob>(id.Value);
        await ChangeAsync(scene, (row, now) => Say(row, "Hello {{name}}, our market opens in {{town}} on Saturday at nine.", now));

        await scene.RunAsync();

        var row = await scene.RowAsync(id);
        Assert.Equal(CampaignState.Paused, row.State);
        Assert.Contains("no longer fits", row.PauseReason, StringComparison.Ordinal);
        Assert.Empty(scene.Platform.Sent);
        Assert.All(await scene.MessagesAsync(id), m => Assert.Equal(MessageState.Queued, m.State));
    }

    [Theory, Engines]
    public async Task While_it_is_unknown_what_changed_messages_wait_and_go_on_by_themselves(Engine engine)
    {
        await using var scene = await CampaignScene.StartAsync(engine, List);
        var id = await scene.DraftAsync();
        await scene.ScheduleAsync(id);
        await scene.Portal.RunJobAsync<StartCampaignJob>(id.Value);
        await ChangeAsync(scene, (row, now) => row.Doubt(now, now));
        await scene.RunAsync();
        Assert.Empty(scene.Platform.Sent);
        Assert.Equal(CampaignState.Running, (await scene.RowAsync(id)).State);

        // Asked: it says what it said before.
        await ChangeAsync(scene, (row, now) => Assert.False(row.TryDrift(row.Content(), null, now, now)));
        scene.Portal.Clock.Advance(TimeSpan.FromMinutes(1));
        await scene.RunAsync();

        Assert.Equal(3, scene.Platform.Sent.Count);
    }
}
