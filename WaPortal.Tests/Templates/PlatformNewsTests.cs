using System.Text;
using Microsoft.EntityFrameworkCore;
using WaPortal.Core.Templates;
using WaPortal.Core.WhatsApp;
using WaPortal.Tests.Data;
using Xunit;

namespace WaPortal.Tests.Templates;

/// <summary>What the platform tells, in the shapes in which it tells it, up to what people read.</summary>
public sealed class PlatformNewsTests
{
    private static readonly CancellationToken None = CancellationToken.None;

    public static TheoryData<string, string, string> Statuses => new()
    {
        { """{"event":"PAUSED","reason":"NONE","other_info":{"title":"FIRST_PAUSE","description":"Paused for 3 hours."}}""", "Paused", "three hours" },
        { """{"event":"PAUSED","reason":"NONE","other_info":{"title":"SECOND_PAUSE","description":"Paused for 6 hours."}}""", "Paused", "second time" },
        { """{"event":"PAUSED","reason":"NONE","other_info":{"title":"RATE_LIMITING_PAUSE","description":"Being assessed."}}""", "Paused", "does not end by itself" },
        { """{"event":"DISABLED","reason":"NONE","disable_info":{"disable_date":"1795170000"},"other_info":{"title":"DISABLED","description":"Too much negative feedback."}}""", "Disabled", "for good" },
        { """{"event":"DISABLED","reason":"NONE","disable_info":{"disable_date":1795170000}}""", "Disabled", "for good" },
        { """{"event":"REJECTED","reason":"ABUSIVE_CONTENT"}""", "Rejected", "abusive" },
        { """{"event":"REJECTED","reason":"INCORRECT_CATEGORY"}""", "Rejected", "category" },
        { """{"event":"REJECTED","reason":"TAG_CONTENT_MISMATCH"}""", "Rejected", "language" },
        { """{"event":"REJECTED","reason":"PROMOTIONAL"}""", "Rejected", "promotes" },
        { """{"event":"REJECTED","reason":"SCAM"}""", "Rejected", "scam" },
        { """{"event":"REJECTED","reason":"INVALID_FORMAT","rejection_info":{"reason":"Two placeholders stand together.","recommendation":"Put words between them."}}""", "Rejected", "formatting" },
        { """{"event":"REJECTED","reason":"SOMETHING_NEW"}""", "Rejected", "SOMETHING_NEW" },
        { """{"event":"ARCHIVED","reason":"NONE"}""", "Archived", "twelve months" },
        { """{"event":"IN_APPEAL","reason":"NONE"}""", "InAppeal", "appealed" },
        { """{"event":"LIMIT_EXCEEDED","reason":"NONE"}""", "LimitExceeded", "as many templates" },
        { """{"event":"PENDING_DELETION","reason":null}""", "PendingDeletion", "being deleted" },
        { """{"event":"APPROVED","reason":null}""", "Approved", "may send" },
        { """{"event":"HIBERNATING","reason":"NONE"}""", "Unknown", "HIBERNATING" },
    };

    [Theory]
    [MemberData(nameof(Statuses))]
    public async Task Every_status_is_taken_in_and_said_in_plain_words(string value, string status, string words)
    {
        await using var stage = await TemplateStage.StartAsync(Engine.Sqlite);
        var id = await stage.PendingAsync();

        await HearAsync(stage, "message_template_status_update", value);

        var translation = await stage.TranslationAsync(id);
        Assert.Equal((status, true), (translation.Status.ToString(), translation.Standing.Meaning.Contains(words, StringComparison.Ordinal)));
        Assert.True(status is "Approved" or "PendingDeletion" || translation.Standing.Advice is not null);
    }

    [Theory, Engines]
    public async Task A_pause_says_when_it_ends_and_the_platform_is_asked_then(Engine engine)
    {
        await using var stage = await TemplateStage.StartAsync(engine);
        var id = await stage.ApprovedAsync();
        var began = stage.Portal.Clock.GetUtcNow();

        await HearAsync(stage, "message_template_status_update", """{"event":"PAUSED","reason":"NONE","other_info":{"title":"SECOND_PAUSE","description":"Low quality."}}""");
        Assert.Equal(began.AddHours(6), (await stage.TranslationAsync(id)).Standing.At);
        Assert.False((await stage.TranslationAsync(id)).CanUnpause);
        stage.Portal.Clock.Advance(TimeSpan.FromHours(6) + TimeSpan.FromMinutes(6));
        await stage.SweepAsync();

        Assert.Equal(TranslationStatus.Approved, (await stage.TranslationAsync(id)).Status);
    }

    [Theory, Engines]
    public async Task A_warning_stands_beside_the_status_until_it_is_taken_back(Engine engine)
    {
        await using var stage = await TemplateStage.StartAsync(engine);
        var id = await stage.ApprovedAsync();

        await HearAsync(stage, "message_template_status_update", """{"event":"FLAGGED","reason":"NONE"}""");
        await HearAsync(stage, "message_template_status_update", """{"event":"FLAGGED","reason":"NONE"}""");
        var flagged = await stage.TranslationAsync(id);
        Assert.Equal((TranslationStatus.Approved, true), (flagged.Status, flagged.Warning!.Meaning.Contains("flagged", StringComparison.Ordinal)));
        Assert.Single((await stage.DetailAsync(id)).Timeline, e => e.What == "flagged");
        await HearAsync(stage, "message_template_status_update", """{"event":"REINSTATED","reason":"NONE"}""", 1);

        Assert.Null((await stage.TranslationAsync(id)).Warning);
    }

    [Theory, Engines]
    public async Task Taking_out_of_the_archive_asks_what_holds_now(Engine engine)
    {
        await using var stage = await TemplateStage.StartAsync(engine);
        var id = await stage.ApprovedAsync();
        await HearAsync(stage, "message_template_status_update", """{"event":"ARCHIVED","reason":"NONE"}""");
        Assert.Equal(stage.Portal.Clock.GetUtcNow().AddDays(28), (await stage.TranslationAsync(id)).Standing.At);

        await HearAsync(stage, "message_template_status_update", """{"event":"UNARCHIVED","reason":"NONE"}""", 1);
        stage.Portal.Clock.Advance(TimeSpan.FromMinutes(1));
        await stage.SweepAsync();

        Assert.Equal(TranslationStatus.Approved, (await stage.TranslationAsync(id)).Status);
    }

    [Theory, Engines]
    public async Task A_change_of_category_waits_until_somebody_takes_note(Engine engine)
    {
        await using var stage = await TemplateStage.StartAsync(engine);
        var (id, writer) = (await stage.ApprovedAsync(), stage.Marketer);

        await HearAsync(stage, "template_category_update", """{"new_category":"UTILITY","correct_category":"MARKETING","category_update_timestamp":1795170000}""");
        var ahead = await stage.TranslationAsync(id);
        Assert.Equal(("UTILITY", "MARKETING", DateTimeOffset.FromUnixTimeSeconds(1795170000)), (ahead.PlatformCategory, ahead.NextCategory, ahead.CategoryMovesAt));
        await HearAsync(stage, "template_category_update", """{"previous_category":"UTILITY","new_category":"MARKETING"}""", 1);

        var moved = await stage.TranslationAsync(id);
        Assert.Equal(("MARKETING", "UTILITY", null), (moved.PlatformCategory, moved.PreviousCategory, moved.NextCategory));
        Assert.Equal((TemplateTaskKind.Category, "MARKETING"), (await stage.Portal.Get<TemplateTasksQuery>().RunAsync(writer, None)).Select(t => (t.Kind, t.Words)).Single());
        await stage.Portal.Get<ControlTranslation>().SeeCategoryAsync(writer, id, "en_GB", None);

        Assert.Empty(await stage.Portal.Get<TemplateTasksQuery>().RunAsync(writer, None));
        Assert.Equal(["category becomes marketing", "category is marketing", "new category noted"], (await stage.DetailAsync(id)).Timeline.Select(e => e.What).Where(w => w.Contains("category", StringComparison.Ordinal)).Order(StringComparer.Ordinal));
    }

    [Theory, Engines]
    public async Task An_answer_with_another_category_is_noticed_like_a_webhook(Engine engine)
    {
        await using var stage = await TemplateStage.StartAsync(engine);
        stage.Platform.CreateAs = "MARKETING";
        var id = await stage.PendingAsync();

        var translation = await stage.TranslationAsync(id);
        Assert.Equal(("MARKETING", "UTILITY", true), (translation.PlatformCategory, translation.PreviousCategory, translation.CategoryUnseenSince is not null));
    }

    [Theory, Engines]
    public async Task Quality_keeps_its_history_in_both_fields_that_it_was_told_under(Engine engine)
    {
        await using var stage = await TemplateStage.StartAsync(engine);
        var id = await stage.ApprovedAsync();
        await HearAsync(stage, "message_template_quality_update", """{"previous_quality_score":"UNKNOWN","new_quality_score":"GREEN"}""");
        await HearAsync(stage, "message_template_status_update", """{"previous_quality_score":"GREEN","new_quality_score":"YELLOW"}""", 5);
        await HearAsync(stage, "message_template_quality_update", """{"previous_quality_score":"UNKNOWN","new_quality_score":"GREEN"}""");
        await HearAsync(stage, "message_template_quality_update", """{"previous_quality_score":"YELLOW","new_quality_score":"RED"}""", 9);

        Assert.Equal(["RED", "YELLOW", "GREEN"], (await stage.TranslationAsync(id)).QualityHistory.Select(q => q.Score));
        Assert.Equal(3, (await stage.DetailAsync(id)).Timeline.Count(e => e.What.StartsWith("quality", StringComparison.Ordinal)));
    }

    [Theory, Engines]
    public async Task News_of_several_accounts_in_one_delivery_reach_their_own_and_a_template_made_elsewhere_is_kept(Engine engine)
    {
        await using var stage = await TemplateStage.StartAsync(engine);
        var id = await stage.PendingAsync();
        var own = $$"""{"id":"{{TemplateStage.Waba}}","time":{{Now(stage)}},"changes":[{{Change("message_template_status_update", Named(stage, """{"event":"APPROVED","reason":"NONE"}"""))}},{{Change("message_template_status_update", """{"event":"APPROVED","reason":"NONE","message_template_id":77,"message_template_name":"made_elsewhere","message_template_language":"pt-BR"}""")}}]}""";
        var foreign = $$"""{"id":"999","time":{{Now(stage)}},"changes":[{{Change("message_template_status_update", Named(stage, """{"event":"DISABLED","reason":"NONE"}"""))}}]}""";
        var body = $$"""{"object":"whatsapp_business_account","entry":[{{own}},{{foreign}}]}""";

        for (var n = 0; n < 2; n++) await stage.NewsAsync([.. WebhookParser.Parse(Encoding.UTF8.GetBytes(body), stage.Portal.Clock.GetUtcNow())]);

        Assert.Equal(TranslationStatus.Approved, (await stage.TranslationAsync(id)).Status);
        var kept = await stage.Portal.Database.ReadAsync(stage.Portal.TenantId, (db, t) => db.Set<TemplateElsewhere>().ToListAsync(t), None);
        Assert.Equal([("77", "made_elsewhere", "pt_BR", "APPROVED")], kept.Select(e => (e.PlatformId, e.Name, e.Language, e.What)));
    }

    [Theory, Engines]
    public async Task A_template_that_the_platform_does_not_have_any_more_is_found_gone(Engine engine)
    {
        await using var stage = await TemplateStage.StartAsync(engine);
        var id = await stage.ApprovedAsync();
        stage.Platform.Templates.Clear();

        stage.Portal.Clock.Advance(TimeSpan.FromHours(7));
        await stage.SweepAsync();

        Assert.Empty((await stage.DetailAsync(id)).Translations);
        Assert.Contains((await stage.DetailAsync(id)).Timeline, e => e.What == "deleted");
    }

    private static long Now(TemplateStage stage) => stage.Portal.Clock.GetUtcNow().ToUnixTimeSeconds();

    private static Task HearAsync(TemplateStage stage, string field, string value, int after = 0)
    {
        var body = $$"""{"object":"whatsapp_business_account","entry":[{"id":"{{TemplateStage.Waba}}","time":{{Now(stage) + after}},"changes":[{{Change(field, Named(stage, value))}}]}]}""";
        return stage.NewsAsync([.. WebhookParser.Parse(Encoding.UTF8.GetBytes(body), stage.Portal.Clock.GetUtcNow())]);
    }

    private static string Change(string field, string value) => $$"""{"field":"{{field}}","value":{{value}}}""";

    // The id is a number here, and the language has a hyphen.
    private static string Named(TemplateStage stage, string value) =>
        value[..^1] + $",\"message_template_id\":{(string)stage.Platform.Templates[0]["id"]!},\"message_template_name\":\"parcel_ready\",\"message_template_language\":\"en-GB\"}}";
}
