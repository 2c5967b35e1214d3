using System.Text.RegularExpressions;

namespace WaPortal.Sandbox;

/// <summary>Finds the variables of a template's text.</summary>
internal static partial class TemplateText
{
    /// <summary>The names or numbers between double braces, each once, in the order of their first use.</summary>
    public static IReadOnlyList<string> Variables(string? text) =>
        text is null ? [] : [.. Variable().Matches(text).Select(match => match.Groups[1].Value).Distinct(StringComparer.Ordinal)];

    public static bool TouchesAnEdge(string text) => AtEdge().IsMatch(text.Trim());

    public static bool HasNeighbours(string text) => Adjacent().IsMatch(text);

    public static string Fill(string text, Func<string, string> value) => Variable().Replace(text, match => value(match.Groups[1].Value));

    public static int FixedWords(string text) => Variable().Replace(text, " ").Split((char[]?)null, StringSplitOptions.RemoveEmptyEntries)
        .Count(word => word.Any(char.IsLetterOrDigit));

    [GeneratedRegex(@"\{\{\s*([A-Za-z0-9_]+)\s*\}\}")]
    private static partial Regex Variable();

    [GeneratedRegex(@"^\{\{[^{}]*\}\}|\{\{[^{}]*\}\}$")]
    private static partial Regex AtEdge();

    [GeneratedRegex(@"\}\}\s*\{\{")]
    private static partial Regex Adjacent();
}
