using Bunit;
using WaPortal.Core.OptIns.Lists;
using WaPortal.Core.Templates;
using WaPortal.Templates;
using WaPortal.Tests.Components;
using Xunit;

namespace WaPortal.Tests.Templates.Studio;

public sealed class WritingAidsTests : PieceTest
{
    private static readonly IReadOnlyList<ContactChip> Chips = ContactChip.For(["First Name", "Ciudad", "2"], "es_MX");

    [Fact]
    public void A_field_of_contacts_becomes_a_name_that_the_platform_takes() =>
        Assert.Equal(["name", "first_name", "ciudad"], Chips.Select(c => c.Variable));

    [Fact]
    public void Names_are_proposed_in_the_language_of_the_text() => Assert.Equal("Lucía", Chips[0].Sample);

    [Fact]
    public void In_a_numbered_template_a_field_becomes_the_next_number_and_proposes_its_sample()
    {
        (string Name, string Sample)? proposed = null;
        var editor = Render<BodyEditor>(p => p.Add(x => x.Id, "body").Add(x => x.Variables, ["1", "2"]).Add(x => x.Fields, Chips).Add(x => x.OnProposed, given => proposed = given));
        var chip = editor.Find("[aria-label='Insert name']");
        Assert.Equal("{{3}}", chip.GetAttribute("data-wa-insert"));
        chip.Click();
        Assert.Equal(("3", "Lucía"), proposed);
    }

    [Fact]
    public void In_a_named_template_a_field_keeps_its_name()
    {
        var editor = Render<BodyEditor>(p => p.Add(x => x.Id, "body").Add(x => x.Format, ParameterFormat.Named).Add(x => x.Fields, Chips));
        Assert.Equal("{{ciudad}}", editor.Find("[aria-label='Insert Ciudad']").GetAttribute("data-wa-insert"));
    }

    [Fact]
    public void Only_a_text_from_right_to_left_offers_to_keep_a_part_from_left_to_right()
    {
        Assert.Empty(Render<BodyEditor>(p => p.Add(x => x.Id, "body")).FindAll("[data-wa-mark=ltr]"));
        var arabic = Render<BodyEditor>(p => p.Add(x => x.Id, "body").Add(x => x.RightToLeft, true).Add(x => x.Language, "ar"));
        Assert.Single(arabic.FindAll("[data-wa-mark=ltr]"));
        Assert.Equal("rtl", arabic.Find("textarea").GetAttribute("dir"));
    }

    [Theory]
    [InlineData("Hi {{1}}", 8)]
    [InlineData("👨‍👩‍👧", 5)]
    [InlineData("a\r\nb", 3)]
    public void The_counter_counts_placeholders_as_written_and_line_breaks_once(string text, int length)
    {
        var counter = Render<TextCounter>(p => p.Add(x => x.Text, text).Add(x => x.Limit, 60));
        Assert.StartsWith($"{length} of 60", counter.Find("span").TextContent, StringComparison.Ordinal);
    }

    [Fact]
    public void Too_many_emojis_are_counted_against_their_own_limit()
    {
        var counter = Render<TextCounter>(p => p.Add(x => x.Text, string.Concat(Enumerable.Repeat("🎁", 11))).Add(x => x.Limit, 1024).Add(x => x.EmojiLimit, 10));
        Assert.Contains("11 of 10 emojis", counter.Markup, StringComparison.Ordinal);
        Assert.Equal("true", counter.Find("span").GetAttribute("data-over"));
    }

    [Fact]
    public void A_contact_fills_the_variables_that_are_called_like_their_fields()
    {
        var person = new PreviewPerson(ContactId.New(), "+44 •••• ••0001", "Amelia", "en", new Dictionary<string, string> { ["Ends on"] = "4 May" });
        var content = new TemplateContent
        {
            Body = "Hi {{first_name}}, until {{ends_on}} in {{shop}}.",
            Texts = new Dictionary<string, VariableText> { ["body.shop"] = new("Bristol", "our shop") },
        };
        Assert.Equal(["Amelia", "4 May", "our shop"], content.Variables().Select(v => PreviewText.Value(content, v, PreviewValues.Person, person)));
        Assert.Equal("Bristol", PreviewText.Value(content, content.Variables()[2], PreviewValues.Person));
    }
}
