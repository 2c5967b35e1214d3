using System.Globalization;
using Microsoft.EntityFrameworkCore;
using WaPortal.Core.Access;
using WaPortal.Core.Campaigns;
using WaPortal.Core.Delivery;
using WaPortal.Core.OptIns.Aliases;
using WaPortal.Core.Tenancy;
using WaPortal.Core.WhatsApp;
using WaPortal.Tests.Data;
using Xunit;

namespace WaPortal.Tests.Campaigns;

/// <summary>Two versions of a campaign: who gets which, who wins, and that everybody gets one.</summary>
public sealed class AbTestTests
{
    private const int People = 150;

    private static readonly CancellationToken None = CancellationToken.None;

    private static readonly AbTest HalfByReads = new(null, CampaignMapping.Empty, 60, AbMeasure.Read, 60, AbUnclear.KeepA);

    [Theory, Engines]
    public async Task The_better_version_goes_to_the_rest_and_everybody_gets_one_of_them(Engine engine)
    {
        await using var scene = await CampaignScene.StartAsync(engine, List(People));
        var id = await StartAsync(scene, HalfByReads);
        await scene.RunAsync(3);
        var run = await RunOfAsync(scene, id);
        var (a, b) = (await scene.MessagesAsync(run.AId), await scene.MessagesAsync(run.BId));
        Assert.InRange(a.Count, 20, 70);
        Assert.InRange(b.Count, 20, 70);
        Assert.Equal(a.Count + b.Count, scene.Platform.Sent.Count);
        Assert.Equal((a.Count, b.Count), (Sent(scene, "Dear "), Sent(scene, "there")));
        Assert.Equal(CampaignState.Scheduled, (await scene.RowAsync(id)).State);

        await SeeAsync(scene, a, readers: 2);
        await SeeAsync(scene, b, readers: b.Count - 7);
        scene.Portal.Clock.Advance(TimeSpan.FromMinutes(50));
        await scene.SweepAsync();
        await scene.RunAsync(2);
        Assert.Null((await scene.RowAsync(id)).Winner); // the hour is not over
        scene.Portal.Clock.Advance(TimeSpan.FromMinutes(15));
        await scene.SweepAsync();
        await scene.RunAsync(5);

        var whole = await scene.RowAsync(id);
        Assert.Equal((CampaignState.Completed, AbVariant.B), (whole.State, whole.Winner));
        Assert.Equal(People, scene.Platform.Sent.Count);
        Assert.Equal(People, scene.Platform.Sent.Select(m => m.To).Distinct(StringComparer.Ordinal).Count());
        Assert.Equal(a.Count, Sent(scene, "Dear "));
        Assert.Equal(People - a.Count - b.Count, (await scene.MessagesAsync(id)).Count);
        var view = await scene.Portal.Get<AbTestQuery>().OfAsync(scene.Marketer, run.BId, None);
        Assert.Equal((AbVariant.B, AbVariant.B, true), (view!.Role.Variant, view.Winner, view.Verdict.IsClear));
        Assert.Contains("B", view.Run.Why, StringComparison.Ordinal);
        Assert.Null(view.Run.DecidedBy);
    }

    [Theory, Engines]
    public async Task Where_chance_may_have_made_the_difference_a_person_chooses_once(Engine engine)
    {
        await using var scene = await CampaignScene.StartAsync(engine, List(People));
        var id = await StartAsync(scene, HalfByReads with { Unclear = AbUnclear.Ask });
        await scene.RunAsync(3);
        var sent = scene.Platform.Sent.Count;
        await PassAsync(scene, TimeSpan.FromMinutes(65));
        Assert.NotNull((await RunOfAsync(scene, id)).AskedAt);
        // What comes after the question changes nothing by itself.
        await SeeAsync(scene, await scene.MessagesAsync((await RunOfAsync(scene, id)).BId), readers: 30);
        await PassAsync(scene, TimeSpan.FromDays(2));
        Assert.Equal((sent, CampaignState.Scheduled), (scene.Platform.Sent.Count, (await scene.RowAsync(id)).State));

        var choose = scene.Portal.Get<ChooseWinner>();
        var answers = await Task.WhenAll(
            Task.Run(() => choose.RunAsync(scene.Marketer, id, AbVariant.A, None), None), Task.Run(() => choose.RunAsync(scene.Marketer, id, AbVariant.B, None), None));
        var chosen = answers[0] is CampaignResult.Done ? AbVariant.A : AbVariant.B;
        Assert.IsType<CampaignResult.Refused>(Assert.Single(answers, r => r is not CampaignResult.Done));
        await scene.RunAsync(5);
        Assert.Equal((CampaignState.Completed, chosen), ((await scene.RowAsync(id)).State, (await scene.RowAsync(id)).Winner));
        Assert.Equal(People, scene.Platform.Sent.Select(m => m.To).Distinct(StringComparer.Ordinal).Count());
        Assert.Equal(People, scene.Platform.Sent.Count);
        Assert.Equal(scene.Marketer.Name, (await RunOfAsync(scene, id)).DecidedBy);
    }

    [Theory, Engines]
    public async Task Who_is_known_under_two_numbers_gets_it_once_whichever_parts_these_fall_to(Engine engine)
    {
        await using var scene = await CampaignScene.StartAsync(engine, List(People));
        var keys = await scene.Portal.Get<TenantKeys>().GetAsync(scene.Portal.TenantId, None);
        await scene.Portal.Database.WriteAsync(scene.Portal.TenantId, async (db, t) =>
        {
            for (var i = 1; i <= People; i += 2)
                await scene.Portal.Get<PersonAliases>().LinkAsync(db, [new SeenAlias(keys.PhoneId(Phone(i)), keys.PhoneId(Phone(i + 1)))], t);
        }, None);
        var id = await StartAsync(scene, HalfByReads);
        await scene.RunAsync(3);
        await PassAsync(scene, TimeSpan.FromMinutes(65));
        await scene.RunAsync(3);
        Assert.Equal(CampaignState.Completed, (await scene.RowAsync(id)).State);
        Assert.Equal(People / 2, scene.Platform.Sent.Select(m => (int.Parse(m.To[^4..], CultureInfo.InvariantCulture) + 1) / 2).Distinct().Count());
        Assert.Equal(People / 2, scene.Platform.Sent.Count);
    }

    [Theory, Engines]
    public async Task Two_runs_of_its_job_begin_one_test(Engine engine)
    {
        await using var scene = await CampaignScene.StartAsync(engine, List(People));
        var id = await StartAsync(scene, HalfByReads);
        await Task.WhenAll(Enumerable.Range(0, 4).Select(_ => Task.Run(() => scene.Portal.RunJobAsync<StartCampaignJob>(id.Value), None)));
        await scene.RunAsync(3);
        await scene.Portal.RunJobAsync<StartCampaignJob>(id.Value); // woken too early
        Assert.Equal(3, (await scene.Portal.Get<CampaignQueries>().ListAsync(scene.Marketer, [], null, None)).Count);
        var before = scene.Platform.Sent.Count;
        await PassAsync(scene, TimeSpan.FromMinutes(65), times: 0);
        await Task.WhenAll(Enumerable.Range(0, 4).Select(_ => Task.Run(() => scene.Portal.RunJobAsync<StartCampaignJob>(id.Value), None)));
        await scene.RunAsync(3);
        Assert.InRange(before, 1, People - 1);
        Assert.Equal(People, scene.Platform.Sent.Count);
        Assert.Equal(People, scene.Platform.Sent.Select(m => m.To).Distinct(StringComparer.Ordinal).Count());
    }

    [Theory, Engines]
    public async Task Cancelled_it_takes_its_versions_along_and_one_that_is_cancelled_cannot_win(Engine engine)
    {
        await using var scene = await CampaignScene.StartAsync(engine, List(People));
        var first = await StartAsync(scene, HalfByReads);
        await scene.Portal.RunJobAsync<StartCampaignJob>(first.Value);
        var control = scene.Portal.Get<ControlCampaign>();
        Assert.IsType<CampaignResult.Refused>(await scene.Portal.Get<ScheduleCampaign>().TakeBackAsync(scene.Marketer, first, None));
        Assert.IsType<CampaignResult.Done>(await control.CancelAsync(scene.Marketer, first, "wrong text", None));
        await PassAsync(scene, TimeSpan.FromHours(3));
        Assert.Empty(scene.Platform.Sent);
        Assert.All(await scene.Portal.Get<CampaignQueries>().ListAsync(scene.Marketer, [], null, None), c => Assert.Equal(CampaignState.Cancelled, c.State));
        Assert.IsType<CampaignResult.Refused>(await scene.Portal.Get<ChooseWinner>().RunAsync(scene.Marketer, first, AbVariant.A, None));

        var second = await StartAsync(scene, HalfByReads);
        await scene.Portal.RunJobAsync<StartCampaignJob>(second.Value);
        Assert.IsType<CampaignResult.Done>(await control.CancelAsync(scene.Marketer, (await RunOfAsync(scene, second)).AId, null, None));
        await PassAsync(scene, TimeSpan.FromMinutes(5));
        await PassAsync(scene, TimeSpan.FromMinutes(65));
        Assert.Equal(AbVariant.B, (await scene.RowAsync(second)).Winner);
        Assert.Equal(0, Sent(scene, "Dear "));

        var third = await StartAsync(scene, HalfByReads);
        await scene.Portal.RunJobAsync<StartCampaignJob>(third.Value);
        foreach (var version in (await RunOfAsync(scene, third)).Versions)
            Assert.IsType<CampaignResult.Done>(await control.CancelAsync(scene.Marketer, version, null, None));
        await PassAsync(scene, TimeSpan.FromMinutes(65));
        Assert.Equal(CampaignState.Cancelled, (await scene.RowAsync(third)).State);
    }

    [Theory, Engines]
    public async Task While_a_version_is_paused_there_is_no_winner(Engine engine)
    {
        await using var scene = await CampaignScene.StartAsync(engine, List(People));
        var id = await StartAsync(scene, HalfByReads);
        await scene.Portal.RunJobAsync<StartCampaignJob>(id.Value);
        var run = await RunOfAsync(scene, id);
        foreach (var version in run.Versions)
            await scene.Portal.RunJobAsync<StartCampaignJob>(version.Value);
        var control = scene.Portal.Get<ControlCampaign>();
        Assert.IsType<CampaignResult.Done>(await control.PauseAsync(scene.Marketer, run.AId, null, None));
        await PassAsync(scene, TimeSpan.FromHours(9));
        Assert.Null((await scene.RowAsync(id)).Winner);
        Assert.True((await scene.Portal.Get<AbTestQuery>().OfAsync(scene.Marketer, id, None))!.IsSending);

        // Its hour begins when it has left.
        Assert.IsType<CampaignResult.Done>(await control.ResumeAsync(scene.Marketer, run.AId, None));
        await PassAsync(scene, TimeSpan.FromMinutes(10));
        Assert.Null((await scene.RowAsync(id)).Winner);
        await PassAsync(scene, TimeSpan.FromMinutes(65));
        Assert.Equal(AbVariant.A, (await scene.RowAsync(id)).Winner);
        Assert.Equal(People, scene.Platform.Sent.Count);
    }

    [Theory, Engines]
    public async Task The_versions_share_the_budget_and_what_they_leave_goes_to_the_rest(Engine engine)
    {
        await using var scene = await CampaignScene.StartAsync(engine, List(People));
        var card = (await scene.Portal.Database.ReadAsync(scene.Portal.TenantId, (db, t) => Core.Delivery.Costs.RateBook.LoadAsync(db, t), None)).At(scene.Portal.Clock.GetUtcNow())!;
        var id = await StartAsync(scene, HalfByReads, new Budget(1_000_000_000, card.Currency));
        await scene.RunAsync(3);
        var run = await RunOfAsync(scene, id);
        Assert.Equal(300_000_000, (await scene.RowAsync(run.AId)).BudgetMicros);
        var spent = (await BudgetAsync(scene, run.AId)).Committed + (await BudgetAsync(scene, run.BId)).Committed;
        Assert.True(spent > 0);
        await PassAsync(scene, TimeSpan.FromMinutes(65));
        Assert.Equal(1_000_000_000 - spent, (await BudgetAsync(scene, id)).Most);
    }

    [Theory, Engines]
    public async Task One_approval_covers_both_versions_and_the_rest_and_nothing_else_does(Engine engine)
    {
        await using var scene = await CampaignScene.StartAsync(engine, List(People));
        Assert.Empty(await scene.Portal.Get<ManageCampaignSettings>().SaveAsync(await scene.Portal.SignedInAsync(PortalRole.TenantAdmin), false, 10, None));
        var second = await scene.Portal.SignedInAsync(PortalRole.Approver);
        var (covered, changed) = (await PlanAsync(scene, HalfByReads), await PlanAsync(scene, HalfByReads));
        foreach (var id in new[] { covered, changed })
        {
            Assert.IsType<CampaignResult.Refused>(await scene.ScheduleAsync(id));
            await AskAsync(scene, id);
            Assert.IsType<CampaignResult.Done>(await ApproveAsync(scene, second, id));
        }

        // Another second version is another plan.
        var draft = await scene.RowAsync(changed);
        var other = new CampaignDraft(draft.Name, draft.TemplateId, draft.ListId, draft.SenderNumberId, draft.Mapping, true, null, null, draft.Version) { AbTest = draft.AbTest! with { SharePercent = 50 } };
        Assert.IsType<CampaignResult.Done>(await scene.Portal.Get<EditCampaign>().SaveAsync(scene.Marketer, changed, other, None));
        Assert.Equal("Approval", Assert.Single(Assert.IsType<CampaignResult.Refused>(await scene.ScheduleAsync(changed)).Problems).Field);

        Assert.IsType<CampaignResult.Done>(await scene.ScheduleAsync(covered));
        await scene.RunAsync(3);
        await PassAsync(scene, TimeSpan.FromMinutes(65));
        Assert.Equal((CampaignState.Completed, People), ((await scene.RowAsync(covered)).State, scene.Platform.Sent.Count));
    }

    [Theory, Engines]
    public async Task What_was_changed_after_the_approval_waits_at_its_start_in_each_part(Engine engine)
    {
        await using var scene = await CampaignScene.StartAsync(engine, List(People));
        Assert.Empty(await scene.Portal.Get<ManageCampaignSettings>().SaveAsync(await scene.Portal.SignedInAsync(PortalRole.TenantAdmin), false, 10, None));
        var second = await scene.Portal.SignedInAsync(PortalRole.Approver);
        var id = await PlanAsync(scene, HalfByReads);
        await AskAsync(scene, id);
        Assert.IsType<CampaignResult.Done>(await ApproveAsync(scene, second, id));
        Assert.IsType<CampaignResult.Done>(await scene.ScheduleAsync(id));
        await scene.Portal.Database.WriteAsync(
            scene.Portal.TenantId, (db, t) => db.Database.ExecuteSqlRawAsync("UPDATE template_translations SET approved_json = replace(approved_json, 'Saturday', 'Sunday')", t), None);
        await scene.RunAsync(3);
        var run = await RunOfAsync(scene, id);
        Assert.Empty(scene.Platform.Sent);
        foreach (var version in run.Versions)
        {
            Assert.Equal(CampaignState.Paused, (await scene.RowAsync(version)).State);
            Assert.IsType<CampaignResult.Refused>(await scene.Portal.Get<ControlCampaign>().ResumeAsync(scene.Marketer, version, None));
            Assert.IsType<CampaignResult.Done>(await ApproveAsync(scene, second, version));
        }

        await scene.RunAsync(3);
        Assert.NotEmpty(scene.Platform.Sent);
    }

    [Theory, Engines]
    public async Task What_cannot_be_compared_is_said_before_the_start(Engine engine)
    {
        await using var scene = await CampaignScene.StartAsync(engine, List(3));
        async Task<string> ProblemAsync(Func<CampaignDraft, CampaignDraft> change)
        {
            var id = await PlanAsync(scene, HalfByReads, change: change);
            var refused = Assert.IsType<CampaignResult.Refused>(await scene.ScheduleAsync(id));
            return string.Join('|', refused.Problems.Where(p => p.Field is "Test" or "TestMapping").Select(p => p.Message));
        }

        AbTest OfDraft(CampaignDraft draft) => draft.AbTest!;
        Assert.Contains("Both versions are the same", await ProblemAsync(d => d with { AbTest = OfDraft(d) with { Mapping = d.Mapping } }), StringComparison.Ordinal);
        Assert.Contains("Choose the template of version B", await ProblemAsync(d => d with { AbTest = OfDraft(d) with { TemplateId = null } }), StringComparison.Ordinal);
        Assert.Contains("No translation of version B's template", await ProblemAsync(d => d with { AbTest = OfDraft(d) with { TemplateId = Guid.NewGuid() } }), StringComparison.Ordinal);
        Assert.Contains("Version B: Say what body.name is filled with", await ProblemAsync(d => d with { AbTest = OfDraft(d) with { Mapping = CampaignMapping.Empty } }), StringComparison.Ordinal);
        Assert.Contains("To compare clicks", await ProblemAsync(d => d with { AbTest = OfDraft(d) with { Measure = AbMeasure.Clicked } }), StringComparison.Ordinal);
        Assert.Contains("Test with 2 to 90 %", await ProblemAsync(d => d with { AbTest = OfDraft(d) with { SharePercent = 91 } }), StringComparison.Ordinal);
        Assert.Contains("a quarter of an hour to a week", await ProblemAsync(d => d with { AbTest = OfDraft(d) with { WaitMinutes = 14 } }), StringComparison.Ordinal);
        Assert.Contains("too few people", await ProblemAsync(d => d with { AbTest = OfDraft(d) with { SharePercent = 10 } }), StringComparison.Ordinal);
        Assert.Contains("comes again", await ProblemAsync(d => d with { StartNow = false, LocalStart = new DateTime(2026, 12, 1, 9, 0, 0), TimeZone = "Europe/London", Plan = SendingPlan.Plain with { Repeat = new Repeat(RepeatUnit.Day, 1) } }), StringComparison.Ordinal);
        Assert.Contains("each person's own clock", await ProblemAsync(d => d with { StartNow = false, LocalStart = new DateTime(2026, 12, 1, 9, 0, 0), Plan = SendingPlan.Plain with { AtPersonsTime = true } }), StringComparison.Ordinal);
    }

    [Theory, Engines]
    public async Task A_follow_up_of_the_rest_sends_what_the_rest_got(Engine engine)
    {
        await using var scene = await CampaignScene.StartAsync(engine, List(20));
        var id = await StartAsync(scene, HalfByReads);
        await scene.RunAsync(2);
        Assert.IsType<CampaignResult.Done>(await scene.Portal.Get<ChooseWinner>().RunAsync(scene.Marketer, id, AbVariant.B, None));
        await scene.RunAsync(2);
        var follow = Assert.IsType<CampaignResult.Done>(await scene.Portal.Get<FollowUpCampaign>().RunAsync(scene.Marketer, id, FollowUpGroup.NotRead, "Again", None)).Id;
        Assert.Equal(ValueSource.Constant, Assert.Single((await scene.RowAsync(follow)).Mapping.Variables).Source);
        Assert.Equal(3, (await scene.Portal.Get<CampaignQueries>().UsingTemplateAsync(scene.Marketer, scene.Template.Value, None)).Count(u => u.IsOver));
    }

    private static async Task<CampaignId> StartAsync(CampaignScene scene, AbTest test, Budget? budget = null)
    {
        var id = await PlanAsync(scene, test, budget);
        Assert.IsType<CampaignResult.Done>(await scene.ScheduleAsync(id));
        return id;
    }

    private static async Task<CampaignId> PlanAsync(CampaignScene scene, AbTest test, Budget? budget = null, Func<CampaignDraft, CampaignDraft>? change = null)
    {
        var edit = scene.Portal.Get<EditCampaign>();
        var id = Assert.IsType<CampaignResult.Done>(await edit.CreateAsync(scene.Marketer, "Autumn", None)).Id;
        var second = new CampaignMapping([new VariableMapping("body.name", ValueSource.Constant, "there", null)], "en_GB");
        var first = new CampaignMapping([new VariableMapping("body.name", ValueSource.Expression, "Dear {name}", null)], "en_GB");
        var draft = new CampaignDraft("Autumn", scene.Template.Value, scene.List, scene.Sender, first, true, null, null, 1, null, budget)
        {
            AbTest = test with { TemplateId = scene.Template.Value, Mapping = second },
        };
        Assert.IsType<CampaignResult.Done>(await edit.SaveAsync(scene.Marketer, id, change?.Invoke(draft) ?? draft, None));
        return id;
    }

    private static async Task AskAsync(CampaignScene scene, CampaignId id) =>
        Assert.IsType<CampaignResult.Done>(await scene.Portal.Get<ApproveCampaign>().AskAsync(scene.Marketer, id, (await scene.RowAsync(id)).Version, null, None));

    private static async Task<CampaignResult> ApproveAsync(CampaignScene scene, Actor person, CampaignId id) =>
        await scene.Portal.Get<ApproveCampaign>().ApproveAsync(person, id, (await scene.Portal.Get<CampaignApprovalQuery>().ReadAsync(scene.Marketer, id, None))!.Newest!.Id, null, None);

    private static async Task PassAsync(CampaignScene scene, TimeSpan time, int times = 3)
    {
        scene.Portal.Clock.Advance(time);
        for (var i = 0; i < times; i++)
        {
            await scene.SweepAsync();
            await scene.RunAsync(2);
        }
    }

    private static Task<AbTestRun> RunOfAsync(CampaignScene scene, CampaignId id) =>
        scene.Portal.Database.ReadAsync(scene.Portal.TenantId, (db, t) => db.Set<AbTestRun>().SingleAsync(r => r.CampaignId == id, t), None);

    private static async Task<(long Most, long Committed)> BudgetAsync(CampaignScene scene, CampaignId id) => (await scene.Portal.Database.ReadAsync(scene.Portal.TenantId, (db, t) => Core.Data.SqlExtensions.QuerySqlAsync(
        db, "SELECT budget_micros, committed_micros FROM order_budgets WHERE order_id = @order", r => (r.GetInt64(0), r.GetInt64(1)), t, ("@order", id.Order)), None)).Single();

    private static async Task SeeAsync(CampaignScene scene, IReadOnlyList<Message> messages, int readers)
    {
        foreach (var (at, message) in messages.Index())
            await scene.TellAsync(new MessageStatusEvent("1001", "2001", scene.Portal.Clock.GetUtcNow()) { MessageId = message.Wamid!, Status = at < readers ? MessageStatus.Read : MessageStatus.Delivered });
    }

    private static int Sent(CampaignScene scene, string value) =>
        scene.Platform.Sent.Count(m => m.Components.Any(c => c.ToJsonString().Contains(value, StringComparison.Ordinal)));

    private static string Phone(int number) => string.Create(CultureInfo.InvariantCulture, $"+44770090{number:0000}");

    private static string List(int people) => "phone,name,language,opt_in,opt_in_at,source\n" + string.Concat(Enumerable.Range(1, people).Select(i => $"{Phone(i)},Ana{i},en,yes,2026-05-01T10:00:00Z,form\n"));
}
