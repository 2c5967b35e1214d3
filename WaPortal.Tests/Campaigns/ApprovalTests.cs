using System.Globalization;
using Microsoft.EntityFrameworkCore;
using WaPortal.Core.Access;
using WaPortal.Core.Audit;
using WaPortal.Core.Campaigns;
using WaPortal.Core.OptIns.Imports;
using WaPortal.Tests.Data;
using Xunit;

namespace WaPortal.Tests.Campaigns;

public sealed class ApprovalTests
{
    private static readonly CancellationToken None = CancellationToken.None;

    [Theory, Engines]
    public async Task Without_a_second_person_nothing_starts_and_with_one_exactly_what_was_approved(Engine engine)
    {
        await using var scene = await StartAsync(engine, above: 2);
        var (maker, second) = await TwoAsync(scene);
        var id = await DraftAsync(scene, maker);
        Assert.Equal("Approval", Assert.Single(Assert.IsType<CampaignResult.Refused>(await ScheduleAsync(scene, maker, id)).Problems).Field);

        Assert.IsType<CampaignResult.Done>(await AskAsync(scene, maker, id, "Mind the tone"));
        Assert.IsType<CampaignResult.Refused>(await ScheduleAsync(scene, maker, id));
        Assert.Equal("Mind the tone", Assert.Single(await TasksAsync(scene, second)).Words);
        Assert.Empty(await TasksAsync(scene, maker));
        Assert.True((await scene.Portal.Get<CampaignQueries>().ListAsync(second, [], null, None)).Single().WaitsForApproval);
        Assert.IsType<CampaignResult.Done>(await ApproveAsync(scene, second, id));

        Assert.Equal(CampaignTaskKind.Approved, Assert.Single(await TasksAsync(scene, maker)).Kind);
        Assert.IsType<CampaignResult.Done>(await ScheduleAsync(scene, maker, id));
        await scene.RunAsync();
        Assert.Equal(3, scene.Platform.Sent.Count);
        var events = await scene.Portal.Get<ActivityQuery>().ListAsync(scene.Portal.As(PortalRole.ComplianceOfficer), ActivityTrail.Enterprise, new ActivityFilter(), null, 50, None);
        Assert.Contains(events, e => e.Event == "campaign.approved" && e.Actor == second.Name);
    }

    [Theory, Engines]
    public async Task Up_to_the_number_nobody_is_asked(Engine engine)
    {
        await using var scene = await StartAsync(engine, above: 3);
        var (maker, _) = await TwoAsync(scene);
        var id = await DraftAsync(scene, maker);
        Assert.IsType<CampaignResult.Refused>(await AskAsync(scene, maker, id));
        Assert.IsType<CampaignResult.Done>(await ScheduleAsync(scene, maker, id));
    }

    [Theory, Engines]
    public async Task While_it_waits_it_stays_as_it_is_and_any_change_after_resets_the_approval(Engine engine)
    {
        await using var scene = await StartAsync(engine, above: 1);
        var (maker, second) = await TwoAsync(scene);
        var id = await DraftAsync(scene, maker);
        await AskAsync(scene, maker, id);
        Assert.IsType<CampaignResult.Refused>(await EditAsync(scene, maker, id, "pal"));
        Assert.IsType<CampaignResult.Done>(await ApproveAsync(scene, second, id));
        // Another name is nobody's message.
        Assert.IsType<CampaignResult.Done>(await EditAsync(scene, maker, id, "friend", name: "Autumn 2"));
        Assert.Null((await ForecastAsync(scene, maker, id)).Approval!.Missing);

        Assert.IsType<CampaignResult.Done>(await EditAsync(scene, maker, id, "pal"));
        Assert.IsType<CampaignResult.Refused>(await ScheduleAsync(scene, maker, id));
        // Writing the old value again does not bring the approval back.
        Assert.IsType<CampaignResult.Done>(await EditAsync(scene, maker, id, "friend"));
        Assert.IsType<CampaignResult.Refused>(await ScheduleAsync(scene, maker, id));
    }

    [Theory, Engines]
    public async Task A_campaign_that_was_approved_taken_back_and_changed_does_not_slip_through(Engine engine)
    {
        await using var scene = await StartAsync(engine, above: 1);
        var (maker, second) = await TwoAsync(scene);
        var id = await DraftAsync(scene, maker, new DateTime(2026, 11, 21, 9, 0, 0));
        await AskAsync(scene, maker, id);
        await ApproveAsync(scene, second, id);
        Assert.IsType<CampaignResult.Done>(await ScheduleAsync(scene, maker, id));
        Assert.IsType<CampaignResult.Done>(await scene.Portal.Get<ScheduleCampaign>().TakeBackAsync(maker, id, None));
        // Taken back and unchanged, it is what was approved.
        Assert.IsType<CampaignResult.Done>(await ScheduleAsync(scene, maker, id));
        Assert.IsType<CampaignResult.Done>(await scene.Portal.Get<ScheduleCampaign>().TakeBackAsync(maker, id, None));
        await EditAsync(scene, maker, id, "pal", new DateTime(2026, 11, 21, 9, 0, 0));
        Assert.IsType<CampaignResult.Refused>(await ScheduleAsync(scene, maker, id));
    }

    [Theory, Engines]
    public async Task Another_text_of_the_template_has_to_be_approved_again(Engine engine)
    {
        await using var scene = await StartAsync(engine, above: 1);
        var (maker, second) = await TwoAsync(scene);
        var id = await DraftAsync(scene, maker);
        await AskAsync(scene, maker, id);
        var asked = await scene.Portal.Get<CampaignApprovalQuery>().ReadAsync(second, id, None);
        await scene.Portal.Database.WriteAsync(
            scene.Portal.TenantId, (db, t) => db.Database.ExecuteSqlRawAsync("UPDATE template_translations SET approved_json = replace(approved_json, 'Saturday', 'Sunday')", t), None);

        Assert.IsType<CampaignResult.Refused>(await scene.Portal.Get<ApproveCampaign>().ApproveAsync(second, id, asked!.Newest!.Id, null, None));
        Assert.IsType<CampaignResult.Refused>(await ScheduleAsync(scene, maker, id));
        await AskAsync(scene, maker, id);
        await ApproveAsync(scene, second, id);
        Assert.IsType<CampaignResult.Done>(await ScheduleAsync(scene, maker, id));
    }

    [Theory, Engines]
    public async Task Nobody_approves_what_they_asked_for_or_changed_last_and_no_job_and_nobody_from_outside(Engine engine)
    {
        await using var scene = await StartAsync(engine, above: 1);
        var (maker, second) = await TwoAsync(scene);
        var writer = await scene.Portal.SignedInAsync(PortalRole.Marketer);
        var id = await DraftAsync(scene, writer);
        await AskAsync(scene, maker, id);

        foreach (var person in new[] { maker, writer, second with { Home = Core.Tenancy.TenantId.New() }, Actor.Job(scene.Portal.TenantId, "job") })
        {
            Assert.IsType<CampaignResult.Refused>(await ApproveAsync(scene, person, id));
            Assert.Empty(await TasksAsync(scene, person));
        }

        await Assert.ThrowsAsync<AccessDeniedException>(() => ApproveAsync(scene, scene.Portal.As(PortalRole.ComplianceOfficer), id));
        Assert.IsType<CampaignResult.Done>(await ApproveAsync(scene, second, id));
    }

    [Theory, Engines]
    public async Task Where_nobody_else_may_the_maker_confirms_with_a_fresh_code_and_the_timeline_says_so(Engine engine)
    {
        await using var scene = await StartAsync(engine, above: 1);
        var maker = await scene.Portal.SignedInAsync(PortalRole.Marketer);
        var id = await DraftAsync(scene, maker);
        await AskAsync(scene, maker, id);
        scene.Portal.Clock.Advance(TimeSpan.FromMinutes(6));
        await Assert.ThrowsAsync<FreshCodeRequiredException>(() => ApproveAsync(scene, maker, id));

        scene.Portal.Clock.Advance(TimeSpan.FromMinutes(-5));
        Assert.IsType<CampaignResult.Done>(await ApproveAsync(scene, maker, id));
        var detail = await scene.Portal.Get<CampaignQueries>().DetailAsync(maker, id, None);
        Assert.Contains(detail!.Timeline, e => e.What == "Confirmed without a second person" && e.Who == maker.Name);
        Assert.IsType<CampaignResult.Done>(await ScheduleAsync(scene, maker, id));
    }

    [Theory, Engines]
    public async Task What_is_sent_back_comes_with_words_and_can_be_asked_again(Engine engine)
    {
        await using var scene = await StartAsync(engine, above: 1);
        var (maker, second) = await TwoAsync(scene);
        var id = await DraftAsync(scene, maker);
        await AskAsync(scene, maker, id);
        var asked = (await scene.Portal.Get<CampaignApprovalQuery>().ReadAsync(second, id, None))!.Newest!.Id;
        Assert.IsType<CampaignResult.Refused>(await scene.Portal.Get<ApproveCampaign>().SendBackAsync(second, id, asked, " ", None));
        Assert.IsType<CampaignResult.Done>(await scene.Portal.Get<ApproveCampaign>().SendBackAsync(second, id, asked, "Too many people", None));

        var task = Assert.Single(await TasksAsync(scene, maker));
        Assert.Equal((CampaignTaskKind.SentBack, "Too many people"), (task.Kind, task.Words));
        Assert.IsType<CampaignResult.Refused>(await ScheduleAsync(scene, maker, id));
        Assert.IsType<CampaignResult.Done>(await AskAsync(scene, maker, id));
        Assert.IsType<CampaignResult.Done>(await ApproveAsync(scene, second, id));
    }

    [Theory, Engines]
    public async Task An_audience_that_grew_by_more_than_a_tenth_waits_at_its_start_and_goes_on_with_one_word(Engine engine)
    {
        await using var scene = await StartAsync(engine, above: 1);
        var (maker, second) = await TwoAsync(scene);
        var id = await DraftAsync(scene, maker, new DateTime(2026, 11, 20, 12, 0, 0));
        await AskAsync(scene, maker, id);
        await ApproveAsync(scene, second, id);
        Assert.IsType<CampaignResult.Done>(await ScheduleAsync(scene, maker, id));
        await GrowAsync(scene);
        scene.Portal.Clock.Set(new DateTimeOffset(2026, 11, 20, 12, 0, 0, TimeSpan.Zero));
        await scene.RunAsync();

        Assert.Empty(scene.Platform.Sent);
        Assert.Equal(CampaignState.Paused, (await scene.RowAsync(id)).State);
        Assert.IsType<CampaignResult.Refused>(await scene.Portal.Get<ControlCampaign>().ResumeAsync(maker, id, None));
        Assert.Equal((CampaignTaskKind.Approve, 4), Assert.Single(await TasksAsync(scene, second)) is var task ? (task.Kind, task.People) : default);
        Assert.IsType<CampaignResult.Refused>(await ApproveAsync(scene, maker, id));
        Assert.IsType<CampaignResult.Done>(await ApproveAsync(scene, second, id));
        await scene.RunAsync();
        Assert.Equal(4, scene.Platform.Sent.Count);
        Assert.Equal(4, (await scene.MessagesAsync(id)).Count);
    }

    [Theory, Engines]
    public async Task What_is_sent_back_at_its_start_is_not_resumed_but_asked_for_again(Engine engine)
    {
        await using var scene = await StartAsync(engine, above: 3);
        var (maker, second) = await TwoAsync(scene);
        var id = await DraftAsync(scene, maker, new DateTime(2026, 11, 20, 12, 0, 0));
        Assert.IsType<CampaignResult.Done>(await ScheduleAsync(scene, maker, id)); // three people: nobody is asked
        await GrowAsync(scene);
        scene.Portal.Clock.Set(new DateTimeOffset(2026, 11, 20, 12, 0, 0, TimeSpan.Zero));
        await scene.RunAsync();
        var asked = (await scene.Portal.Get<CampaignApprovalQuery>().ReadAsync(second, id, None))!.Newest!.Id;
        Assert.IsType<CampaignResult.Done>(await scene.Portal.Get<ApproveCampaign>().SendBackAsync(second, id, asked, "Why four?", None));
        Assert.IsType<CampaignResult.Refused>(await scene.Portal.Get<ControlCampaign>().ResumeAsync(maker, id, None));
        Assert.IsType<CampaignResult.Done>(await AskAsync(scene, maker, id, "One joined"));
        Assert.IsType<CampaignResult.Done>(await ApproveAsync(scene, second, id));
        await scene.RunAsync();
        Assert.Equal(4, scene.Platform.Sent.Count);
    }

    [Theory, Engines]
    public async Task A_change_at_the_moment_of_the_approval_is_never_started_with_it(Engine engine)
    {
        await using var scene = await StartAsync(engine, above: 1);
        var (maker, second) = await TwoAsync(scene);
        for (var n = 0; n < 6; n++)
        {
            var id = await DraftAsync(scene, maker);
            await AskAsync(scene, maker, id);
            var asked = (await scene.Portal.Get<CampaignApprovalQuery>().ReadAsync(second, id, None))!.Newest!.Id;
            await Task.WhenAll(
                scene.Portal.Get<ApproveCampaign>().ApproveAsync(second, id, asked, null, None),
                WithdrawAndEditAsync());
            var results = await Task.WhenAll(ScheduleAsync(scene, maker, id), EditAsync(scene, maker, id, "mate"));

            // Whatever came first: what is scheduled is what was approved.
            var row = await scene.RowAsync(id);
            Assert.True(row.State == CampaignState.Draft || row.Mapping.Variables[0].Fallback == "friend", $"{row.State} {row.Mapping.Variables[0].Fallback} {results[0]} {results[1]}");

            async Task WithdrawAndEditAsync()
            {
                await scene.Portal.Get<ApproveCampaign>().TakeBackAsync(maker, id, None);
                await EditAsync(scene, maker, id, "pal");
            }
        }
    }

    [Theory, Engines]
    public async Task The_rule_is_the_admins_and_asking_for_less_takes_a_fresh_code(Engine engine)
    {
        await using var scene = await CampaignScene.StartAsync(engine, List(3));
        var settings = scene.Portal.Get<ManageCampaignSettings>();
        await Assert.ThrowsAsync<AccessDeniedException>(() => settings.SaveAsync(scene.Marketer, true, 1, None));
        var admin = scene.Portal.As(PortalRole.TenantAdmin);
        Assert.Empty(await settings.SaveAsync(admin, true, 500, None));
        await Assert.ThrowsAsync<FreshCodeRequiredException>(() => settings.SaveAsync(admin, false, 500, None));
        Assert.Empty(await settings.SaveAsync(await scene.Portal.SignedInAsync(PortalRole.TenantAdmin), false, 500, None));
        Assert.NotEmpty(await settings.SaveAsync(await scene.Portal.SignedInAsync(PortalRole.TenantAdmin), false, CampaignSettings.MostAbove + 1, None));
        Assert.Equal(new ApprovalRule(false, 500), (await settings.ReadAsync(admin, None)).Rule);
    }

    [Fact]
    public void Every_property_of_a_campaign_counts_or_is_named_as_one_that_does_not()
    {
        string[] counted =
        [
            "AudienceJson", "BudgetCurrency", "BudgetMicros", "ListId", "LocalStart", "Mapping", "PlanJson", "RulesJson", "SenderNumberId", "StartNow", "TemplateId", "TimeZone",
        ];
        Assert.Equal(counted, CampaignDigest.CountedNames.Intersect(counted, StringComparer.Ordinal));
        Assert.All(CampaignDigest.Apart, name => Assert.NotNull(typeof(Campaign).GetProperty(name)));
    }

    [Theory, Engines]
    public async Task A_series_is_approved_once_until_its_plan_is_changed_or_its_people_grow(Engine engine)
    {
        await using var scene = await StartAsync(engine, above: 1);
        var (maker, second) = await TwoAsync(scene);
        var at = new DateTime(2026, 11, 21, 9, 0, 0);
        var id = await DraftAsync(scene, maker, at);
        var weekly = new SendingPlan(Repeat: new Repeat(RepeatUnit.Week, 1));
        await SaveAsync(at);
        await AskAsync(scene, maker, id);
        await ApproveAsync(scene, second, id);
        // An hour later is another plan.
        await SaveAsync(at.AddHours(1));
        Assert.IsType<CampaignResult.Refused>(await ScheduleAsync(scene, maker, id));
        await AskAsync(scene, maker, id);
        await ApproveAsync(scene, second, id);
        Assert.IsType<CampaignResult.Done>(await ScheduleAsync(scene, maker, id));

        await RunAtAsync(new DateTimeOffset(2026, 11, 21, 10, 0, 0, TimeSpan.Zero));
        Assert.Equal(3, scene.Platform.Sent.Count);
        await RunAtAsync(new DateTimeOffset(2026, 11, 28, 10, 0, 0, TimeSpan.Zero));
        Assert.Equal(6, scene.Platform.Sent.Count);
        await GrowAsync(scene);
        await RunAtAsync(new DateTimeOffset(2026, 12, 5, 10, 0, 0, TimeSpan.Zero));
        Assert.Equal(6, scene.Platform.Sent.Count);
        Assert.Single(await TasksAsync(scene, second));

        async Task SaveAsync(DateTime start)
        {
            var row = await scene.RowAsync(id);
            var draft = new CampaignDraft(row.Name, row.TemplateId, row.ListId, row.SenderNumberId, row.Mapping, StartNow: false, start, row.TimeZone, row.Version) { Plan = weekly, Rules = row.Rules };
            Assert.IsType<CampaignResult.Done>(await scene.Portal.Get<EditCampaign>().SaveAsync(maker, id, draft, None));
        }

        async Task RunAtAsync(DateTimeOffset moment)
        {
            scene.Portal.Clock.Set(moment);
            await scene.SweepAsync();
            await scene.RunAsync();
            await scene.SweepAsync();
        }
    }

    private static string List(int people) => "phone,name,language,opt_in,opt_in_at,source\n" + string.Concat(
        Enumerable.Range(1, people).Select(i => string.Create(CultureInfo.InvariantCulture, $"+4477009000{i:00},P{i},en,yes,2026-05-01T10:00:00Z,form\n")));

    private static async Task<CampaignScene> StartAsync(Engine engine, int above)
    {
        var scene = await CampaignScene.StartAsync(engine, List(3));
        Assert.Empty(await scene.Portal.Get<ManageCampaignSettings>().SaveAsync(await scene.Portal.SignedInAsync(PortalRole.TenantAdmin), false, above, None));
        return scene;
    }

    private static async Task<(Actor Maker, Actor Second)> TwoAsync(CampaignScene scene) =>
        (await scene.Portal.SignedInAsync(PortalRole.Marketer), await scene.Portal.SignedInAsync(PortalRole.Approver));

    private static async Task<CampaignId> DraftAsync(CampaignScene scene, Actor maker, DateTime? at = null)
    {
        var id = Assert.IsType<CampaignResult.Done>(await scene.Portal.Get<EditCampaign>().CreateAsync(maker, "Autumn", None)).Id;
        Assert.IsType<CampaignResult.Done>(await EditAsync(scene, maker, id, "friend", at));
        return id;
    }

    private static async Task<CampaignResult> EditAsync(CampaignScene scene, Actor maker, CampaignId id, string fallback, DateTime? at = null, string name = "Autumn")
    {
        var mapping = new CampaignMapping([new VariableMapping("body.name", ValueSource.Name, "", fallback)], "en_GB");
        var draft = new CampaignDraft(name, scene.Template.Value, scene.List, scene.Sender, mapping, at is null, at, "Europe/London", (await scene.RowAsync(id)).Version);
        return await scene.Portal.Get<EditCampaign>().SaveAsync(maker, id, draft, None);
    }

    private static async Task<CampaignResult> AskAsync(CampaignScene scene, Actor maker, CampaignId id, string? note = null) =>
        await scene.Portal.Get<ApproveCampaign>().AskAsync(maker, id, (await scene.RowAsync(id)).Version, note, None);

    private static async Task<CampaignResult> ApproveAsync(CampaignScene scene, Actor person, CampaignId id) =>
        await scene.Portal.Get<ApproveCampaign>().ApproveAsync(person, id, (await scene.Portal.Get<CampaignApprovalQuery>().ReadAsync(scene.Marketer, id, None))!.Newest!.Id, null, None);

    private static async Task<CampaignResult> ScheduleAsync(CampaignScene scene, Actor maker, CampaignId id) =>
        await scene.Portal.Get<ScheduleCampaign>().RunAsync(maker, id, (await scene.RowAsync(id)).Version, None);

    private static Task<IReadOnlyList<CampaignTask>> TasksAsync(CampaignScene scene, Actor person) => scene.Portal.Get<CampaignApprovalQuery>().TasksAsync(person, None);

    private static async Task<CampaignForecast> ForecastAsync(CampaignScene scene, Actor person, CampaignId id) => (await scene.Portal.Get<CampaignReview>().ForecastAsync(person, id, None))!;

    // One more person joins the list.
    private static Task GrowAsync(CampaignScene scene) => ImportAsync(scene, "phone,name,language,opt_in,opt_in_at,source\n+447700900099,Late,en,yes,2026-11-20T09:30:00Z,form\n");

    private static async Task ImportAsync(CampaignScene scene, string csv)
    {
        scene.Portal.Clock.Advance(TimeSpan.FromHours(1));
        using var file = new MemoryStream(System.Text.Encoding.UTF8.GetBytes(csv));
        var upload = await scene.Portal.Get<UploadList>().RunAsync(scene.Marketer, "more.csv", file, None);
        var (preview, _) = await scene.Portal.Get<PreviewImport>().RunAsync(scene.Marketer, upload.ImportId!.Value, null, null, None);
        Assert.Empty((await scene.Portal.Get<SaveImportPlan>().RunAsync(scene.Marketer, upload.ImportId.Value, preview!.Plan, null, "Newsletter", None)).Problems);
        Assert.Empty((await scene.Portal.Get<StartImport>().RunAsync(scene.Marketer, upload.ImportId.Value, None)).Problems);
        await scene.Portal.RunJobsAsync();
    }
}
