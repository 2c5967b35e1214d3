using Xunit;
using static WaPortal.Tests.Templates.Linting.LintPayload;

namespace WaPortal.Tests.Templates.Linting;

public sealed class InvisibleTextTests
{
    /// <summary>Characters that nobody sees: blanks, format and control characters, fillers.</summary>
    public static TheoryData<string> Unseen => ["\u200b", "\u200d", "\u200e", "\u200f", "\ufeff", "\u2060", "\u00ad", "\u00a0", "\u3000", "\u180e", "\u3164", "\u0001", "\ufe0f", "\U000e0020"];

    [Theory, MemberData(nameof(Unseen))]
    public void What_nobody_sees_is_no_text(string unseen)
    {
        Assert.Equal(["body.text_required"], Errors(Of(BodyText(unseen + unseen), "UTILITY")));
        Assert.Equal(["footer.text_required"], Errors(Of(Body + $$""",{"type":"FOOTER","text":"{{Escaped(unseen)}}"}""", "UTILITY")));
        Assert.Equal(["button.label_required"], Errors(Of(Body + "," + Buttons($$"""{"type":"QUICK_REPLY","text":"{{Escaped(unseen)}}"}"""), "UTILITY")));
    }

    [Theory, MemberData(nameof(Unseen))]
    public void What_nobody_sees_keeps_no_variable_from_the_edge_or_from_another(string unseen)
    {
        Assert.Equal(["param.leading_trailing"], Errors(Of(BodyText(unseen + "{{1}} is waiting for you at the desk.", "It"), "UTILITY")));
        Assert.Equal(["param.leading_trailing"], Errors(Of(BodyText("The parcel at the desk has this code: {{1}}" + unseen, "It"), "UTILITY")));
        Assert.Equal(["param.adjacent"], Errors(Of(BodyText("Dear {{1}}" + unseen + "{{2}}, your parcel is waiting at the front desk.", "A", "B"), "UTILITY")));
    }

    [Theory]
    [InlineData("क्‍ष नमस्ते {{1}}, आपका पार्सल दुकान पर आ गया है।")]
    [InlineData("سلام {{1}}، بسته شما می‌رسد و آماده تحویل است.")]
    [InlineData("Hello 👨‍👩‍👧‍👦 {{1}}, your family ticket is ready here.")]
    [InlineData("Hello {{1}} 👨‍👩‍👧‍👦 {{2}}, your family tickets are ready for you here.")]
    [InlineData("؀ {{1}} طلبك جاهز عند مكتب الاستقبال ؁")]
    public void Joiners_inside_words_and_emojis_are_left_alone(string text) =>
        Assert.Empty(Errors(Of(BodyText(text, [.. Enumerable.Repeat("A", text.Contains("{{2}}", StringComparison.Ordinal) ? 2 : 1)]), "UTILITY")));

    [Theory]
    [InlineData("\n"), InlineData("\r"), InlineData("\u000b"), InlineData("\u000c"), InlineData("\u0085"), InlineData("\u2028"), InlineData("\u2029")]
    public void Every_form_of_a_line_break_is_one(string newline)
    {
        Assert.Equal(["header.text_format"], Errors(Of(HeaderText("Lamp" + newline + "days") + "," + Body, "UTILITY")));
        Assert.Equal(["footer.text_format"], Errors(Of(Body + $$""",{"type":"FOOTER","text":"A{{Escaped(newline)}}B"}""", "UTILITY")));
        Assert.Equal(["button.label_format"], Errors(Of(Body + "," + Buttons($$"""{"type":"QUICK_REPLY","text":"A{{Escaped(newline)}}B"}"""), "UTILITY")));
        Assert.Equal(["body.newlines"], Errors(Of(BodyText("First line." + newline + newline + newline + "Second line."), "UTILITY")));
        Assert.Empty(Errors(Of(BodyText("First line." + newline + newline + "Second line."), "UTILITY")));
    }

    private static string Escaped(string text) => string.Concat(text.Select(c => $"\\u{(int)c:x4}"));
}
