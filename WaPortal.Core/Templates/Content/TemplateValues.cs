namespace WaPortal.Core.Templates;

/// <summary>A file for a media header: an uploaded media id or a public address.</summary>
/// <param name="MediaId">Media id of the sender number; takes precedence.</param>
/// <param name="Link">A public https address.</param>
/// <param name="FileName">Shown for documents.</param>
public sealed record HeaderMedia(string? MediaId, string? Link = null, string? FileName = null);

/// <summary>What one person's message is filled with.</summary>
/// <param name="Values">By <see cref="TemplateVariable.Key"/>.</param>
/// <param name="Media">For a media header.</param>
/// <param name="CardMedia">For the cards of a carousel, by card index.</param>
/// <param name="QuickReplyPayloads">
/// By button (<c>button0</c>, <c>card1.button0</c>): what comes back when it is tapped. Without one the platform sends the label.
/// </param>
public sealed record TemplateValues(
    IReadOnlyDictionary<string, string> Values, HeaderMedia? Media = null, IReadOnlyDictionary<int, HeaderMedia>? CardMedia = null,
    IReadOnlyDictionary<string, string>? QuickReplyPayloads = null);

/// <summary>Why a value cannot be sent.</summary>
/// <param name="Key">The variable, or <c>header</c> (<c>card0.header</c>).</param>
/// <param name="Message">For the report; holds no value.</param>
public sealed record ValueProblem(string Key, string Message);
