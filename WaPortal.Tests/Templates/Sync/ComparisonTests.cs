using System.Text.Json.Nodes;
using WaPortal.Core.Templates;
using WaPortal.Core.WhatsApp;
using WaPortal.Tests.Data;
using Xunit;

namespace WaPortal.Tests.Templates.Sync;

public sealed class ComparisonTests
{
    private static readonly CancellationToken None = CancellationToken.None;

    [Theory, Engines]
    public async Task It_is_made_by_itself_and_not_again_before_it_is_due(Engine engine)
    {
        await using var stage = await TemplateStage.StartAsync(engine);
        stage.MakeElsewhere("700");

        await stage.SweepAsync();
        var first = await stage.ComparisonAsync();
        stage.Portal.Clock.Advance(TimeSpan.FromHours(5));
        await stage.SweepAsync();
        Assert.Equal(first.ComparedAt, (await stage.ComparisonAsync()).ComparedAt);
        stage.Portal.Clock.Advance(TimeSpan.FromHours(2));
        await stage.SweepAsync();

        Assert.Equal((1, 1, 0), (first.Templates, first.Found, (await stage.ComparisonAsync()).Found));
        Assert.NotEqual(first.ComparedAt, (await stage.ComparisonAsync()).ComparedAt);
    }

    [Theory, Engines]
    public async Task An_account_that_does_not_answer_is_left_in_peace_for_longer_and_longer(Engine engine)
    {
        await using var stage = await TemplateStage.StartAsync(engine);
        stage.Platform.Down = true;
        var pauses = new List<TimeSpan>();
        for (var n = 0; n < 3; n++)
        {
            await stage.SweepAsync();
            var failed = await stage.ComparisonAsync();
            pauses.Add(failed.NextAt - stage.Portal.Clock.GetUtcNow());
            Assert.NotNull(failed.Fault);
            stage.Portal.Clock.Advance(pauses[^1] + TimeSpan.FromSeconds(1));
        }

        stage.Platform.Down = false;
        await stage.SweepAsync();

        Assert.True(pauses[0] < pauses[1] && pauses[1] < pauses[2], string.Join(", ", pauses));
        Assert.Equal((null, 0), ((await stage.ComparisonAsync()).Fault, (await stage.ComparisonAsync()).Failures));
    }

    [Theory, Engines]
    public async Task A_webhook_about_an_unknown_template_has_the_account_compared(Engine engine)
    {
        await using var stage = await TemplateStage.StartAsync(engine);
        await stage.SweepAsync();
        stage.Portal.Clock.Advance(TimeSpan.FromMinutes(30));
        stage.MakeElsewhere("700");

        await stage.NewsAsync(stage.Status("APPROVED", TimeSpan.Zero) with { Template = new TemplateReference("700", "made_elsewhere", "en_GB") });
        Assert.Empty((await stage.WaitingAsync()).Families);
        await stage.SweepAsync();

        Assert.Equal(["made_elsewhere"], (await stage.WaitingAsync()).Families.Select(f => f.Name));
    }

    [Theory, Engines]
    public async Task News_that_came_while_the_list_was_read_outrank_it(Engine engine)
    {
        await using var stage = await TemplateStage.StartAsync(engine);
        stage.MakeElsewhere("700", status: "PENDING");
        await stage.CompareAsync();

        await stage.NewsAsync(stage.Status("APPROVED", TimeSpan.FromHours(1)) with { Template = new TemplateReference("700", "made_elsewhere", "en_GB") });
        await stage.CompareAsync();

        Assert.Equal(TranslationStatus.Approved, (await stage.WaitingAsync()).Families.Single().Translations.Single().Status);
    }

    [Theory, Engines]
    public async Task Whatever_the_platform_answers_the_rest_is_read(Engine engine)
    {
        await using var stage = await TemplateStage.StartAsync(engine);
        stage.MakeElsewhere("700", "fine_one");
        stage.MakeElsewhere("701", "twice");
        stage.MakeElsewhere("702", "twice");
        stage.MakeElsewhere("703", new string('n', 700));
        stage.MakeElsewhere("704", "odd_language", "klingon_of_the_north");
        stage.MakeElsewhere("705", "empty_words", components: [new JsonObject { ["type"] = "BODY" }, null, "x", 5]);
        stage.MakeElsewhere("706", "no_components").Remove("components");
        stage.MakeElsewhere("707", "null_components")["components"] = null;
        stage.MakeElsewhere("708", "z\0ero")["language"] = null;
        stage.MakeElsewhere(new string('9', 60), "long_id");
        stage.MakeElsewhere("710", "odd_kind", category: "FREE_SERVICE");
        stage.MakeElsewhere("711", "huge", components: [SyncStage.Body(new string('x', TemplateElsewhere.MostJson))]);
        stage.Platform.Templates.Add(new JsonObject { ["id"] = null, ["name"] = 5 });

        await stage.CompareAsync();
        var (adopted, refused) = await stage.Portal.Get<AdoptTemplates>().RunAllAsync(stage.Marketer, None);

        Assert.Null((await stage.ComparisonAsync()).Fault);
        Assert.True(adopted >= 2, $"{adopted} adopted");
        Assert.Contains("odd_kind", refused.Keys);
        Assert.Contains("odd_language", refused.Keys);
        Assert.Contains("huge", refused.Keys);
        Assert.Contains(refused.Keys, name => name.StartsWith("nnn", StringComparison.Ordinal));
        Assert.Contains("zero", refused.Keys); // without the character that no database keeps
        var matrix = await stage.Portal.Get<TemplateListQuery>().RunAsync(stage.Marketer, new TemplateFilter(), None);
        Assert.Contains(matrix.Rows, r => r.Name == "fine_one");
        Assert.Equal("twice", (await stage.WaitingAsync()).Families.Single(f => f.Name == "twice").Name);
    }

    [Theory, Engines]
    public async Task Three_thousand_templates_are_read_and_shown_page_by_page(Engine engine)
    {
        await using var stage = await TemplateStage.StartAsync(engine);
        for (var n = 0; n < 3_000; n++) stage.MakeElsewhere((10_000 + n).ToString(System.Globalization.CultureInfo.InvariantCulture), $"made_{n:0000}");

        await stage.CompareAsync();

        var list = await stage.WaitingAsync();
        Assert.Equal((3_000, 3_000, ElsewhereQuery.PageSize, true), (list.Waiting, (await stage.ComparisonAsync()).Found, list.Families.Count, list.HasMore));
        var found = await stage.Portal.Get<ElsewhereQuery>().RunAsync(stage.Marketer, "_2999", 1, None);
        Assert.Equal("made_2999", found.Families.Single().Name);
    }
}
