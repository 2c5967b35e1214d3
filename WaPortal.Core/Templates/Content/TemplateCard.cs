namespace WaPortal.Core.Templates;

/// <summary>A card of a carousel.</summary>
/// <param name="Header">Picture, video or product; the same kind on all cards.</param>
/// <param name="Media">The sample file of a picture or video (<see cref="SampleMedia"/>).</param>
/// <param name="Body">At most 160 characters; empty for none, then on all cards.</param>
/// <param name="Buttons">Up to two, of the same kinds on all cards.</param>
public sealed record TemplateCard(HeaderKind Header, Guid? Media, string Body, IReadOnlyList<TemplateButton> Buttons);
