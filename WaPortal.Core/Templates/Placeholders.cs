using System.Text.RegularExpressions;

namespace WaPortal.Core.Templates;

/// <summary>A <c>{{…}}</c> in a text.</summary>
/// <param name="Name">What stands between the braces, without surrounding blanks.</param>
/// <param name="Start">Index of the first brace.</param>
/// <param name="Length">Length with the braces.</param>
/// <param name="HasBlanks">There are blanks just inside the braces.</param>
public readonly record struct Placeholder(string Name, int Start, int Length, bool HasBlanks)
{
    /// <summary>Index of the first character behind it.</summary>
    public int End => Start + Length;

    /// <summary>The number of a positional placeholder written as the platform wants it (1, 2, … without leading zeros); else null.</summary>
    public int? Position => Name.Length is > 0 and < 6 && Name.All(char.IsAsciiDigit) && (Name == "0" || Name[0] != '0')
        ? int.Parse(Name, System.Globalization.CultureInfo.InvariantCulture)
        : null;
}

/// <summary>Finds the placeholders of a template text.</summary>
public static partial class Placeholders
{
    /// <summary>The placeholders in reading order.</summary>
    public static IReadOnlyList<Placeholder> In(string text) =>
        [.. Pattern().Matches(text).Select(m => new Placeholder(m.Groups[1].Value.Trim(), m.Index, m.Length, m.Groups[1].Value.Trim().Length != m.Groups[1].Length))];

    /// <summary>The text with every placeholder replaced; what <paramref name="value"/> answers null for stays as written.</summary>
    public static string Fill(string text, Func<string, string?> value) =>
        Pattern().Replace(text, m => value(m.Groups[1].Value.Trim()) ?? m.Value);

    /// <summary>The text with each placeholder replaced by <paramref name="by"/>.</summary>
    internal static string Without(string text, string by) => Pattern().Replace(text, by);

    [GeneratedRegex(@"\{\{([^{}]*)\}\}", RegexOptions.CultureInvariant)]
    private static partial Regex Pattern();
}
