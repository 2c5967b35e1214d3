namespace WaPortal.Components.Pieces;

public enum ChatHeaderKind { None, Text, Image, Video, Document, Location }

public enum ChatButtonKind { Reply, Url, Phone, Copy, Flow }

public sealed record ChatButton(ChatButtonKind Kind, string Text);

/// <summary>One message as the customer's phone is to draw it.</summary>
/// <param name="Language">Language tag of the text (BCP 47).</param>
/// <param name="HeaderText">The header's text, or what the media is called.</param>
/// <param name="HeaderUrl">Where the picture is served from, for an image header.</param>
/// <param name="Values">Values of the variables by name ("1" or "first_name"); one that is missing stays a visible hole.</param>
public sealed record ChatMessage(
    string Language,
    bool RightToLeft,
    ChatHeaderKind Header,
    string? HeaderText,
    string? HeaderUrl,
    string Body,
    string? Footer,
    IReadOnlyList<ChatButton> Buttons,
    IReadOnlyDictionary<string, string> Values);
