using Bunit;
using WaPortal.Components.Pieces;
using Xunit;

namespace WaPortal.Tests.Components.Pieces;

public sealed class WhatsAppTextTests : PieceTest
{
    [Theory]
    [InlineData("*bold*", "<strong>bold</strong>")]
    [InlineData("_it_ and ~gone~", "<em>it</em> and <s>gone</s>")]
    [InlineData("*very _deep_*", "<strong>very <em>deep</em></strong>")]
    [InlineData("```a *b*```", "<code>a *b*</code>")]
    [InlineData("`CODE`", "<code>CODE</code>")]
    [InlineData("snake_case_name", "snake_case_name")]
    [InlineData("3*4*5", "3*4*5")]
    [InlineData("* not bold*", "<ul><li>not bold*</li></ul>")]
    [InlineData("a * b * c", "a * b * c")]
    [InlineData("*open", "*open")]
    [InlineData("(*in*)", "(<strong>in</strong>)")]
    [InlineData("*ख़ास तोहफ़ा*: हर", "<strong>ख़ास तोहफ़ा</strong>: हर")]
    [InlineData("one\ntwo", "one<br>two")]
    [InlineData("one\r\ntwo", "one<br>two")]
    [InlineData("> said\nafter", "<q>said</q>after")]
    [InlineData("- a\n- b", "<ul><li>a</li><li>b</li></ul>")]
    [InlineData("1. a\n2. b", "<ol><li>a</li><li>b</li></ol>")]
    public void Marks_are_drawn_as_the_phone_draws_them(string text, string expected) =>
        Draw(text).MarkupMatches(expected);

    [Fact]
    public void A_value_is_isolated_and_a_missing_one_stays_a_visible_hole()
    {
        var drawn = Draw("Hi {{1}}, {{first_name}}", ("1", "Lucía"));
        drawn.MarkupMatches("Hi <span class=\"wa-chat-value\"><bdi>Lucía</bdi></span>, <span class=\"wa-chat-hole\">{{first_name}}</span>");
    }

    [Fact]
    public void An_empty_value_is_a_hole_too() =>
        Assert.Equal("{{1}}", Draw("Hi {{1}}", ("1", "")).Find(".wa-chat-hole").TextContent);

    [Fact]
    public void Marks_inside_a_value_are_text() =>
        Assert.Equal("*bold* _it_", Draw("{{1}}", ("1", "*bold* _it_")).Find("bdi").InnerHtml);

    [Theory]
    [InlineData("<script>alert(1)</script>")]
    [InlineData("*<img src=x onerror=alert(1)>*")]
    [InlineData("```<svg onload=alert(1)>```")]
    [InlineData("> <iframe src=//evil></iframe>")]
    [InlineData("- <a href=\"javascript:alert(1)\">x</a>")]
    [InlineData("&lt;script&gt;")]
    [InlineData("</div></article><b>out</b>")]
    public void Text_never_becomes_markup(string hostile)
    {
        foreach (var drawn in new[] { Draw(hostile), Draw("Hi {{1}} there", ("1", hostile)) })
        {
            Assert.Empty(drawn.FindAll("script, img, svg, iframe, a, b, div, article"));
            Assert.All(drawn.FindAll("*"), element => Assert.DoesNotContain(element.Attributes, attribute => attribute.Name.StartsWith("on", StringComparison.Ordinal)));
        }
        Assert.Contains(hostile, Draw("Hi {{1}} there", ("1", hostile)).Find("bdi").TextContent, StringComparison.Ordinal);
    }

    [Fact]
    public void A_variables_name_cannot_carry_markup() =>
        Assert.Empty(Draw("{{<b>x</b>}}").FindAll("b, span"));

    [Fact]
    public void Private_signs_in_the_text_cannot_pose_as_a_code_span() =>
        Assert.Single(Draw("\uE000 ```a```").FindAll("code"));

    [Fact]
    public void A_header_shows_signs_as_typed()
    {
        var drawn = Render<WhatsAppText>(p => p.Add(x => x.Text, "*Sale* {{1}}").Add(x => x.Marked, false));
        drawn.MarkupMatches("*Sale* <span class=\"wa-chat-hole\">{{1}}</span>");
    }

    private IRenderedComponent<WhatsAppText> Draw(string text, params (string Name, string Value)[] values) =>
        Render<WhatsAppText>(p => p
            .Add(x => x.Text, text)
            .Add(x => x.Values, values.ToDictionary(v => v.Name, v => v.Value)));
}
