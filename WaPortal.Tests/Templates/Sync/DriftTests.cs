using System.Text.Json.Nodes;
using WaPortal.Core.Templates;
using WaPortal.Core.WhatsApp;
using WaPortal.Tests.Data;
using Xunit;

namespace WaPortal.Tests.Templates.Sync;

public sealed class DriftTests
{
    private static readonly CancellationToken None = CancellationToken.None;
    private const string Other = "Hello {{1}}, your parcel waits at the desk of our shop in {{2}} until Sunday evening.";

    private static void Edit(TemplateStage stage, string text = Other) => stage.Platform.Templates[0]["components"] = new JsonArray(SyncStage.Body(text));

    private static async Task<SendableTranslation> SendableAsync(TemplateStage stage, TemplateId id) =>
        (await stage.Portal.Get<SendableTemplates>().GetAsync(stage.Portal.TenantId, id, None))!.Translations.Single();

    [Theory, Engines]
    public async Task An_ordinary_submission_is_no_drift(Engine engine)
    {
        await using var stage = await TemplateStage.StartAsync(engine);
        var id = await stage.ApprovedAsync();

        await stage.CompareAsync();

        Assert.Null((await stage.TranslationAsync(id)).Drift);
        Assert.Equal((1, 0), ((await stage.ComparisonAsync()).Templates, (await stage.ComparisonAsync()).Changed));
    }

    [Theory, Engines]
    public async Task A_button_marked_as_a_way_out_holds_at_once_and_is_the_portals_own_affair(Engine engine)
    {
        await using var stage = await TemplateStage.StartAsync(engine);
        var content = TemplateStage.Content() with { Buttons = [new TemplateButton(ButtonKind.QuickReply, "Not for me"), new TemplateButton(ButtonKind.QuickReply, "More")] };
        var id = await stage.DraftAsync(content: content);
        await stage.SubmitAsync(id);
        await stage.Portal.RunJobsAsync();
        await stage.NewsAsync(stage.Status("APPROVED", TimeSpan.FromMinutes(1)));
        stage.Platform.Decide("APPROVED");
        stage.Portal.Clock.Advance(TimeSpan.FromMinutes(2));

        await stage.SaveAsync(id, content with { Buttons = [content.Buttons[0] with { OptOut = OptOutScope.Everything }, content.Buttons[1]] });

        Assert.False((await stage.TranslationAsync(id)).HasUnsubmittedChanges);
        Assert.Equal([OptOutScope.Everything, null], (await SendableAsync(stage, id)).Content.Buttons.Select(b => b.OptOut));
        await stage.CompareAsync();
        Assert.Null((await stage.TranslationAsync(id)).Drift);
        Edit(stage);
        await stage.CompareAsync();
        Assert.NotNull((await stage.TranslationAsync(id)).Drift);

        stage.Platform.Templates[0]["components"]!.AsArray().Add(JsonNode.Parse("""{"type":"BUTTONS","buttons":[{"type":"QUICK_REPLY","text":"More"},{"type":"QUICK_REPLY","text":"Not for me"}]}"""));
        stage.Portal.Clock.Advance(TimeSpan.FromMinutes(2));
        await stage.CompareAsync();
        Assert.Equal([("More", null), ("Not for me", OptOutScope.Everything)], (await SendableAsync(stage, id)).Content.Buttons.Select(b => (b.Text, b.OptOut)));
    }

    [Theory, Engines]
    public async Task A_text_changed_at_the_platform_is_what_campaigns_send_and_the_draft_stays(Engine engine)
    {
        await using var stage = await TemplateStage.StartAsync(engine);
        var id = await stage.ApprovedAsync();
        Edit(stage);

        await stage.CompareAsync();

        var row = await stage.TranslationAsync(id);
        Assert.Equal(Other, row.Drift!.Held.Body);
        Assert.Contains(row.Drift.Changes, c => c.Field == "Body");
        Assert.DoesNotContain("Sunday", row.Content.Body, StringComparison.Ordinal);
        Assert.True(row.CanSubmit);
        Assert.Equal(Other, (await SendableAsync(stage, id)).Content.Body);
        Assert.Contains((await stage.DetailAsync(id)).Timeline, e => e.What == "changed outside the portal");
        await stage.CompareAsync();
        Assert.Equal(0, (await stage.ComparisonAsync()).Changed);
    }

    [Theory, Engines]
    public async Task Whatsapps_text_is_taken_into_the_draft_and_can_be_taken_back(Engine engine)
    {
        await using var stage = await TemplateStage.StartAsync(engine);
        var id = await stage.ApprovedAsync();
        var before = (await stage.TranslationAsync(id)).Content.Body;
        Edit(stage);
        await stage.CompareAsync();
        var version = (await stage.TranslationAsync(id)).DraftVersion;

        Assert.IsType<TemplateResult.Stale>(await stage.Portal.Get<EditTranslation>().TakeHeldAsync(stage.Marketer, id, "en_GB", version - 1, None));
        Assert.NotNull((await stage.TranslationAsync(id)).Drift);
        Assert.IsType<TemplateResult.Done>(await stage.Portal.Get<EditTranslation>().TakeHeldAsync(stage.Marketer, id, "en_GB", version, None));

        var row = await stage.TranslationAsync(id);
        Assert.Equal((Other, false, false), (row.Content.Body, row.HasUnsubmittedChanges, row.CanSubmit));
        Assert.Null(row.Drift);
        var history = (await stage.Portal.Get<TranslationHistoryQuery>().RunAsync(stage.Marketer, id, "en_GB", null, null, None))!;
        Assert.Equal("from WhatsApp", history.Versions[0].Origin);
        await stage.Portal.Get<EditTranslation>().TakeVersionBackAsync(stage.Marketer, id, "en_GB", history.Versions[1].Id, row.DraftVersion, None);
        Assert.Equal(before, (await stage.TranslationAsync(id)).Content.Body);
    }

    [Theory, Engines]
    public async Task The_portals_text_is_kept_and_submitted_again_as_an_edit(Engine engine)
    {
        await using var stage = await TemplateStage.StartAsync(engine);
        var id = await stage.ApprovedAsync();
        Edit(stage);
        await stage.CompareAsync();

        Assert.IsType<TemplateResult.Done>(await stage.Portal.Get<EditTranslation>().KeepOwnAsync(stage.Marketer, id, "en_GB", None));
        Assert.Null((await stage.TranslationAsync(id)).Drift);
        Assert.IsType<TemplateResult.Done>(await stage.SubmitAsync(id));
        await stage.Portal.RunJobsAsync();
        await stage.CompareAsync();

        Assert.Single(stage.Platform.Edits);
        Assert.Null((await stage.TranslationAsync(id)).Drift);
        Assert.False((await stage.TranslationAsync(id)).HasUnsubmittedChanges);
    }

    [Theory, Engines]
    public async Task Until_the_platform_was_asked_what_changed_the_translation_is_doubted(Engine engine)
    {
        await using var stage = await TemplateStage.StartAsync(engine);
        var id = await stage.ApprovedAsync();
        stage.Portal.Clock.Advance(TimeSpan.FromHours(1));
        var told = new TemplateComponentsEvent(TemplateStage.Waba, stage.Portal.Clock.GetUtcNow()) { Template = new TemplateReference((string)stage.Platform.Templates[0]["id"]!, "parcel_ready", "en_GB") };

        await stage.NewsAsync(told);
        Assert.NotNull((await stage.TranslationAsync(id)).DoubtedAt);
        Edit(stage);
        stage.Portal.Clock.Advance(TimeSpan.FromSeconds(30));
        await stage.SweepAsync();

        var row = await stage.TranslationAsync(id);
        Assert.Null(row.DoubtedAt);
        Assert.Equal(Other, row.Drift!.Held.Body);
        Assert.NotNull((await SendableAsync(stage, id)).FitsFrom);
    }

    [Theory, Engines]
    public async Task An_echo_of_the_portals_own_edit_raises_no_doubt(Engine engine)
    {
        await using var stage = await TemplateStage.StartAsync(engine);
        var id = await stage.PendingAsync();
        var told = new TemplateComponentsEvent(TemplateStage.Waba, stage.Portal.Clock.GetUtcNow()) { Template = new TemplateReference((string)stage.Platform.Templates[0]["id"]!, "parcel_ready", "en_GB") };
        await stage.NewsAsync(stage.Status("APPROVED", TimeSpan.FromMinutes(1)));

        await stage.NewsAsync(told);

        Assert.Null((await stage.TranslationAsync(id)).DoubtedAt);
    }

    [Theory, Engines]
    public async Task Variables_that_are_written_otherwise_are_sent_as_the_platform_has_them(Engine engine)
    {
        await using var stage = await TemplateStage.StartAsync(engine);
        var id = await stage.ApprovedAsync();
        stage.Platform.Templates[0]["parameter_format"] = "NAMED";
        Edit(stage, "Hello {{first_name}}, your parcel is waiting at the front desk of our store.");

        await stage.CompareAsync();
        var sendable = await SendableAsync(stage, id);
        Assert.Equal((ParameterFormat.Named, "body.first_name"), (sendable.Format, sendable.Content.Variables().Single().Key));
        var row = await stage.TranslationAsync(id);
        Assert.Equal(ParameterFormat.Named, row.Drift!.Format);
        Assert.IsType<TemplateResult.Done>(await stage.Portal.Get<EditTranslation>().TakeHeldAsync(stage.Marketer, id, "en_GB", row.DraftVersion, None));

        Assert.Equal(ParameterFormat.Named, (await stage.DetailAsync(id)).ParameterFormat);
        await stage.CompareAsync();
        Assert.Null((await stage.TranslationAsync(id)).Drift);
    }

    [Theory, Engines]
    public async Task A_comparison_that_was_asked_before_an_edit_of_the_portal_does_not_take_the_old_text_for_drift(Engine engine)
    {
        await using var stage = await TemplateStage.StartAsync(engine);
        var id = await stage.ApprovedAsync();
        var old = stage.Platform.Templates[0]["components"]!.DeepClone();
        await stage.SaveAsync(id, TemplateStage.Content() with { Footer = "Casa Alba" });
        await stage.SubmitAsync(id);
        await stage.Portal.RunJobsAsync();
        stage.Platform.Templates[0]["components"] = old;

        // In review the platform may go on showing what the edit replaces.
        await stage.CompareAsync();

        Assert.Null((await stage.TranslationAsync(id)).Drift);
        Assert.Equal(TranslationStatus.Pending, (await stage.TranslationAsync(id)).Status);
    }
}
