using WaPortal.Core.Access;
using WaPortal.Core.Audit;
using WaPortal.Core.Templates;
using WaPortal.Core.Tenancy;
using WaPortal.Tests.Data;
using Xunit;

namespace WaPortal.Tests.Templates;

public sealed class SecondPersonTests
{
    private static readonly CancellationToken None = CancellationToken.None;

    [Theory, Engines]
    public async Task Without_a_second_person_nothing_is_submitted_and_with_one_exactly_what_was_approved(Engine engine)
    {
        await using var stage = await StartAsync(engine);
        var (writer, approver) = (stage.Marketer, stage.Portal.As(PortalRole.Approver));
        var id = await stage.DraftAsync();
        Assert.IsType<TemplateResult.NotNow>(await stage.SubmitAsync(id));
        Assert.True((await stage.TranslationAsync(id)).NeedsReview);

        Assert.IsType<TemplateResult.Done>(await AskAsync(stage, writer, id, "Please mind the tone"));
        Assert.IsType<TemplateResult.NotNow>(await stage.SubmitAsync(id));
        var task = Assert.Single(await TasksAsync(stage, approver));
        Assert.Equal((TemplateTaskKind.Review, "Please mind the tone"), (task.Kind, task.Words));
        Assert.Empty(await TasksAsync(stage, writer));
        Assert.IsType<TemplateResult.Done>(await ApproveAsync(stage, approver, id));

        Assert.Equal(TemplateTaskKind.Approved, Assert.Single(await TasksAsync(stage, writer)).Kind);
        Assert.IsType<TemplateResult.Done>(await stage.SubmitAsync(id));
        Assert.Empty(await TasksAsync(stage, writer));
        Assert.Equal(
            ["created", "review approved", "review asked for", "submitted"],
            (await stage.DetailAsync(id)).Timeline.Select(e => e.What).Order(StringComparer.Ordinal));
        var events = await stage.Portal.Get<ActivityQuery>().ListAsync(stage.Portal.As(PortalRole.ComplianceOfficer), ActivityTrail.Enterprise, new ActivityFilter(), null, 50, None);
        Assert.Contains(events, e => e.Event == "template.review-approved" && e.Actor == approver.Name);
    }

    [Theory, Engines]
    public async Task Any_change_of_the_text_resets_the_approval(Engine engine)
    {
        await using var stage = await StartAsync(engine);
        var id = await stage.DraftAsync();
        await AskAsync(stage, stage.Marketer, id);
        await ApproveAsync(stage, stage.Portal.As(PortalRole.Approver), id);
        var approved = (await stage.TranslationAsync(id)).Content;

        await stage.SaveAsync(id, TemplateStage.Content("Ana"));
        Assert.IsType<TemplateResult.NotNow>(await stage.SubmitAsync(id));
        // Writing the old text again does not bring the approval back.
        await stage.SaveAsync(id, approved);

        Assert.IsType<TemplateResult.NotNow>(await stage.SubmitAsync(id));
        Assert.Contains((await stage.DetailAsync(id)).Timeline, e => e.What == "review overtaken");
    }

    [Theory, Engines]
    public async Task A_new_name_or_category_resets_the_approval(Engine engine)
    {
        await using var stage = await StartAsync(engine);
        var id = await stage.DraftAsync();
        await AskAsync(stage, stage.Marketer, id);
        await ApproveAsync(stage, stage.Portal.As(PortalRole.Approver), id);

        await stage.Portal.Get<CreateTemplate>().RenameAsync(stage.Marketer, id, "parcel_ready", TemplateCategory.Marketing, ParameterFormat.Positional, None);

        Assert.IsType<TemplateResult.NotNow>(await stage.SubmitAsync(id));
    }

    [Theory, Engines]
    public async Task Nobody_approves_what_they_asked_about_or_wrote_not_with_a_second_role_and_not_from_outside(Engine engine)
    {
        await using var stage = await StartAsync(engine);
        var both = Rights.Of([PortalRole.Marketer, PortalRole.Approver]);
        var (writer, helper) = (stage.Portal.As(PortalRole.Marketer) with { Rights = both }, stage.Portal.As(PortalRole.Marketer) with { Rights = both });
        var outsider = stage.Portal.As(PortalRole.Approver) with { Home = TenantId.New() };
        var id = await stage.DraftAsync();
        await stage.SaveAsync(id, TemplateStage.Content("Ana"), helper);
        await AskAsync(stage, writer, id);

        foreach (var person in new[] { writer, helper, outsider, Actor.Job(stage.Portal.TenantId, "job") })
        {
            Assert.IsType<TemplateResult.NotNow>(await ApproveAsync(stage, person, id));
            Assert.Empty(await TasksAsync(stage, person));
        }

        await Assert.ThrowsAsync<AccessDeniedException>(() => ApproveAsync(stage, stage.Portal.As(PortalRole.Marketer), id));
        Assert.IsType<TemplateResult.NotNow>(await stage.SubmitAsync(id));
        Assert.IsType<TemplateResult.Done>(await ApproveAsync(stage, stage.Portal.As(PortalRole.Approver), id));
    }

    [Theory, Engines]
    public async Task What_is_sent_back_comes_with_words_and_to_the_writer(Engine engine)
    {
        await using var stage = await StartAsync(engine);
        var (writer, approver) = (stage.Marketer, stage.Portal.As(PortalRole.Approver));
        var id = await stage.DraftAsync();
        await AskAsync(stage, writer, id);
        var review = (await stage.TranslationAsync(id)).Review!.Id;

        Assert.IsType<TemplateResult.Invalid>(await Review(stage).SendBackAsync(approver, id, "en_GB", review, " ", None));
        Assert.IsType<TemplateResult.Done>(await Review(stage).SendBackAsync(approver, id, "en_GB", review, "Too stiff", None));

        Assert.Equal((TemplateTaskKind.SentBack, "Too stiff"), (Assert.Single(await TasksAsync(stage, writer)).Kind, Assert.Single(await TasksAsync(stage, writer)).Words));
        Assert.IsType<TemplateResult.NotNow>(await stage.SubmitAsync(id));
        Assert.IsType<TemplateResult.Done>(await AskAsync(stage, writer, id, "I mean it so"));
        Assert.Equal(ReviewState.Waiting, (await stage.TranslationAsync(id)).Review!.State);
    }

    [Theory, Engines]
    public async Task Of_two_approvers_at_once_one_decides(Engine engine)
    {
        await using var stage = await StartAsync(engine);
        var id = await stage.DraftAsync();
        await AskAsync(stage, stage.Marketer, id);
        var review = (await stage.TranslationAsync(id)).Review!.Id;

        var results = await Task.WhenAll(Enumerable.Range(0, 6).Select(n => n % 2 == 0
            ? Review(stage).ApproveAsync(stage.Portal.As(PortalRole.Approver), id, "en_GB", review, null, None)
            : Review(stage).SendBackAsync(stage.Portal.As(PortalRole.Approver), id, "en_GB", review, "No", None)));

        Assert.Single(results, r => r is TemplateResult.Done);
        Assert.Single((await stage.DetailAsync(id)).Timeline, e => e.What is "review approved" or "sent back");
    }

    [Theory, Engines]
    public async Task A_change_at_the_moment_of_the_approval_is_never_submitted_with_it(Engine engine)
    {
        await using var stage = await StartAsync(engine);
        for (var n = 0; n < 6; n++)
        {
            var id = await stage.DraftAsync("parcel_" + n);
            await AskAsync(stage, stage.Marketer, id);
            var review = (await stage.TranslationAsync(id)).Review!.Id;

            await Task.WhenAll(
                Review(stage).ApproveAsync(stage.Portal.As(PortalRole.Approver), id, "en_GB", review, null, None),
                stage.Portal.Get<EditTranslation>().SaveDraftAsync(stage.Marketer, id, "en_GB", TemplateStage.Content("Ana"), 1, None));

            Assert.Equal("Ana", (await stage.TranslationAsync(id)).Content.Texts["body.1"].Sample);
            Assert.IsType<TemplateResult.NotNow>(await stage.SubmitAsync(id));
        }
    }

    [Theory, Engines]
    public async Task The_setting_is_the_admins_and_giving_it_up_asks_for_a_fresh_code(Engine engine)
    {
        await using var stage = await StartAsync(engine);
        var settings = stage.Portal.Get<ManageTemplateSettings>();
        await Assert.ThrowsAsync<AccessDeniedException>(() => settings.RequireReviewAsync(stage.Marketer, false, None));
        await Assert.ThrowsAsync<FreshCodeRequiredException>(() => settings.RequireReviewAsync(stage.Portal.As(PortalRole.TenantAdmin), false, None));

        await settings.RequireReviewAsync(await stage.Portal.SignedInAsync(PortalRole.TenantAdmin), false, None);

        Assert.False((await settings.ReadAsync(stage.Portal.As(PortalRole.TenantAdmin), None)).ReviewRequired);
        Assert.IsType<TemplateResult.Done>(await stage.SubmitAsync(await stage.DraftAsync()));
        var events = await stage.Portal.Get<ActivityQuery>().ListAsync(stage.Portal.As(PortalRole.ComplianceOfficer), ActivityTrail.Enterprise, new ActivityFilter(), null, 50, None);
        Assert.Contains(events, e => e.Event == "template.review-not-required");
    }

    private static async Task<TemplateStage> StartAsync(Engine engine)
    {
        var stage = await TemplateStage.StartAsync(engine);
        await stage.Portal.Get<ManageTemplateSettings>().RequireReviewAsync(stage.Portal.As(PortalRole.TenantAdmin), true, None);
        return stage;
    }

    private static ReviewTranslation Review(TemplateStage stage) => stage.Portal.Get<ReviewTranslation>();

    private static async Task<TemplateResult> AskAsync(TemplateStage stage, Actor writer, TemplateId id, string? note = null) =>
        await Review(stage).AskAsync(writer, id, "en_GB", (await stage.TranslationAsync(id)).DraftVersion, note, None);

    private static async Task<TemplateResult> ApproveAsync(TemplateStage stage, Actor person, TemplateId id) =>
        await Review(stage).ApproveAsync(person, id, "en_GB", (await stage.TranslationAsync(id)).Review!.Id, null, None);

    private static Task<IReadOnlyList<TemplateTask>> TasksAsync(TemplateStage stage, Actor person) => stage.Portal.Get<TemplateTasksQuery>().RunAsync(person, None);
}
