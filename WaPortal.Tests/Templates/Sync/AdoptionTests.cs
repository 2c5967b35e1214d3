using System.Text.Json.Nodes;
using WaPortal.Core.Access;
using WaPortal.Core.Templates;
using WaPortal.Core.WhatsApp;
using WaPortal.Tests.Data;
using Xunit;

namespace WaPortal.Tests.Templates.Sync;

public sealed class AdoptionTests
{
    private static readonly CancellationToken None = CancellationToken.None;

    [Theory, Engines]
    public async Task A_family_made_elsewhere_is_adopted_with_all_its_languages_and_can_be_sent(Engine engine)
    {
        await using var stage = await TemplateStage.StartAsync(engine);
        stage.MakeElsewhere("700");
        stage.MakeElsewhere("701", language: "es", status: "REJECTED")["rejected_reason"] = "INVALID_FORMAT";
        await stage.CompareAsync();

        var id = Assert.IsType<AdoptionResult.Adopted>(await stage.AdoptAsync()).Template;

        var english = await stage.TranslationAsync(id);
        Assert.Equal((TranslationStatus.Approved, "GREEN", "UTILITY", false, false), (english.Status, english.Quality, english.PlatformCategory, english.HasUnsubmittedChanges, english.CanSubmit));
        Assert.Equal("Ivo", english.Content.Texts["body.1"].Sample);
        Assert.Equal(TranslationStatus.Rejected, (await stage.TranslationAsync(id, "es")).Status);
        Assert.NotNull((await stage.TranslationAsync(id, "es")).Rejection);
        var sendable = await stage.Portal.Get<SendableTemplates>().GetAsync(stage.Portal.TenantId, id, None);
        Assert.Equal(["en_GB"], sendable!.Translations.Select(t => t.Language));
        var history = await stage.Portal.Get<TranslationHistoryQuery>().RunAsync(stage.Marketer, id, "en_GB", null, null, None);
        Assert.Equal(("from WhatsApp", 1, true), (history!.Versions.Single().Origin, history.Versions.Single().SubmittedVersion, history.Versions.Single().IsDraft));
        Assert.Empty((await stage.WaitingAsync()).Families);
        Assert.Contains((await stage.DetailAsync(id)).Timeline, e => e.What == "adopted");
    }

    [Theory, Engines]
    public async Task What_was_adopted_hears_webhooks_and_keeps_to_the_edit_budget(Engine engine)
    {
        await using var stage = await TemplateStage.StartAsync(engine);
        stage.MakeElsewhere("700");
        await stage.CompareAsync();
        var id = Assert.IsType<AdoptionResult.Adopted>(await stage.AdoptAsync()).Template;
        await stage.SaveAsync(id, TemplateStage.Content("Ana") with { Footer = "Casa Alba" });

        Assert.IsType<TemplateResult.Done>(await stage.SubmitAsync(id));
        await stage.Portal.RunJobsAsync();
        await stage.NewsAsync(stage.Status("APPROVED", TimeSpan.FromMinutes(1), id: "700"));
        stage.Platform.Decide("APPROVED");
        await stage.SaveAsync(id, TemplateStage.Content("Ana") with { Footer = "Casa Alba, Bristol" });

        Assert.Single(stage.Platform.Edits);
        Assert.IsType<TemplateResult.NotBefore>(await stage.SubmitAsync(id));
        await stage.NewsAsync(stage.Status("PAUSED", TimeSpan.FromMinutes(2), id: "700"));
        Assert.Equal((TranslationStatus.Paused, 2), ((await stage.TranslationAsync(id)).Status, (await stage.TranslationAsync(id)).SubmittedVersion));
    }

    [Theory, Engines]
    public async Task Languages_are_added_to_the_portals_template_of_that_name(Engine engine)
    {
        await using var stage = await TemplateStage.StartAsync(engine);
        var id = await stage.ApprovedAsync();
        stage.MakeElsewhere("700", "parcel_ready", "es");
        await stage.CompareAsync();

        var adopted = Assert.IsType<AdoptionResult.Adopted>(await stage.AdoptAsync("parcel_ready"));

        Assert.Equal((id, "es"), (adopted.Template, adopted.Languages.Single()));
        Assert.Equal(["en_GB", "es"], (await stage.DetailAsync(id)).Translations.Select(t => t.Language));
    }

    [Theory, Engines]
    public async Task A_draft_of_the_same_name_that_was_never_submitted_stays_as_the_next_draft(Engine engine)
    {
        await using var stage = await TemplateStage.StartAsync(engine);
        var id = await stage.DraftAsync("made_elsewhere", TemplateStage.Content("Ana") with { Footer = "Casa Alba" });
        stage.MakeElsewhere("700");
        await stage.CompareAsync();
        Assert.Contains((await stage.WaitingAsync()).Families.Single().Translations.Single().Remarks, r => r.Contains("next draft", StringComparison.Ordinal));

        Assert.Equal(id, Assert.IsType<AdoptionResult.Adopted>(await stage.AdoptAsync()).Template);

        var row = await stage.TranslationAsync(id);
        Assert.Equal((TranslationStatus.Approved, "Casa Alba", true, true), (row.Status, row.Content.Footer, row.HasUnsubmittedChanges, row.CanSubmit));
        var sendable = await stage.Portal.Get<SendableTemplates>().GetAsync(stage.Portal.TenantId, id, None);
        Assert.Null(sendable!.Translations.Single().Content.Footer);
    }

    [Theory, Engines]
    public async Task A_clash_is_told_with_the_choice_that_is_left_and_changes_nothing(Engine engine)
    {
        await using var stage = await TemplateStage.StartAsync(engine);
        var id = await stage.DraftAsync("made_elsewhere");
        stage.MakeElsewhere("700", components: [SyncStage.Body("Hello {{first_name}}, your parcel is waiting at the desk.")], format: "NAMED");
        await stage.CompareAsync();

        var refused = Assert.IsType<AdoptionResult.Refused>(await stage.AdoptAsync());

        Assert.Contains("rename or delete it", refused.Reason, StringComparison.Ordinal);
        Assert.Equal(TranslationStatus.Draft, (await stage.TranslationAsync(id)).Status);
        Assert.Single((await stage.WaitingAsync()).Families);
    }

    [Theory, Engines]
    public async Task Authentication_and_other_templates_are_not_mixed_under_one_name(Engine engine)
    {
        await using var stage = await TemplateStage.StartAsync(engine);
        await stage.ApprovedAsync();
        stage.MakeElsewhere("700", "parcel_ready", "es", category: "AUTHENTICATION");
        await stage.CompareAsync();

        Assert.Contains("another name", Assert.IsType<AdoptionResult.Refused>(await stage.AdoptAsync("parcel_ready")).Reason, StringComparison.Ordinal);
    }

    [Theory, Engines]
    public async Task A_sample_file_is_chosen_again_and_serves_what_was_approved(Engine engine)
    {
        await using var stage = await TemplateStage.StartAsync(engine);
        stage.MakeElsewhere("700", components:
        [
            new JsonObject { ["type"] = "HEADER", ["format"] = "IMAGE", ["example"] = new JsonObject { ["header_handle"] = new JsonArray("https://scontent.whatsapp.net/v/picture?expires=1") } },
            SyncStage.Body("Hello {{1}}, your parcel is waiting at the front desk of our store."),
        ]);
        await stage.CompareAsync();
        Assert.Contains((await stage.WaitingAsync()).Families.Single().Translations.Single().Remarks, r => r.Contains("choose the file again", StringComparison.Ordinal));
        var id = Assert.IsType<AdoptionResult.Adopted>(await stage.AdoptAsync()).Template;
        var file = Guid.NewGuid();

        await stage.SaveAsync(id, (await stage.TranslationAsync(id)).Content with { HeaderMedia = file });

        Assert.False((await stage.TranslationAsync(id)).HasUnsubmittedChanges);
        var sendable = await stage.Portal.Get<SendableTemplates>().GetAsync(stage.Portal.TenantId, id, None);
        Assert.Equal(file, sendable!.Translations.Single().Content.HeaderMedia);
    }

    [Theory, Engines]
    public async Task A_name_that_was_deleted_here_and_made_again_elsewhere_is_adopted(Engine engine)
    {
        await using var stage = await TemplateStage.StartAsync(engine);
        var id = await stage.ApprovedAsync();
        stage.Platform.Templates.Clear();
        await stage.CompareAsync();
        Assert.Equal((0, 1), ((await stage.DetailAsync(id)).Translations.Count, (await stage.ComparisonAsync()).Gone));
        stage.MakeElsewhere("700", "parcel_ready");
        await stage.CompareAsync();

        Assert.Equal(id, Assert.IsType<AdoptionResult.Adopted>(await stage.AdoptAsync("parcel_ready")).Template);

        Assert.Equal(TranslationStatus.Approved, (await stage.TranslationAsync(id)).Status);
    }

    [Theory, Engines]
    public async Task What_is_deleted_elsewhere_vanishes_from_the_list(Engine engine)
    {
        await using var stage = await TemplateStage.StartAsync(engine);
        stage.MakeElsewhere("700");
        stage.MakeElsewhere("701", "other_one");
        await stage.CompareAsync();
        var event700 = stage.Status("DELETED", TimeSpan.FromSeconds(5), id: "700") with { Template = new TemplateReference("700", "made_elsewhere", "en_GB") };

        await stage.NewsAsync(event700);
        Assert.Equal(["other_one"], (await stage.WaitingAsync()).Families.Select(f => f.Name));
        stage.Platform.Templates.Clear();
        await stage.CompareAsync();

        Assert.Empty((await stage.WaitingAsync()).Families);
    }

    [Theory, Engines]
    public async Task All_that_can_be_is_adopted_at_once_and_the_rest_is_named(Engine engine)
    {
        await using var stage = await TemplateStage.StartAsync(engine);
        for (var n = 0; n < 5; n++) stage.MakeElsewhere($"70{n}", $"made_{n}");
        stage.MakeElsewhere("800", "odd_tongue", "tlh");
        await stage.CompareAsync();

        var (adopted, refused) = await stage.Portal.Get<AdoptTemplates>().RunAllAsync(stage.Marketer, None);

        Assert.Equal(5, adopted);
        Assert.Equal("odd_tongue", Assert.Single(refused).Key);
        Assert.Equal(5, (await stage.Portal.Get<SendableTemplates>().ListAsync(stage.Marketer, None)).Count);
    }

    [Theory, Engines]
    public async Task A_webhook_and_an_adoption_at_the_same_moment_lose_nothing(Engine engine)
    {
        await using var stage = await TemplateStage.StartAsync(engine);
        for (var n = 0; n < 12; n++) stage.MakeElsewhere($"70{n}", $"made_{n}", status: "PENDING");
        await stage.CompareAsync();
        var account = await stage.AccountAsync();

        await Task.WhenAll(Enumerable.Range(0, 12).SelectMany(n => new Task[]
        {
            Task.Run(() => stage.Portal.Get<AdoptTemplates>().RunAsync(stage.Marketer, account, $"made_{n}", None), None),
            Task.Run(() => stage.NewsAsync(stage.Status("APPROVED", TimeSpan.FromSeconds(1)) with { Template = new TemplateReference($"70{n}", $"made_{n}", "en_GB") }), None),
        }));

        Assert.Empty((await stage.WaitingAsync()).Families);
        Assert.Equal(12, (await stage.Portal.Get<SendableTemplates>().ListAsync(stage.Marketer, None)).Count);
    }

    [Theory, Engines]
    public async Task Of_two_people_who_adopt_the_same_template_one_makes_it(Engine engine)
    {
        await using var stage = await TemplateStage.StartAsync(engine);
        stage.MakeElsewhere("700");
        await stage.CompareAsync();
        var account = await stage.AccountAsync();

        var results = await Task.WhenAll(Enumerable.Range(0, 6).Select(_ => Task.Run(() => stage.Portal.Get<AdoptTemplates>().RunAsync(stage.Marketer, account, "made_elsewhere", None), None)));

        Assert.Single(results.OfType<AdoptionResult.Adopted>());
        Assert.Equal(5, results.OfType<AdoptionResult.NotFound>().Count());
    }

    [Theory, Engines]
    public async Task Nobody_sees_or_adopts_what_another_enterprise_has(Engine engine)
    {
        await using var stage = await TemplateStage.StartAsync(engine);
        stage.MakeElsewhere("700");
        await stage.CompareAsync();
        var stranger = stage.Portal.As(PortalRole.Marketer, (await stage.Portal.AddTenantAsync("other", "Other")).Id);

        Assert.Equal(0, (await stage.Portal.Get<ElsewhereQuery>().RunAsync(stranger, null, 1, None)).Waiting);
        Assert.IsType<AdoptionResult.NotFound>(await stage.Portal.Get<AdoptTemplates>().RunAsync(stranger, await stage.AccountAsync(), "made_elsewhere", None));
        await Assert.ThrowsAsync<AccessDeniedException>(() => stage.Portal.Get<AdoptTemplates>().RunAllAsync(stage.Portal.As(PortalRole.ComplianceOfficer), None));
        await Assert.ThrowsAsync<AccessDeniedException>(() => stage.Portal.Get<FetchTemplates>().RunAsync(stage.Portal.As(PortalRole.Approver), None));
    }
}
