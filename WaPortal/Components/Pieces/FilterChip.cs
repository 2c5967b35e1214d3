namespace WaPortal.Components.Pieces;

/// <summary>One filter with its count.</summary>
/// <param name="Href">The page's address with this filter switched on, or off where it is on.</param>
public sealed record FilterChip(string Text, long? Count, StatusTone? Tone, string Href, bool IsOn);
