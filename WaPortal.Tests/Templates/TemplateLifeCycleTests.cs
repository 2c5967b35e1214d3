using Microsoft.Extensions.DependencyInjection;
using WaPortal.Core.Access;
using WaPortal.Core.Data;
using WaPortal.Core.Jobs;
using WaPortal.Core.Templates;
using WaPortal.Core.WhatsApp;
using WaPortal.Tests.Data;
using Xunit;

namespace WaPortal.Tests.Templates;

public sealed class TemplateLifeCycleTests
{
    private static readonly TimeSpan Minute = TimeSpan.FromMinutes(1);

    [Theory, Engines]
    public async Task A_draft_is_submitted_reviewed_and_becomes_sendable(Engine engine)
    {
        await using var stage = await TemplateStage.StartAsync(engine);
        var id = await stage.PendingAsync();
        Assert.Equal(TranslationStatus.Pending, (await stage.TranslationAsync(id)).Status);
        Assert.Null(await stage.Portal.Get<SendableTemplates>().GetAsync(stage.Portal.TenantId, id, CancellationToken.None));

        await stage.NewsAsync(stage.Status("APPROVED", Minute));

        var sendable = await stage.Portal.Get<SendableTemplates>().GetAsync(stage.Portal.TenantId, id, CancellationToken.None);
        Assert.Equal(("parcel_ready", "en_GB"), (sendable!.Name, sendable.Translations.Single().Language));
        Assert.Equal(TemplateStage.Content().Body, sendable.Translations.Single().Content.Body);
        Assert.Equal(["approved", "created", "submitted", "taken by WhatsApp"], (await stage.DetailAsync(id)).Timeline.Select(e => e.What).Order(StringComparer.Ordinal));
    }

    [Theory, Engines]
    public async Task A_rejection_keeps_the_reviewers_words_and_a_changed_draft_is_sent_as_an_edit(Engine engine)
    {
        await using var stage = await TemplateStage.StartAsync(engine);
        var id = await stage.PendingAsync();
        await stage.NewsAsync(stage.Status("REJECTED", Minute, "INVALID_FORMAT", "Two placeholders side by side."));
        stage.Platform.Decide("REJECTED", "INVALID_FORMAT");
        var rejected = await stage.TranslationAsync(id);
        Assert.Equal(("Two placeholders side by side.", "format"), (rejected.RejectionText, rejected.Rejection!.Title));

        await stage.Portal.Get<EditTranslation>().SaveDraftAsync(stage.Marketer, id, "en_GB", TemplateStage.Content("Ana"), rejected.DraftVersion, CancellationToken.None);
        stage.Portal.Clock.Advance(TimeSpan.FromHours(1));
        Assert.IsType<TemplateResult.Done>(await stage.SubmitAsync(id));
        await stage.Portal.RunJobsAsync();

        Assert.Equal(1, stage.Platform.Creations);
        Assert.Single(stage.Platform.Edits);
        Assert.Equal(TranslationStatus.Pending, (await stage.TranslationAsync(id)).Status);
    }

    [Theory, Engines]
    public async Task A_lost_answer_does_not_create_the_template_twice(Engine engine)
    {
        await using var stage = await TemplateStage.StartAsync(engine);
        stage.Platform.ResetAfterCreate = 1;
        var id = await stage.DraftAsync();
        await stage.SubmitAsync(id);
        await stage.Portal.RunJobsAsync();
        Assert.Equal(TranslationStatus.Submitting, (await stage.TranslationAsync(id)).Status);
        Assert.NotNull((await stage.TranslationAsync(id)).Trouble);

        stage.Portal.Clock.Advance(TimeSpan.FromHours(1));
        await stage.SweepAsync();

        Assert.Equal(TranslationStatus.Pending, (await stage.TranslationAsync(id)).Status);
        Assert.Equal(1, stage.Platform.Creations);
    }

    [Theory, Engines]
    public async Task A_crash_after_the_request_left_is_looked_up_before_anything_is_created_again(Engine engine)
    {
        await using var stage = await TemplateStage.StartAsync(engine);
        var id = await stage.DraftAsync();
        await stage.SubmitAsync(id);
        // What the table holds when the process dies between request and record: the attempt, and no answer.
        await stage.Portal.RunJobsAsync();
        await stage.Portal.Database.WriteAsync(stage.Portal.TenantId, async (db, t) =>
        {
            var row = Microsoft.EntityFrameworkCore.EntityFrameworkQueryableExtensions.FirstAsync(db.Set<TemplateTranslation>(), t);
            var entry = db.Entry(await row);
            entry.Property(nameof(TemplateTranslation.Status)).CurrentValue = TranslationStatus.Submitting;
            entry.Property(nameof(TemplateTranslation.PlatformId)).CurrentValue = null;
            entry.Property(nameof(TemplateTranslation.NextAttemptAt)).CurrentValue = stage.Portal.Clock.GetUtcNow();
        }, CancellationToken.None);

        await stage.SweepAsync();

        Assert.Equal(TranslationStatus.Pending, (await stage.TranslationAsync(id)).Status);
        Assert.Equal(1, stage.Platform.Creations);
    }

    [Theory, Engines]
    public async Task A_webhook_faster_than_the_answer_is_not_lost(Engine engine)
    {
        await using var stage = await TemplateStage.StartAsync(engine);
        stage.Platform.ResetAfterCreate = 1;
        var id = await stage.DraftAsync();
        await stage.SubmitAsync(id);
        await stage.Portal.RunJobsAsync();

        await stage.NewsAsync(stage.Status("APPROVED", Minute));
        stage.Platform.Decide("APPROVED");
        stage.Portal.Clock.Advance(TimeSpan.FromHours(1));
        await stage.SweepAsync();

        Assert.Equal(TranslationStatus.Approved, (await stage.TranslationAsync(id)).Status);
        Assert.Equal(1, stage.Platform.Creations);
    }

    [Theory, Engines]
    public async Task A_refusal_at_submission_is_shown_in_plain_words_and_may_be_submitted_again(Engine engine)
    {
        await using var stage = await TemplateStage.StartAsync(engine);
        stage.Platform.RefuseCreate = TemplatePlatform.Error(100, 2388293, "Too many variables.");
        var id = await stage.PendingAsync();

        var refused = await stage.TranslationAsync(id);
        Assert.Equal((TranslationStatus.Rejected, "Too many variables."), (refused.Status, refused.RejectionText));
        Assert.NotEmpty(refused.Recommendation!);
        stage.Platform.RefuseCreate = null;
        await stage.SubmitAsync(id);
        await stage.Portal.RunJobsAsync();
        Assert.Equal(TranslationStatus.Pending, (await stage.TranslationAsync(id)).Status);
    }

    [Theory, Engines]
    public async Task A_platform_that_is_down_is_tried_again_until_it_answers(Engine engine)
    {
        await using var stage = await TemplateStage.StartAsync(engine);
        stage.Platform.Down = true;
        var id = await stage.PendingAsync();
        Assert.NotNull((await stage.TranslationAsync(id)).Trouble);

        stage.Platform.Down = false;
        stage.Portal.Clock.Advance(TimeSpan.FromHours(1));
        await stage.Portal.RunJobsAsync();

        Assert.Equal(TranslationStatus.Pending, (await stage.TranslationAsync(id)).Status);
        Assert.Single(stage.Platform.Templates);
    }

    [Theory, Engines]
    public async Task Duplicate_and_shuffled_webhooks_end_in_the_newest_state_and_are_told_once(Engine engine)
    {
        await using var stage = await TemplateStage.StartAsync(engine);
        var id = await stage.PendingAsync();
        var approved = stage.Status("APPROVED", Minute);
        var paused = stage.Status("PAUSED", 2 * Minute);

        foreach (var news in new[] { paused, approved, paused, stage.Status("PENDING", Minute), approved }) await stage.NewsAsync(news);

        var detail = await stage.DetailAsync(id);
        Assert.Equal(TranslationStatus.Paused, detail.Translations.Single().Status);
        Assert.Single(detail.Timeline, e => e.What == "paused");
        Assert.DoesNotContain(detail.Timeline, e => e.What == "approved");
    }

    [Theory, Engines]
    public async Task Missed_webhooks_are_made_up_for_by_asking(Engine engine)
    {
        await using var stage = await TemplateStage.StartAsync(engine);
        var id = await stage.PendingAsync();
        await stage.SweepAsync();
        stage.Platform.Decide("APPROVED");

        await stage.SweepAsync();
        Assert.Equal(TranslationStatus.Pending, (await stage.TranslationAsync(id)).Status);
        stage.Portal.Clock.Advance(TimeSpan.FromMinutes(6));
        await stage.SweepAsync();

        Assert.Equal(TranslationStatus.Approved, (await stage.TranslationAsync(id)).Status);
    }

    [Theory, Engines]
    public async Task Quality_and_category_follow_the_platform(Engine engine)
    {
        await using var stage = await TemplateStage.StartAsync(engine);
        var id = await stage.PendingAsync();
        var reference = stage.Status("APPROVED", Minute).Template;
        var at = stage.Portal.Clock.GetUtcNow() + Minute;

        await stage.NewsAsync(
            stage.Status("APPROVED", Minute),
            new TemplateQualityEvent(TemplateStage.Waba, at) { Template = reference, PreviousScore = "GREEN", NewScore = "RED" },
            new TemplateCategoryEvent(TemplateStage.Waba, at) { Template = reference, Category = "MARKETING", PreviousCategory = "UTILITY" });

        var translation = await stage.TranslationAsync(id);
        Assert.Equal(("RED", "MARKETING"), (translation.Quality, translation.PlatformCategory));
        Assert.Equal(TemplateCategory.Marketing, (await stage.Portal.Get<SendableTemplates>().GetAsync(stage.Portal.TenantId, id, CancellationToken.None))!.Category);
    }

    [Theory, Engines]
    public async Task A_stale_tab_is_told_what_holds_and_overwrites_nothing(Engine engine)
    {
        await using var stage = await TemplateStage.StartAsync(engine);
        var id = await stage.DraftAsync();
        var edit = stage.Portal.Get<EditTranslation>();
        var first = await edit.SaveDraftAsync(stage.Marketer, id, "en_GB", TemplateStage.Content("First"), 1, CancellationToken.None);

        var second = await edit.SaveDraftAsync(stage.Marketer, id, "en_GB", TemplateStage.Content("Second"), 1, CancellationToken.None);

        Assert.Equal(2, Assert.IsType<TemplateResult.Done>(first).DraftVersion);
        var stale = Assert.IsType<TemplateResult.Stale>(second);
        Assert.Equal((2, "First"), (stale.DraftVersion, stale.Content.Texts["body.1"].Sample));
    }

    [Theory, Engines]
    public async Task Of_many_saves_at_once_exactly_one_wins(Engine engine)
    {
        await using var stage = await TemplateStage.StartAsync(engine);
        var id = await stage.DraftAsync();
        var edit = stage.Portal.Get<EditTranslation>();

        var results = await Task.WhenAll(Enumerable.Range(0, 8).Select(n => edit.SaveDraftAsync(stage.Marketer, id, "en_GB", TemplateStage.Content("S" + n), 1, CancellationToken.None)));

        Assert.Single(results, r => r is TemplateResult.Done);
        Assert.Equal(7, results.Count(r => r is TemplateResult.Stale));
    }

    [Theory, Engines]
    public async Task A_draft_with_errors_is_not_submitted(Engine engine)
    {
        await using var stage = await TemplateStage.StartAsync(engine);
        var id = await stage.DraftAsync(content: new TemplateContent { Body = "{{1}} is waiting for you at the desk." });

        var result = Assert.IsType<TemplateResult.HasProblems>(await stage.SubmitAsync(id));

        Assert.Contains(result.Findings, f => f.Rule == "param.leading_trailing");
        Assert.Equal(TranslationStatus.Draft, (await stage.TranslationAsync(id)).Status);
        Assert.Empty(stage.Portal.Jobs.Waiting);
    }

    [Theory, Engines]
    public async Task A_media_header_sends_its_sample_first(Engine engine)
    {
        await using var stage = await TemplateStage.StartAsync(engine);
        byte[] png = [0x89, 0x50, 0x4E, 0x47, 0x0D, 0x0A, 0x1A, 0x0A, 1, 2, 3];
        var store = stage.Portal.Get<SampleMediaStore>();
        Assert.IsType<SampleUpload.Refused>(await store.StoreAsync(stage.Marketer, HeaderKind.Image, "a.png", new MemoryStream([1, 2, 3]), CancellationToken.None));
        Assert.IsType<SampleUpload.Refused>(await store.StoreAsync(stage.Marketer, HeaderKind.Image, "a.html", new MemoryStream(png), CancellationToken.None));
        var stored = Assert.IsType<SampleUpload.Stored>(await store.StoreAsync(stage.Marketer, HeaderKind.Image, "../a.png", new MemoryStream(png), CancellationToken.None));
        var id = await stage.DraftAsync(content: TemplateStage.Content() with { Header = HeaderKind.Image, HeaderMedia = stored.Media.Id.Value });

        await stage.SubmitAsync(id);
        await stage.Portal.RunJobsAsync();

        Assert.Equal(png, stage.Platform.Uploads.Single());
        Assert.Equal("4::handle", (string?)stage.Platform.Templates.Single()["components"]![0]!["example"]!["header_handle"]![0]);
    }

    [Theory, Engines]
    public async Task Deleting_a_submitted_language_deletes_it_at_the_platform(Engine engine)
    {
        await using var stage = await TemplateStage.StartAsync(engine);
        var id = await stage.PendingAsync();
        await stage.Portal.Get<EditTranslation>().AddLanguageAsync(stage.Marketer, id, "es", "en_GB", CancellationToken.None);

        Assert.IsType<TemplateResult.Done>(await stage.Portal.Get<EditTranslation>().RemoveLanguageAsync(stage.Marketer, id, "en_GB", CancellationToken.None));
        await stage.Portal.RunJobsAsync();

        Assert.Empty(stage.Platform.Templates);
        Assert.Equal(["es"], (await stage.DetailAsync(id)).Translations.Select(t => t.Language));
    }

    [Theory, Engines]
    public async Task The_matrix_counts_and_finds(Engine engine)
    {
        await using var stage = await TemplateStage.StartAsync(engine);
        var id = await stage.PendingAsync();
        await stage.Portal.Get<EditTranslation>().AddLanguageAsync(stage.Marketer, id, "es", "en_GB", CancellationToken.None);
        await stage.DraftAsync("empty_one", new TemplateContent());
        var query = stage.Portal.Get<TemplateListQuery>();

        var all = await query.RunAsync(stage.Marketer, new TemplateFilter(), CancellationToken.None);
        var found = await query.RunAsync(stage.Marketer, new TemplateFilter("FRONT desk"), CancellationToken.None);

        Assert.Equal((2, 2, 1), (all.Templates, all.Counts[TranslationStatus.Draft], all.Counts[TranslationStatus.Pending]));
        Assert.Equal(["en_GB", "es"], all.Languages.Select(l => l.Code));
        Assert.True(all.Rows.Single(r => r.Name == "empty_one").Cells.Single().Errors > 0);
        Assert.Equal(id, Assert.Single(found.Rows).Id);
        Assert.Equal((1, false), (found.Found, found.HasMore));
        Assert.Equal(["empty_one"], (await query.RunAsync(stage.Marketer, new TemplateFilter("EMPTY"), CancellationToken.None)).Rows.Select(r => r.Name));
        Assert.Empty((await query.RunAsync(stage.Marketer, new TemplateFilter("100%"), CancellationToken.None)).Rows);
        Assert.Equal([id], (await query.RunAsync(stage.Marketer, new TemplateFilter(Status: TranslationStatus.Pending), CancellationToken.None)).Rows.Select(r => r.Id));
        Assert.Empty((await query.RunAsync(stage.Marketer, new TemplateFilter(Category: TemplateCategory.Marketing), CancellationToken.None)).Rows);
    }

    [Theory, Engines]
    public async Task Pages_of_the_matrix_hold_each_template_once_and_old_rows_are_found_after_a_sweep(Engine engine)
    {
        await using var stage = await TemplateStage.StartAsync(engine);
        for (var i = 0; i < TemplateListQuery.PageSize + 3; i++)
            await stage.DraftAsync($"template_{i}"); // all in one moment of the test's clock
        var query = stage.Portal.Get<TemplateListQuery>();
        var first = await query.RunAsync(stage.Marketer, new TemplateFilter(), CancellationToken.None);
        var second = await query.RunAsync(stage.Marketer, new TemplateFilter(), CancellationToken.None, page: 2);
        Assert.Equal((TemplateListQuery.PageSize, true, 3, false), (first.Rows.Count, first.HasMore, second.Rows.Count, second.HasMore));
        Assert.Equal(TemplateListQuery.PageSize + 3, first.Rows.Concat(second.Rows).Select(r => r.Id).Distinct().Count());
        Assert.Equal((first.Found, first.Templates), (second.Found, second.Templates));

        await stage.Portal.Database.WriteAsync(
            stage.Portal.TenantId, (db, t) => db.ExecuteSqlAsync("UPDATE template_translations SET search_text = NULL WHERE tenant_id = @tenant", t, ("@tenant", stage.Portal.TenantId)), CancellationToken.None);
        Assert.Empty((await query.RunAsync(stage.Marketer, new TemplateFilter("front desk"), CancellationToken.None)).Rows);
        foreach (var work in stage.Portal.Services.GetServices<IUnfinishedWork>())
            await work.ResumeAsync(CancellationToken.None);
        Assert.Equal(TemplateListQuery.PageSize + 3, (await query.RunAsync(stage.Marketer, new TemplateFilter("front desk"), CancellationToken.None)).Found);
    }

    [Theory, Engines]
    public async Task Another_enterprise_sees_and_changes_nothing(Engine engine)
    {
        await using var stage = await TemplateStage.StartAsync(engine);
        var id = await stage.PendingAsync();
        var other = stage.Portal.As(PortalRole.Marketer, (await stage.Portal.AddTenantAsync("other-co", "Other")).Id);

        Assert.Null(await stage.Portal.Get<TemplateDetailQuery>().RunAsync(other, id, CancellationToken.None));
        Assert.Empty((await stage.Portal.Get<TemplateListQuery>().RunAsync(other, new TemplateFilter(), CancellationToken.None)).Rows);
        Assert.IsType<TemplateResult.NotFound>(await stage.Portal.Get<EditTranslation>().SaveDraftAsync(other, id, "en_GB", TemplateStage.Content("x"), 1, CancellationToken.None));
        Assert.IsType<TemplateResult.NotFound>(await stage.Portal.Get<EditTranslation>().DeleteAsync(other, id, CancellationToken.None));
        Assert.Null(await stage.Portal.Get<SendableTemplates>().GetAsync(other.Tenant, id, CancellationToken.None));
    }

    [Theory, Engines]
    public async Task Only_who_may_edit_edits_and_only_who_may_submit_submits(Engine engine)
    {
        await using var stage = await TemplateStage.StartAsync(engine);
        var id = await stage.DraftAsync();
        var officer = stage.Portal.As(PortalRole.ComplianceOfficer);

        await Assert.ThrowsAsync<AccessDeniedException>(() => stage.Portal.Get<EditTranslation>().SaveDraftAsync(officer, id, "en_GB", TemplateStage.Content("x"), 1, CancellationToken.None));
        await Assert.ThrowsAsync<AccessDeniedException>(() => stage.Portal.Get<SubmitTemplate>().RunAsync(officer, id, "en_GB", 1, CancellationToken.None));
        await Assert.ThrowsAsync<AccessDeniedException>(() => stage.Portal.Get<TemplateListQuery>().RunAsync(stage.Portal.As(PortalRole.PlatformAdmin), new TemplateFilter(), CancellationToken.None));
    }
}
