namespace WaPortal.Components.Pieces;

public enum ChatHeaderKind { None, Text, Image, Video, Document, Location, Product }

public enum ChatButtonKind { Reply, Url, Phone, Copy, Fill, Flow, Catalog, Call, Other }

public sealed record ChatButton(ChatButtonKind Kind, string Text);

/// <summary>What stands above a text.</summary>
/// <param name="Text">The header's text, or what the media is called.</param>
/// <param name="Url">Where a picture is served from.</param>
/// <param name="Bytes">Of a document or video.</param>
public sealed record ChatHeader(ChatHeaderKind Kind, string? Text = null, string? Url = null, long? Bytes = null)
{
    public static readonly ChatHeader None = new(ChatHeaderKind.None);
}

/// <summary>The strip of a limited-time offer.</summary>
/// <param name="Ends">What the countdown shows; null without one.</param>
/// <param name="Code">The code to copy, if there is one.</param>
public sealed record ChatOffer(string Text, string? Ends, string? Code);

/// <summary>A card of a carousel.</summary>
public sealed record ChatCard(ChatHeader Header, string Body, IReadOnlyList<ChatButton> Buttons, IReadOnlyDictionary<string, string> Values);

/// <summary>One message as the customer's phone is to draw it.</summary>
/// <param name="Language">Language tag of the text (BCP 47).</param>
/// <param name="Values">Values of the body's variables by name ("1" or "first_name"); one that is missing stays a visible hole.</param>
public sealed record ChatMessage(
    string Language,
    bool RightToLeft,
    ChatHeader Header,
    string Body,
    string? Footer,
    IReadOnlyList<ChatButton> Buttons,
    IReadOnlyDictionary<string, string> Values)
{
    /// <summary>Of a text header, whose numbers begin anew.</summary>
    public IReadOnlyDictionary<string, string> HeaderValues { get; init; } = new Dictionary<string, string>();

    public ChatOffer? Offer { get; init; }

    public IReadOnlyList<ChatCard> Cards { get; init; } = [];
}
