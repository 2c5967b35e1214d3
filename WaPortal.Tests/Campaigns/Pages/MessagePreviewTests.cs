using Bunit;
using WaPortal.Campaigns;
using WaPortal.Components.Pieces;
using WaPortal.Core.Templates;
using WaPortal.Tests.Components;
using Xunit;

namespace WaPortal.Tests.Campaigns.Pages;

public sealed class MessagePreviewTests : PieceTest
{
    private static readonly SendableTranslation Translation = new(
        new TranslationId(Guid.NewGuid()), "ar",
        new TemplateContent { Header = HeaderKind.Text, HeaderText = "For {{1}}", Body = "Hello {{1}}", Buttons = [new TemplateButton(ButtonKind.CopyCode, "Copy")] },
        null);

    [Fact]
    public void Header_and_body_have_values_of_their_own()
    {
        var bubble = Render(new() { ["header.1"] = "winter", ["body.1"] = "Ana" });
        Assert.Equal("For winter", bubble.Find(".wa-chat-title").TextContent);
        Assert.Equal("Hello Ana", bubble.Find(".wa-chat-body").TextContent);
    }

    [Fact]
    public void A_value_of_the_body_does_not_fill_the_header() =>
        Assert.DoesNotContain("Ana", Render(new() { ["body.1"] = "Ana" }).Find(".wa-chat-title").TextContent, StringComparison.Ordinal);

    [Fact]
    public void Text_runs_as_its_language_does() => Assert.Equal("rtl", Render([]).Find("article").GetAttribute("dir"));

    private IRenderedComponent<ChatBubble> Render(Dictionary<string, string> values) =>
        Render<ChatBubble>(p => p.Add(b => b.Message, MessagePreview.Of(Translation, values)));
}
