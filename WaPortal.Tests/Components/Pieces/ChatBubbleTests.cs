using Bunit;
using WaPortal.Components.Pieces;
using Xunit;

namespace WaPortal.Tests.Components.Pieces;

public sealed class ChatBubbleTests : PieceTest
{
    private static readonly ChatMessage Plain = new(
        "es", false, ChatHeader.None, "Hola", null, [], new Dictionary<string, string>());

    [Fact]
    public void Only_the_bubble_turns_right_to_left()
    {
        var bubble = Draw(Plain with { Language = "ar", RightToLeft = true });
        Assert.Equal("rtl", bubble.Find("article").GetAttribute("dir"));
        Assert.Equal("ar", bubble.Find("article").GetAttribute("lang"));
        Assert.False(bubble.Find(".wa-chat").HasAttribute("dir"));
        Assert.Equal("ltr", bubble.Find("time").GetAttribute("dir"));
    }

    [Fact]
    public void Past_three_buttons_two_are_shown_and_see_all_options()
    {
        var four = Enumerable.Range(1, 4).Select(i => new ChatButton(ChatButtonKind.Reply, $"B{i}")).ToArray();
        var shown = Draw(Plain with { Buttons = four }).FindAll("li").Select(li => li.LastChild!.TextContent).ToArray();
        Assert.Equal(["B1", "B2", "See all options"], shown);
        Assert.Equal(3, Draw(Plain with { Buttons = four[..3] }).FindAll("li").Count);
    }

    [Fact]
    public void Hostile_footer_button_sender_and_file_name_stay_text()
    {
        const string hostile = "\"><script>alert(1)</script>";
        var bubble = Render<ChatBubble>(p => p.Add(x => x.Sender, hostile).Add(x => x.Message, Plain with
        {
            Header = new ChatHeader(ChatHeaderKind.Document, hostile),
            Offer = new ChatOffer(hostile, hostile, hostile),
            Cards = [new ChatCard(new ChatHeader(ChatHeaderKind.Video, hostile), hostile, [new(ChatButtonKind.Url, hostile)], new Dictionary<string, string>())],
            Footer = hostile,
            Buttons = [new(ChatButtonKind.Url, hostile)],
        }));
        Assert.Empty(bubble.FindAll("script"));
        Assert.Equal(hostile, bubble.Find(".wa-chat-foot span").TextContent);
    }

    [Fact]
    public void The_phone_has_its_own_dark_mode()
    {
        var bubble = Render<ChatBubble>(p => p.Add(x => x.Message, Plain).Add(x => x.Dark, true));
        Assert.Equal("dark", bubble.Find(".wa-chat").GetAttribute("data-chat"));
    }

    [Fact]
    public void A_sender_whose_name_begins_with_an_emoji_keeps_it_whole() =>
        Assert.Equal("🏠", Render<ChatBubble>(p => p.Add(x => x.Sender, "🏠 Casa").Add(x => x.Message, Plain)).Find(".wa-chat-avatar").TextContent);

    [Fact]
    public void Cards_stand_beside_each_other_and_fill_their_own_variables()
    {
        var bubble = Draw(Plain with
        {
            Body = "Hola {{1}}",
            Values = new Dictionary<string, string> { ["1"] = "Ana" },
            Cards =
            [
                new(ChatHeader.None, "Lamp {{1}}", [new(ChatButtonKind.Url, "Buy")], new Dictionary<string, string> { ["1"] = "white" }),
                new(ChatHeader.None, "Lamp {{1}}", [new(ChatButtonKind.Url, "Buy")], new Dictionary<string, string> { ["1"] = "black" }),
            ],
        });
        Assert.Equal(["Lamp white", "Lamp black"], bubble.FindAll(".wa-chat-card .wa-chat-body").Select(c => c.TextContent));
        Assert.Equal("Hola Ana", bubble.Find("article .wa-chat-body").TextContent);
    }

    [Theory]
    [InlineData(ChatHeaderKind.Location, "location_on")]
    [InlineData(ChatHeaderKind.Product, "shopping_bag")]
    [InlineData(ChatHeaderKind.Video, "play_circle")]
    public void A_header_that_nobody_has_yet_is_drawn_as_what_will_stand_there(ChatHeaderKind kind, string icon) =>
        Assert.Contains(icon, Draw(Plain with { Header = new ChatHeader(kind) }).Find("article").TextContent, StringComparison.Ordinal);

    [Fact]
    public void An_offer_shows_its_countdown_and_its_code()
    {
        var text = Draw(Plain with { Offer = new ChatOffer("Ends tonight", "23:59:41", "LAMP10") }).Find(".wa-chat-offer").TextContent;
        Assert.Contains("23:59:41", text, StringComparison.Ordinal);
        Assert.Contains("LAMP10", text, StringComparison.Ordinal);
    }

    private IRenderedComponent<ChatBubble> Draw(ChatMessage message) => Render<ChatBubble>(p => p.Add(x => x.Message, message));
}
