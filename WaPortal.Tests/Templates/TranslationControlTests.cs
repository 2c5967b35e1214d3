using WaPortal.Core.Access;
using WaPortal.Core.Templates;
using WaPortal.Tests.Data;
using Xunit;

namespace WaPortal.Tests.Templates;

public sealed class TranslationControlTests
{
    private static readonly CancellationToken None = CancellationToken.None;

    [Theory, Engines]
    public async Task A_pause_of_the_pacing_is_ended_by_hand_and_one_for_quality_is_not(Engine engine)
    {
        await using var stage = await TemplateStage.StartAsync(engine);
        var id = await stage.ApprovedAsync();
        await stage.NewsAsync(stage.Status("PAUSED", TimeSpan.Zero) with { OtherTitle = PlatformPause.First });
        Assert.IsType<TemplateResult.NotNow>(await Control(stage).UnpauseAsync(stage.Marketer, id, "en_GB", None));

        await stage.NewsAsync(stage.Status("PAUSED", TimeSpan.FromSeconds(1)) with { OtherTitle = PlatformPause.RateLimiting });
        stage.Portal.Clock.Advance(TimeSpan.FromMinutes(1));
        Assert.IsType<TemplateResult.Done>(await Control(stage).UnpauseAsync(stage.Marketer, id, "en_GB", None));

        Assert.Equal(TranslationStatus.Approved, (await stage.TranslationAsync(id)).Status);
        Assert.Equal(["unpause 1500"], stage.Platform.Acts);
    }

    [Theory, Engines]
    public async Task What_is_archived_cannot_be_sent_and_comes_back_as_it_was(Engine engine)
    {
        await using var stage = await TemplateStage.StartAsync(engine);
        var id = await stage.ApprovedAsync();

        Assert.IsType<TemplateResult.Done>(await Control(stage).ArchiveAsync(stage.Marketer, id, "en_GB", None));
        Assert.Equal(TranslationStatus.Archived, (await stage.TranslationAsync(id)).Status);
        Assert.Null(await stage.Portal.Get<SendableTemplates>().GetAsync(stage.Portal.TenantId, id, None));
        stage.Portal.Clock.Advance(TimeSpan.FromMinutes(1));
        Assert.IsType<TemplateResult.Done>(await Control(stage).UnarchiveAsync(stage.Marketer, id, "en_GB", None));
        stage.Portal.Clock.Advance(TimeSpan.FromMinutes(1));
        await stage.SweepAsync();

        Assert.Equal(TranslationStatus.Approved, (await stage.TranslationAsync(id)).Status);
        Assert.Equal(["archive 1500", "unarchive 1500"], stage.Platform.Acts);
    }

    [Theory, Engines]
    public async Task An_answer_that_is_lost_is_made_up_for_by_asking(Engine engine)
    {
        await using var stage = await TemplateStage.StartAsync(engine);
        var id = await stage.ApprovedAsync();
        stage.Platform.Down = true;

        Assert.IsType<TemplateResult.NotNow>(await Control(stage).ArchiveAsync(stage.Marketer, id, "en_GB", None));
        stage.Platform.Down = false;
        stage.Platform.Decide("ARCHIVED");
        stage.Portal.Clock.Advance(TimeSpan.FromMinutes(1));
        await stage.SweepAsync();

        Assert.Equal(TranslationStatus.Archived, (await stage.TranslationAsync(id)).Status);
    }

    [Theory, Engines]
    public async Task Only_who_may_submit_does_any_of_it(Engine engine)
    {
        await using var stage = await TemplateStage.StartAsync(engine);
        var id = await stage.ApprovedAsync();
        var approver = stage.Portal.As(PortalRole.Approver);

        await Assert.ThrowsAsync<AccessDeniedException>(() => Control(stage).ArchiveAsync(approver, id, "en_GB", None));
        await Assert.ThrowsAsync<AccessDeniedException>(() => Control(stage).UnpauseAsync(approver, id, "en_GB", None));
        await Assert.ThrowsAsync<AccessDeniedException>(() => stage.Portal.Get<TranslationWireQuery>().RunAsync(approver, id, "en_GB", None));
        Assert.Empty(stage.Platform.Acts);
    }

    [Theory, Engines]
    public async Task A_deleted_name_and_language_is_refused_with_the_date_until_it_is_free(Engine engine)
    {
        await using var stage = await TemplateStage.StartAsync(engine);
        var id = await stage.ApprovedAsync();
        Assert.IsType<TemplateResult.Done>(await stage.Portal.Get<EditTranslation>().DeleteAsync(stage.Marketer, id, None));
        await stage.Portal.RunJobsAsync();
        Assert.Empty(stage.Platform.Templates);

        var refused = Assert.IsType<TemplateResult.Invalid>(await CreateAsync(stage, "en_GB"));
        Assert.Contains("20 December 2026", refused.Errors["Name"], StringComparison.Ordinal);
        Assert.IsType<TemplateResult.Done>(await CreateAsync(stage, "es"));
        Assert.Contains("20 December 2026", ((TemplateResult.Invalid)await AddAsync(stage, id, "en_GB")).Errors["Language"], StringComparison.Ordinal);
        stage.Portal.Clock.Advance(TimeSpan.FromDays(31));

        Assert.IsType<TemplateResult.Done>(await AddAsync(stage, id, "en_GB"));
        Assert.Equal(TranslationStatus.Draft, (await stage.TranslationAsync(id)).Status);
        await stage.SubmitAsync(id);
        await stage.Portal.RunJobsAsync();
        Assert.Equal((TranslationStatus.Pending, 2), ((await stage.TranslationAsync(id)).Status, stage.Platform.Creations));
    }

    [Theory, Engines]
    public async Task A_disabled_translation_is_not_deleted(Engine engine)
    {
        await using var stage = await TemplateStage.StartAsync(engine);
        var id = await stage.ApprovedAsync();
        await stage.NewsAsync(stage.Status("DISABLED", TimeSpan.Zero));

        Assert.Contains("disabled", Assert.IsType<TemplateResult.NotNow>(await stage.Portal.Get<EditTranslation>().DeleteAsync(stage.Marketer, id, None)).Reason, StringComparison.Ordinal);
        Assert.Contains("disabled", Assert.IsType<TemplateResult.NotNow>(await stage.Portal.Get<EditTranslation>().RemoveLanguageAsync(stage.Marketer, id, "en_GB", None)).Reason, StringComparison.Ordinal);
        Assert.Single(stage.Platform.Templates);
    }

    [Theory, Engines]
    public async Task The_raw_view_shows_the_next_request_and_what_came_back_without_the_token(Engine engine)
    {
        await using var stage = await TemplateStage.StartAsync(engine);
        var id = await stage.DraftAsync();
        stage.Platform.RefuseCreate = TemplatePlatform.Error(100, 2388293, "Too many variables.");
        var before = (await WireAsync(stage, id))!;
        Assert.Contains("/message_templates", before.Call, StringComparison.Ordinal);
        Assert.Contains("front desk", before.Request, StringComparison.Ordinal);
        Assert.Empty(before.Exchanges);

        await stage.SubmitAsync(id);
        await stage.Portal.RunJobsAsync();

        var exchange = Assert.Single((await WireAsync(stage, id))!.Exchanges);
        Assert.Equal((1, 400, before.Request), (exchange.Version, exchange.Status, exchange.Request));
        Assert.Contains("Too many variables.", exchange.Answer, StringComparison.Ordinal);
        Assert.DoesNotContain("token", exchange.Request + exchange.Answer + exchange.Call, StringComparison.Ordinal);
        Assert.Null(exchange.ReachedAt);
    }

    private static ControlTranslation Control(TemplateStage stage) => stage.Portal.Get<ControlTranslation>();

    private static Task<TranslationWire?> WireAsync(TemplateStage stage, TemplateId id) => stage.Portal.Get<TranslationWireQuery>().RunAsync(stage.Marketer, id, "en_GB", None);

    private static Task<TemplateResult> CreateAsync(TemplateStage stage, string language) => stage.Portal.Get<CreateTemplate>().RunAsync(
        stage.Marketer, "parcel_ready", TemplateCategory.Utility, ParameterFormat.Positional, language, None, content: TemplateStage.Content());

    private static Task<TemplateResult> AddAsync(TemplateStage stage, TemplateId id, string language) =>
        stage.Portal.Get<EditTranslation>().AddLanguageAsync(stage.Marketer, id, language, "es", None);
}
