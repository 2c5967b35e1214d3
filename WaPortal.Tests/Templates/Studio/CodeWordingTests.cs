using WaPortal.Components.Pieces;
using WaPortal.Core.Templates;
using WaPortal.Templates;
using Xunit;

namespace WaPortal.Tests.Templates.Studio;

public sealed class CodeWordingTests
{
    private static readonly TemplateContent Content = new TemplateContent().For(TemplateCategory.Authentication);

    [Fact]
    public void A_code_is_drawn_in_the_language_with_the_choices_that_were_made()
    {
        var message = Draw(Content with { Authentication = new AuthenticationTexts(SecurityRecommendation: false, ExpiryMinutes: 7) }, "es_MX");
        Assert.Equal("es-MX", message.Language);
        Assert.Equal("Tu código de verificación es *{{1}}*.", message.Body);
        Assert.Contains("7", message.Footer!, StringComparison.Ordinal);
        Assert.Equal(ChatButtonKind.Copy, Assert.Single(message.Buttons).Kind);
        Assert.NotEmpty(message.Values["1"]);
    }

    [Fact]
    public void A_language_without_a_likeness_is_shown_in_english_and_says_so()
    {
        var message = Draw(Content, "ha");
        Assert.Equal("en", message.Language);
        Assert.False(message.RightToLeft);
    }

    [Fact]
    public void Arabic_runs_from_right_to_left() => Assert.True(Draw(Content, "ar").RightToLeft);

    private static ChatMessage Draw(TemplateContent content, string language) => MessageDrawing.Draw(content, LanguageTags.Named(language), content.SampleOf, _ => null);
}
