using WaPortal.Core.Templates;
using WaPortal.Templates;
using WaPortal.Tests.Data;
using Xunit;

namespace WaPortal.Tests.Templates.Studio;

public sealed class TemplateDraftsTests : IDisposable
{
    private readonly MovableClock _clock = new(new DateTimeOffset(2026, 11, 24, 9, 0, 0, TimeSpan.Zero));
    private readonly List<string> _saved = [];
    private readonly TemplateDrafts _drafts;
    private TemplateResult? _answer;

    public TemplateDraftsTests() => _drafts = new TemplateDrafts(
        _clock,
        (_, content, version) =>
        {
            _saved.Add(content.Body);
            return Task.FromResult(_answer ?? new TemplateResult.Done(default, version + 1));
        },
        () => Task.CompletedTask);

    public void Dispose() => _drafts.Dispose();

    [Fact]
    public async Task A_replaced_text_is_saved_and_can_be_taken_back_step_by_step()
    {
        _drafts.Load(Detail("one"));
        _drafts.Replace("en_GB", new TemplateContent { Body = "two" });
        _drafts.Replace("en_GB", new TemplateContent { Body = "three" });
        Assert.True(await _drafts.FlushAsync());
        _drafts.Undo("en_GB");
        Assert.Equal("two", _drafts.Form("en_GB").Body);
        _drafts.Undo("en_GB");
        Assert.Equal("one", _drafts.Form("en_GB").Body);
        Assert.False(_drafts.CanUndo("en_GB"));
        await _drafts.FlushAsync();
        Assert.Equal(["three", "one"], _saved);
    }

    [Fact]
    public void What_is_being_typed_stays_when_the_template_is_read_again()
    {
        _drafts.Load(Detail("one"));
        _drafts.Form("en_GB").Body = "mine";
        _drafts.Touch("en_GB");
        _drafts.Load(Detail("theirs", version: 5));
        Assert.Equal("mine", _drafts.Form("en_GB").Body);
    }

    [Fact]
    public void A_newer_text_of_somebody_else_replaces_what_nobody_touched()
    {
        _drafts.Load(Detail("one"));
        _drafts.Load(Detail("theirs", version: 5));
        Assert.Equal("theirs", _drafts.Form("en_GB").Body);
        _drafts.Load(Detail("late answer", version: 4));
        Assert.Equal("theirs", _drafts.Form("en_GB").Body);
    }

    [Fact]
    public async Task A_conflict_is_settled_by_keeping_ours_or_taking_theirs()
    {
        _drafts.Load(Detail("one"));
        _drafts.Form("en_GB").Body = "mine";
        _drafts.Touch("en_GB");
        _answer = new TemplateResult.Stale(7, new TemplateContent { Body = "theirs" });
        Assert.False(await _drafts.FlushAsync());
        Assert.Equal("en_GB", _drafts.Stale?.Language);
        _answer = null;
        await _drafts.KeepMineAsync();
        Assert.Equal(8, _drafts.Version("en_GB"));
        Assert.Equal("mine", _drafts.Form("en_GB").Body);
        _drafts.Stale = ("en_GB", new TemplateResult.Stale(9, new TemplateContent { Body = "theirs" }));
        _drafts.TakeTheirs();
        Assert.Equal("theirs", _drafts.Form("en_GB").Body);
        Assert.Null(_drafts.Stale);
    }

    internal static TemplateDetail Detail(string body, int version = 1) => new(
        new TemplateId(Guid.Empty), "spring", TemplateCategory.Marketing, ParameterFormat.Named, "Inés", default, default,
        [
            new TranslationDetail
            {
                Language = "en_GB", Status = TranslationStatus.Draft, Content = new TemplateContent { Body = body }, DraftVersion = version, SubmittedVersion = 0,
                CanEdit = true, CanSubmit = true, HasUnsubmittedChanges = true, ChangedAt = default, Findings = [],
            },
        ],
        []);
}
