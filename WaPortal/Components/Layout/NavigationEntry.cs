namespace WaPortal.Components.Layout;

/// <summary>One place that a person can go to from anywhere.</summary>
/// <param name="Group">Heading in the navigation; empty for the first, unnamed group.</param>
/// <param name="Key">Second key of the shortcut "g, key".</param>
public sealed record NavigationEntry(string Group, string Text, string Icon, string Href, char Key);
