using WaPortal.Core.Templates;
using Xunit;

namespace WaPortal.Tests.Templates;

public sealed class TemplateCompletenessTests
{
    private static readonly TemplateContent English = new()
    {
        Header = HeaderKind.Text,
        HeaderText = "News",
        Body = "Hello {{name}}, the lamps are here.",
        Footer = "Reply STOP to opt out",
        Buttons = [new(ButtonKind.Url, "Look", "https://a.example/l")],
        Texts = new Dictionary<string, VariableText> { ["body.name"] = new("Alex") },
    };

    [Fact]
    public void A_source_is_complete_when_nothing_of_it_is_empty()
    {
        Assert.True(TemplateCompleteness.Of(English, "en_GB").IsComplete);
        var without = TemplateCompleteness.Of(English with { Texts = new Dictionary<string, VariableText>(), Buttons = [new(ButtonKind.Url, "Look", "")] }, "en_GB");
        Assert.Equal([TranslationPart.Samples, TranslationPart.Buttons], without.Missing);
        Assert.Equal(3, without.Done);
    }

    [Fact]
    public void A_translation_misses_what_only_the_source_has()
    {
        var spanish = TemplateCompleteness.Of(new TemplateContent { Body = "Hola, ya están las lámparas." }, "es", English, "en_GB");
        Assert.Equal([TranslationPart.Header, TranslationPart.Footer, TranslationPart.Buttons], spanish.Missing);
    }

    [Fact]
    public void A_copy_is_not_translated_until_its_body_differs()
    {
        Assert.Equal([TranslationPart.Body], TemplateCompleteness.Of(English, "es", English, "en_GB").Missing);
        Assert.True(TemplateCompleteness.Of(English, "en_US", English, "en_GB").IsComplete);
        Assert.True(TemplateCompleteness.Of(English with { Body = "Hola {{name}}, ya están." }, "es", English, "en_GB").IsComplete);
    }

    [Fact]
    public void Cards_without_a_picture_or_fewer_than_the_source_has_are_missing()
    {
        var card = new TemplateCard(HeaderKind.Image, Guid.NewGuid(), "Lamp", [new(ButtonKind.QuickReply, "More")]);
        var source = new TemplateContent { Body = "Hello", Cards = [card, card] };
        Assert.True(TemplateCompleteness.Of(source, "en").IsComplete);
        Assert.Equal([TranslationPart.Cards], TemplateCompleteness.Of(source with { Body = "Hola", Cards = [card] }, "es", source, "en").Missing);
        Assert.Equal([TranslationPart.Cards], TemplateCompleteness.Of(source with { Cards = [card, card with { Media = null }] }, "en").Missing);
    }

    [Fact]
    public void Of_an_authentication_template_nothing_is_translated()
    {
        var completeness = TemplateCompleteness.Of(new TemplateContent().For(TemplateCategory.Authentication), "hi");
        Assert.True(completeness.IsComplete);
        Assert.Empty(completeness.Parts);
    }
}
