using WaPortal.Core.Access;
using WaPortal.Core.Campaigns;
using WaPortal.Core.Data;
using WaPortal.Core.Delivery;
using WaPortal.Core.Delivery.Hours;
using WaPortal.Core.Templates;
using WaPortal.Tests.Data;
using Xunit;

namespace WaPortal.Tests.Campaigns;

public sealed class CampaignRunTests
{
    private const string List = """
        phone,name,language,opt_in,opt_in_at,source
        +447700900001,Ana,en,yes,2026-05-01T10:00:00Z,form
        +447700900002,Luis,es_MX,yes,2026-05-01T10:00:00Z,form
        +447700900003,,en,yes,2026-05-01T10:00:00Z,form
        +447700900004,Pierre,fr,yes,2026-05-01T10:00:00Z,form
        +447700900005,Nein,en,no,2026-05-01T10:00:00Z,form
        """;

    [Theory, Engines]
    public async Task A_campaign_sends_to_those_who_agreed_and_says_what_became_of_the_others(Engine engine)
    {
        await using var scene = await CampaignScene.StartAsync(engine, List);
        var id = await scene.DraftAsync(fallbackName: null, fallbackLanguage: null);
        var forecast = await scene.Portal.Get<CampaignReview>().ForecastAsync(scene.Marketer, id, CancellationToken.None);
        Assert.Empty(forecast!.Problems);
        Assert.Equal((5, 2), (forecast.People, forecast.Eligible));

        Assert.IsType<CampaignResult.Done>(await scene.ScheduleAsync(id));
        await scene.RunAsync();
        var messages = await scene.MessagesAsync(id);
        Assert.Equal(CampaignState.Completed, (await scene.RowAsync(id)).State);
        Assert.Equal(5, messages.Count);
        Assert.Equal(2, messages.Count(m => m.State == MessageState.Accepted));
        Assert.Equal(
            [nameof(SkipReason.MissingValue), nameof(SkipReason.NoLanguage), nameof(SkipReason.OptedOut)],
            messages.Where(m => m.State == MessageState.Skipped).Select(m => m.Reason!).Order(StringComparer.Ordinal));
        Assert.Equal(["en_GB", "es"], scene.Platform.Sent.Select(m => m.Language).Order(StringComparer.Ordinal));
        Assert.Contains(scene.Platform.Sent, m => m.Components[0].ToJsonString().Contains("Luis", StringComparison.Ordinal));
    }

    [Theory, Engines]
    public async Task A_button_that_is_a_way_out_says_so_on_the_wire(Engine engine)
    {
        await using var scene = await CampaignScene.StartAsync(engine, List);
        var (edit, detail) = (scene.Portal.Get<EditTranslation>(), await scene.Portal.Get<TemplateDetailQuery>().RunAsync(scene.Marketer, scene.Template, CancellationToken.None));
        foreach (var translation in detail!.Translations)
        {
            var marked = translation.Content with { Buttons = [new TemplateButton(ButtonKind.QuickReply, "Basta ya") { OptOut = OptOutScope.Marketing }] };
            Assert.IsType<TemplateResult.Done>(await edit.SaveDraftAsync(scene.Marketer, scene.Template, translation.Language, marked, translation.DraftVersion, CancellationToken.None));
        }

        await scene.Portal.Database.WriteAsync(
            scene.Portal.TenantId, (db, t) => db.ExecuteSqlAsync("UPDATE template_translations SET approved_json = content_json", t), CancellationToken.None);
        var id = await scene.DraftAsync();
        Assert.IsType<CampaignResult.Done>(await scene.ScheduleAsync(id));
        await scene.RunAsync();
        Assert.Equal(4, scene.Platform.Sent.Count);
        Assert.All(scene.Platform.Sent, m => Assert.Contains("\"payload\":\"waportal:opt-out:marketing\"", string.Concat(m.Components.Select(c => c.ToJsonString())), StringComparison.Ordinal));
    }

    [Theory, Engines]
    public async Task It_starts_at_its_hour_in_its_zone_and_not_before(Engine engine)
    {
        await using var scene = await CampaignScene.StartAsync(engine, List);
        var id = await scene.DraftAsync(localStart: new DateTime(2026, 11, 20, 12, 0, 0));
        Assert.IsType<CampaignResult.Done>(await scene.ScheduleAsync(id));
        scene.Portal.Clock.Set(new DateTimeOffset(2026, 11, 20, 11, 59, 0, TimeSpan.Zero));
        await scene.RunAsync(2);
        Assert.Equal(CampaignState.Scheduled, (await scene.RowAsync(id)).State);
        Assert.Empty(scene.Platform.Sent);

        scene.Portal.Clock.Set(new DateTimeOffset(2026, 11, 20, 12, 0, 0, TimeSpan.Zero));
        await scene.RunAsync();
        Assert.Equal(CampaignState.Completed, (await scene.RowAsync(id)).State);
        Assert.Equal(4, scene.Platform.Sent.Count);
    }

    [Theory, Engines]
    public async Task A_start_that_runs_twice_freezes_nobody_twice(Engine engine)
    {
        await using var scene = await CampaignScene.StartAsync(engine, List);
        var id = await scene.DraftAsync();
        Assert.IsType<CampaignResult.Done>(await scene.ScheduleAsync(id));
        var jobs = Enumerable.Range(0, 4).Select(_ => Task.Run(() => scene.Portal.RunJobAsync<StartCampaignJob>(id.Value)));
        await Task.WhenAll(jobs);
        await scene.RunAsync();

        Assert.Equal(5, (await scene.MessagesAsync(id)).Count);
        Assert.Equal(4, scene.Platform.Sent.Count);
        Assert.Equal(5, (await scene.RowAsync(id)).AudienceSize);
    }

    [Theory, Engines]
    public async Task A_stale_review_does_not_start_anything(Engine engine)
    {
        await using var scene = await CampaignScene.StartAsync(engine, List);
        var id = await scene.DraftAsync();
        var result = await scene.Portal.Get<ScheduleCampaign>().RunAsync(scene.Marketer, id, 1, CancellationToken.None);
        Assert.IsType<CampaignResult.Stale>(result);
        Assert.Equal(CampaignState.Draft, (await scene.RowAsync(id)).State);
    }

    [Theory, Engines]
    public async Task What_is_missing_is_named_and_stops_it(Engine engine)
    {
        await using var scene = await CampaignScene.StartAsync(engine, List);
        var edit = scene.Portal.Get<EditCampaign>();
        var id = Assert.IsType<CampaignResult.Done>(await edit.CreateAsync(scene.Marketer, "Empty", CancellationToken.None)).Id;
        var refused = Assert.IsType<CampaignResult.Refused>(await scene.ScheduleAsync(id));
        Assert.Equal(["Template", "List", "Sender"], refused.Problems.Select(p => p.Field));
    }

    [Theory, Engines]
    public async Task While_the_audience_is_frozen_it_can_be_cancelled_but_not_paused(Engine engine)
    {
        await using var scene = await CampaignScene.StartAsync(engine, List);
        var id = await scene.DraftAsync();
        Assert.IsType<CampaignResult.Done>(await scene.ScheduleAsync(id));
        await scene.Portal.Database.WriteAsync(
            scene.Portal.TenantId, async (db, t) => (await db.Set<Campaign>().FindAsync([scene.Portal.TenantId, id], t))!.TryPrepare(scene.Portal.Clock.GetUtcNow()), CancellationToken.None);
        var control = scene.Portal.Get<ControlCampaign>();
        Assert.IsType<CampaignResult.Refused>(await control.PauseAsync(scene.Marketer, id, null, CancellationToken.None));
        Assert.IsType<CampaignResult.Refused>(await control.CancelAsync(scene.Marketer, id, new string('x', 301), CancellationToken.None)); // pages stop at 300, a script does not
        Assert.IsType<CampaignResult.Done>(await control.CancelAsync(scene.Marketer, id, "wrong list", CancellationToken.None));
        await scene.RunAsync();
        Assert.Equal(CampaignState.Cancelled, (await scene.RowAsync(id)).State);
        Assert.Empty(scene.Platform.Sent);
    }

    [Theory, Engines]
    public async Task Another_tenants_campaign_is_as_unknown_as_none_and_rights_are_asked_for(Engine engine)
    {
        await using var scene = await CampaignScene.StartAsync(engine, List);
        var id = await scene.DraftAsync();
        var other = await scene.Portal.AddTenantAsync("harbour", "Harbour Clinic");
        var stranger = scene.Portal.As(PortalRole.Marketer, other.Id);
        Assert.Null(await scene.Portal.Get<CampaignQueries>().DetailAsync(stranger, id, CancellationToken.None));
        Assert.IsType<CampaignResult.NotFound>(await scene.Portal.Get<ControlCampaign>().CancelAsync(stranger, id, null, CancellationToken.None));
        await Assert.ThrowsAsync<AccessDeniedException>(
            () => scene.Portal.Get<ScheduleCampaign>().RunAsync(scene.Portal.As(PortalRole.ComplianceOfficer), id, 2, CancellationToken.None));
    }

    [Theory]
    [InlineData("es-MX", "es")]
    [InlineData("en", "en_GB")]
    [InlineData("EN_gb", "en_GB")]
    [InlineData("fr", "en_GB")]
    [InlineData(null, "en_GB")]
    public void The_translation_is_the_persons_own_or_its_kin_or_the_fallback(string? wanted, string expected) =>
        Assert.Equal(expected, LanguageChoice.Choose(wanted, ["en_GB", "es"], ["en_GB"]));

    [Fact]
    public void A_start_in_the_gap_of_spring_is_at_its_end_and_one_that_comes_twice_is_the_first()
    {
        var london = TimeZoneInfo.FindSystemTimeZoneById("Europe/London");
        Assert.Equal(new DateTimeOffset(2027, 3, 28, 1, 0, 0, TimeSpan.Zero), WallClock.ToInstant(new DateTime(2027, 3, 28, 1, 30, 0), london));
        Assert.Equal(new DateTimeOffset(2027, 10, 31, 0, 30, 0, TimeSpan.Zero), WallClock.ToInstant(new DateTime(2027, 10, 31, 1, 30, 0), london));
    }

    [Theory, Engines]
    public async Task A_campaign_by_each_persons_own_clock_chooses_its_people_before_the_first_of_them(Engine engine)
    {
        await using var scene = await CampaignScene.StartAsync(engine, """
            phone,name,language,time_zone,opt_in,opt_in_at,source
            +447700900001,Ana,en,,yes,2026-05-01T10:00:00Z,form
            +16045550143,Luis,en,America/Vancouver,yes,2026-05-01T10:00:00Z,form
            """);
        var id = await scene.DraftAsync();
        var draft = new CampaignDraft("Autumn", scene.Template.Value, scene.List, scene.Sender, (await scene.RowAsync(id)).Mapping, StartNow: false, new DateTime(2026, 11, 21, 10, 0, 0), null, 2)
        {
            Plan = new SendingPlan(AtPersonsTime: true, new SendingHours(9 * 60, 18 * 60, WeekDays.All), 15),
        };
        Assert.IsType<CampaignResult.Done>(await scene.Portal.Get<EditCampaign>().SaveAsync(scene.Marketer, id, draft, CancellationToken.None));
        Assert.IsType<CampaignResult.Done>(await scene.ScheduleAsync(id));
        Assert.Equal(new DateTimeOffset(2026, 11, 20, 20, 0, 0, TimeSpan.Zero), (await scene.RowAsync(id)).StartAt);

        foreach (var (hour, people) in new[] { (11, 0), (25, 1), (33, 2) }) // eight in the evening; ten in London; ten in Vancouver
        {
            scene.Portal.Clock.Set(new DateTimeOffset(2026, 11, 20, 9, 0, 0, TimeSpan.Zero).AddHours(hour));
            await scene.SweepAsync();
            await scene.RunAsync();
            Assert.Equal(people, scene.Platform.Sent.Count);
        }

        Assert.Equal(CampaignState.Completed, (await scene.RowAsync(id)).State);
    }

    [Theory, Engines]
    public async Task A_time_that_has_passed_everywhere_and_hours_that_are_none_are_refused(Engine engine)
    {
        await using var scene = await CampaignScene.StartAsync(engine, List);
        var id = await scene.DraftAsync();
        var draft = new CampaignDraft("Autumn", scene.Template.Value, scene.List, scene.Sender, (await scene.RowAsync(id)).Mapping, StartNow: false, new DateTime(2026, 11, 19, 20, 0, 0), null, 2)
        {
            Plan = new SendingPlan(AtPersonsTime: true, new SendingHours(10 * 60, 9 * 60, WeekDays.All), 0),
        };
        Assert.IsType<CampaignResult.Done>(await scene.Portal.Get<EditCampaign>().SaveAsync(scene.Marketer, id, draft, CancellationToken.None));

        var refused = Assert.IsType<CampaignResult.Refused>(await scene.ScheduleAsync(id));
        Assert.Equal(3, refused.Problems.Count(p => p.Field == "Schedule"));
    }
}
