using WaPortal.Core.Access;
using WaPortal.Core.Templates;
using WaPortal.Tests.Data;
using Xunit;

namespace WaPortal.Tests.Templates;

public sealed class DraftHistoryTests
{
    [Theory, Engines]
    public async Task Saves_of_one_person_in_a_row_are_one_version_and_another_person_begins_the_next(Engine engine)
    {
        await using var stage = await TemplateStage.StartAsync(engine);
        var (ana, ben) = (stage.Portal.As(PortalRole.Marketer) with { Name = "Ana" }, stage.Portal.As(PortalRole.Marketer) with { Name = "Ben" });
        var id = await stage.DraftAsync();
        for (var n = 0; n < 3; n++)
        {
            await stage.SaveAsync(id, TemplateStage.Content("Ivo" + n), ana);
            stage.Portal.Clock.Advance(TimeSpan.FromMinutes(1));
        }

        await stage.SaveAsync(id, TemplateStage.Content("Ben"), ben);
        stage.Portal.Clock.Advance(TimeSpan.FromMinutes(6));
        await stage.SaveAsync(id, TemplateStage.Content("Ben again"), ben);

        var history = await HistoryAsync(stage, id);
        Assert.Equal([("Ben", 1), ("Ben", 1), ("Ana", 3), ("Marketer", 0)], history.Versions.Select(v => (v.SavedBy, v.Saves)));
        Assert.True(history.Versions[0].IsDraft);
        Assert.Contains((await stage.DetailAsync(id)).Timeline, e => e is { What: "draft saved", Who: "Ana", Why: "3 times" });
    }

    [Theory, Engines]
    public async Task Somebody_who_writes_on_and_on_gets_a_new_version_every_half_hour(Engine engine)
    {
        await using var stage = await TemplateStage.StartAsync(engine);
        var id = await stage.DraftAsync();
        var writer = stage.Marketer;
        for (var n = 0; n < 18; n++)
        {
            await stage.SaveAsync(id, TemplateStage.Content("Ivo" + n), writer);
            stage.Portal.Clock.Advance(TimeSpan.FromMinutes(4));
        }

        Assert.Equal(4, (await HistoryAsync(stage, id)).Versions.Count);
    }

    [Theory, Engines]
    public async Task A_submitted_version_is_named_and_never_written_over(Engine engine)
    {
        await using var stage = await TemplateStage.StartAsync(engine);
        var id = await stage.DraftAsync();
        var writer = stage.Marketer;
        await stage.SaveAsync(id, TemplateStage.Content("Ana"), writer);
        await stage.SubmitAsync(id);
        await stage.SaveAsync(id, TemplateStage.Content("Zoe"), writer);

        var history = await HistoryAsync(stage, id);
        Assert.Equal([null, 1, null], history.Versions.Select(v => v.SubmittedVersion));
        Assert.Equal((2, 3), (history.From!.Number, history.To!.Number));
        var change = Assert.Single(history.Changes);
        Assert.Equal(("Sample of {{1}}", "Ana", "Zoe"), (change.Field, change.Pieces[0].Text, change.Pieces[1].Text));
    }

    [Theory, Engines]
    public async Task An_earlier_version_is_taken_back_and_what_stood_there_stays_in_the_history(Engine engine)
    {
        await using var stage = await TemplateStage.StartAsync(engine);
        var id = await stage.DraftAsync();
        await stage.SaveAsync(id, TemplateStage.Content("Ana"));
        var history = await HistoryAsync(stage, id);

        var result = await stage.Portal.Get<EditTranslation>().TakeVersionBackAsync(stage.Marketer, id, "en_GB", history.Versions[^1].Id, history.DraftVersion, CancellationToken.None);

        Assert.IsType<TemplateResult.Done>(result);
        Assert.Equal("Ivo", (await stage.TranslationAsync(id)).Content.Texts["body.1"].Sample);
        Assert.Equal(["from draft 1", null, null], (await HistoryAsync(stage, id)).Versions.Select(v => v.Origin));
        var stale = await stage.Portal.Get<EditTranslation>().TakeVersionBackAsync(stage.Marketer, id, "en_GB", history.Versions[0].Id, history.DraftVersion, CancellationToken.None);
        Assert.IsType<TemplateResult.Stale>(stale);
    }

    [Theory, Engines]
    public async Task A_version_of_another_language_or_enterprise_is_not_taken_back(Engine engine)
    {
        await using var stage = await TemplateStage.StartAsync(engine);
        var id = await stage.DraftAsync();
        await stage.Portal.Get<EditTranslation>().AddLanguageAsync(stage.Marketer, id, "es", null, CancellationToken.None);
        var foreign = (await HistoryAsync(stage, id, "es")).Versions[0].Id;

        Assert.IsType<TemplateResult.NotFound>(await stage.Portal.Get<EditTranslation>().TakeVersionBackAsync(stage.Marketer, id, "en_GB", foreign, 1, CancellationToken.None));
        var other = stage.Portal.As(PortalRole.Marketer, (await stage.Portal.AddTenantAsync("other-co", "Other")).Id);
        Assert.Null(await stage.Portal.Get<TranslationHistoryQuery>().RunAsync(other, id, "en_GB", null, null, CancellationToken.None));
    }

    [Fact]
    public void The_body_is_compared_word_by_word()
    {
        var pieces = WordDiff.Between("Hello {{1}}, your parcel is ready.", "Hello {{name}}, your big parcel is here.");

        Assert.Equal("Hello {{1}}, your parcel is ready.", string.Concat(pieces.Where(p => p.Kind != DiffKind.Added).Select(p => p.Text)));
        Assert.Equal("Hello {{name}}, your big parcel is here.", string.Concat(pieces.Where(p => p.Kind != DiffKind.Removed).Select(p => p.Text)));
        Assert.Equal(["{{1}}", "ready"], pieces.Where(p => p.Kind == DiffKind.Removed).Select(p => p.Text));
        Assert.Equal(["{{name}}", "big ", "here"], pieces.Where(p => p.Kind == DiffKind.Added).Select(p => p.Text));
    }

    [Theory]
    [InlineData("नमस्ते {{1}}, आपका पार्सल तैयार है।", "नमस्ते {{1}}, आपका ऑर्डर तैयार है।")]
    [InlineData("مرحبا {{1}}، طلبك جاهز 📦", "مرحبا {{1}}، طلبك في الطريق 🚚")]
    [InlineData("", "new")]
    [InlineData("old\n\nlines", "")]
    public void Both_texts_can_be_read_out_of_the_pieces(string before, string after)
    {
        var pieces = WordDiff.Between(before, after);

        Assert.Equal(before, string.Concat(pieces.Where(p => p.Kind != DiffKind.Added).Select(p => p.Text)));
        Assert.Equal(after, string.Concat(pieces.Where(p => p.Kind != DiffKind.Removed).Select(p => p.Text)));
        Assert.All(pieces, p => Assert.False(char.IsLowSurrogate(p.Text[0])));
    }

    [Fact]
    public void A_button_put_in_front_does_not_make_the_others_look_changed()
    {
        var before = TemplateStage.Content() with { Buttons = [new TemplateButton(ButtonKind.QuickReply, "Yes"), new TemplateButton(ButtonKind.QuickReply, "No")] };
        var after = before with { Footer = "Casa", Buttons = [new TemplateButton(ButtonKind.QuickReply, "Maybe"), .. before.Buttons] };

        var changes = ContentDiff.Between(before, after);

        Assert.Equal(["Footer", "Button 1, kind", "Button 1, label"], changes.Select(c => c.Field));
        Assert.Empty(ContentDiff.Between(before, before));
    }

    private static async Task<TranslationHistory> HistoryAsync(TemplateStage stage, TemplateId id, string language = "en_GB") =>
        (await stage.Portal.Get<TranslationHistoryQuery>().RunAsync(stage.Marketer, id, language, null, null, CancellationToken.None))!;
}
