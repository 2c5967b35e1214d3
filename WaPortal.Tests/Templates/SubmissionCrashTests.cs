using Microsoft.Extensions.DependencyInjection;
using WaPortal.Core.Jobs;
using WaPortal.Core.Templates;
using WaPortal.Tests.Data;
using Xunit;

namespace WaPortal.Tests.Templates;

/// <summary>Whatever happens between the request and the record of its answer: each language is submitted once, and none is lost.</summary>
public sealed class SubmissionCrashTests
{
    private static readonly string[] Languages = ["en_GB", "es", "de", "fr", "it", "nl", "pl", "sv"];

    [Theory, Engines]
    public async Task Connections_that_break_at_any_point_submit_each_language_once(Engine engine)
    {
        await using var stage = await TemplateStage.StartAsync(engine);
        var id = await stage.DraftAsync();
        foreach (var language in Languages.Skip(1))
            await stage.Portal.Get<EditTranslation>().AddLanguageAsync(stage.Marketer, id, language, "en_GB", CancellationToken.None);

        await SubmitAllAsync(stage, id, new Random(4711));
        Assert.All(Languages, language => Assert.Equal(1, stage.Platform.Taken[language]));
        stage.Platform.Decide("APPROVED");
        stage.Portal.Clock.Advance(TimeSpan.FromMinutes(10));
        await stage.SweepAsync();

        foreach (var language in Languages) await stage.SaveAsync(id, TemplateStage.Content() with { Footer = "Casa Alba" }, language: language);
        await SubmitAllAsync(stage, id, new Random(42));

        Assert.All(Languages, language => Assert.Equal(2, stage.Platform.Taken[language]));
        Assert.All(stage.Platform.Templates, template => Assert.Contains("Casa Alba", template.ToJsonString(), StringComparison.Ordinal));
    }

    [Theory, Engines]
    public async Task An_edit_that_was_reviewed_before_its_answer_was_missed_is_not_made_again(Engine engine)
    {
        await using var stage = await TemplateStage.StartAsync(engine);
        var id = await stage.ApprovedAsync();
        await stage.SaveAsync(id, TemplateStage.Content() with { Footer = "Casa Alba" });
        stage.Platform.Fate = () => WireFate.LostAfter;
        await stage.SubmitAsync(id);
        await stage.Portal.RunJobsAsync();
        stage.Platform.Decide("APPROVED");
        stage.Platform.Fate = null;

        stage.Portal.Clock.Advance(TimeSpan.FromHours(1));
        await stage.SweepAsync();

        Assert.Equal(TranslationStatus.Approved, (await stage.TranslationAsync(id)).Status);
        Assert.Equal(2, stage.Platform.Taken["en_GB"]);
        var sendable = await stage.Portal.Get<SendableTemplates>().GetAsync(stage.Portal.TenantId, id, CancellationToken.None);
        Assert.Equal("Casa Alba", sendable!.Translations.Single().Content.Footer);
    }

    [Theory, Engines]
    public async Task An_edit_of_samples_alone_whose_answer_was_missed_is_not_made_again(Engine engine)
    {
        await using var stage = await TemplateStage.StartAsync(engine);
        var id = await stage.ApprovedAsync();
        stage.Portal.Clock.Advance(TimeSpan.FromMinutes(5));
        await stage.SaveAsync(id, TemplateStage.Content("Robin"));
        (stage.Platform.Fate, stage.Platform.Clock) = (() => WireFate.LostAfter, stage.Portal.Clock);
        await stage.SubmitAsync(id);
        await stage.Portal.RunJobsAsync();
        stage.Platform.Decide("APPROVED");
        stage.Platform.Fate = null;

        stage.Portal.Clock.Advance(TimeSpan.FromHours(1));
        await stage.SweepAsync();

        Assert.Equal(TranslationStatus.Approved, (await stage.TranslationAsync(id)).Status);
        Assert.Equal(2, stage.Platform.Taken["en_GB"]);
    }

    [Theory, Engines]
    public async Task A_process_that_died_while_it_waited_is_taken_over_and_its_late_answer_changes_nothing(Engine engine)
    {
        await using var stage = await TemplateStage.StartAsync(engine);
        var id = await stage.DraftAsync();
        await stage.SubmitAsync(id);
        var (taken, release) = (new TaskCompletionSource(), new TaskCompletionSource());
        stage.Platform.BeforeAnswer = () =>
        {
            taken.TrySetResult();
            return release.Task;
        };
        await using var dead = TestPortal.CreateServices(stage.Portal.DataPath, stage.Portal.PostgresDatabase, stage.Platform.Settings, stage.Portal.Clock, null);
        var subject = stage.Portal.Jobs.Waiting.Single(w => w.Job == typeof(SubmitTranslationJob)).Subject;
        var zombie = JobRun.RunAsync(dead.GetRequiredService<IServiceScopeFactory>(), typeof(SubmitTranslationJob), stage.Portal.TenantId, subject, CancellationToken.None);
        await taken.Task;
        stage.Platform.BeforeAnswer = null;

        await stage.Portal.RunJobsAsync();
        await stage.NewsAsync(stage.Status("REJECTED", TimeSpan.FromMinutes(1), "PROMOTIONAL"));
        stage.Platform.Decide("REJECTED", "PROMOTIONAL");
        await stage.SaveAsync(id, TemplateStage.Content() with { Footer = "Casa Alba" });
        stage.Portal.Clock.Advance(TimeSpan.FromMinutes(5));
        await stage.SubmitAsync(id);
        release.SetResult();
        await zombie;

        // The answer was about v1; v2 is still to be handed over.
        Assert.Equal(TranslationStatus.Submitting, (await stage.TranslationAsync(id)).Status);
        await stage.Portal.RunJobsAsync();
        Assert.Equal((TranslationStatus.Pending, 2), ((await stage.TranslationAsync(id)).Status, (await stage.TranslationAsync(id)).SubmittedVersion));
        Assert.Equal((1, 2), (stage.Platform.Creations, stage.Platform.Taken["en_GB"]));
    }

    [Theory, Engines]
    public async Task A_refusal_that_comes_late_does_not_undo_what_a_later_attempt_found(Engine engine)
    {
        await using var stage = await TemplateStage.StartAsync(engine);
        var id = await stage.DraftAsync();
        // The first request comes to the platform after the second one, which then stands in its way, and the other way round.
        var fates = new Queue<WireFate>([WireFate.TakenLate, WireFate.Answered]);
        stage.Platform.Fate = () => fates.TryDequeue(out var fate) ? fate : WireFate.Answered;
        await stage.SubmitAsync(id);
        await stage.Portal.RunJobsAsync();
        stage.Portal.Clock.Advance(TimeSpan.FromHours(1));
        await stage.SweepAsync();

        Assert.Equal(TranslationStatus.Pending, (await stage.TranslationAsync(id)).Status);
        Assert.Equal((2, 1), (stage.Platform.Creations, stage.Platform.Taken["en_GB"]));
    }

    [Theory, Engines]
    public async Task A_webhook_before_the_answer_settles_it_and_the_answer_adds_nothing(Engine engine)
    {
        await using var stage = await TemplateStage.StartAsync(engine);
        var id = await stage.DraftAsync();
        stage.Platform.BeforeAnswer = () => stage.NewsAsync(stage.Status("APPROVED", TimeSpan.Zero));
        await stage.SubmitAsync(id);
        await stage.Portal.RunJobsAsync();

        var detail = await stage.DetailAsync(id);
        Assert.Equal(TranslationStatus.Approved, detail.Translations.Single().Status);
        Assert.DoesNotContain(detail.Timeline, e => e.What == "taken by WhatsApp");
        Assert.Equal(1, stage.Platform.Taken["en_GB"]);
    }

    [Theory, Engines]
    public async Task News_of_the_text_before_are_not_taken_for_the_answer_to_an_edit(Engine engine)
    {
        await using var stage = await TemplateStage.StartAsync(engine);
        var id = await stage.ApprovedAsync();
        await stage.SaveAsync(id, TemplateStage.Content() with { Footer = "Casa Alba" });
        stage.Platform.Fate = () => WireFate.LostBefore;
        await stage.SubmitAsync(id);
        await stage.Portal.RunJobsAsync();

        await stage.NewsAsync(stage.Status("APPROVED", TimeSpan.Zero));
        Assert.Equal(TranslationStatus.Submitting, (await stage.TranslationAsync(id)).Status);
        stage.Platform.Fate = null;
        stage.Portal.Clock.Advance(TimeSpan.FromHours(1));
        await stage.SweepAsync();

        Assert.Equal(TranslationStatus.Pending, (await stage.TranslationAsync(id)).Status);
        Assert.Equal(2, stage.Platform.Taken["en_GB"]);
    }

    [Theory, Engines]
    public async Task A_refused_edit_leaves_the_approved_text_as_it_was(Engine engine)
    {
        await using var stage = await TemplateStage.StartAsync(engine);
        var id = await stage.ApprovedAsync();
        await stage.SaveAsync(id, TemplateStage.Content() with { Footer = "Casa Alba" });
        stage.Platform.RefuseEdit = TemplatePlatform.Error(100, 2388293, "Too many variables.");
        await stage.SubmitAsync(id);
        await stage.Portal.RunJobsAsync();

        var translation = await stage.TranslationAsync(id);
        Assert.Equal((TranslationStatus.Approved, "Too many variables.", true), (translation.Status, translation.Standing.Quote, translation.CanSubmit));
        var sendable = await stage.Portal.Get<SendableTemplates>().GetAsync(stage.Portal.TenantId, id, CancellationToken.None);
        Assert.Null(sendable!.Translations.Single().Content.Footer);
    }

    private static async Task SubmitAllAsync(TemplateStage stage, TemplateId id, Random random)
    {
        foreach (var language in Languages) Assert.IsType<TemplateResult.Done>(await stage.SubmitAsync(id, language));
        // Breaks at will at first; in the end the line holds.
        var breaks = 3 * Languages.Length;
        stage.Platform.Fate = () => breaks-- > 0 ? (WireFate)random.Next(4) : WireFate.Answered;
        for (var turn = 0; turn < 40; turn++)
        {
            await stage.SweepAsync();
            stage.Portal.Clock.Advance(TimeSpan.FromMinutes(31));
        }

        Assert.All((await stage.DetailAsync(id)).Translations, t => Assert.Equal(TranslationStatus.Pending, t.Status));
    }
}
