using System.Globalization;
using System.Text;
using System.Text.RegularExpressions;

namespace WaPortal.Core.Templates.Linting.Fixing;

/// <summary>Makes texts plain, as headers, footers and labels want them. Variables are left alone.</summary>
internal static partial class PlainText
{
    /// <summary>One line without emojis and formatting characters.</summary>
    public static string OneLine(string text) => Squeeze(WithoutEmojis(WithoutFormatting(NewLines().Replace(text, " "))));

    /// <summary>Without <c>* _ ~ `</c>.</summary>
    public static string WithoutFormatting(string text) => Outside(text, part => Formatting().Replace(part, ""));

    /// <summary>Line breaks to blanks, blanks to one.</summary>
    public static string JoinLines(string text) => Squeeze(NewLines().Replace(text, " "));

    /// <summary>No more than two line breaks in a row.</summary>
    public static string ShortenBreaks(string text) => LongBreaks().Replace(text.Replace('\v', '\n').ReplaceLineEndings("\n"), "\n\n");

    /// <summary>Without variables and the blanks and separators that they leave.</summary>
    public static string WithoutVariables(string text) => Squeeze(DoubleMarks().Replace(Placeholders.Without(text, " "), "$1")).Trim(' ', ',', ':', ';', '-', '–');

    private static string WithoutEmojis(string text)
    {
        var kept = new StringBuilder();
        var elements = StringInfo.GetTextElementEnumerator(text);
        while (elements.MoveNext())
        {
            if (TextFacts.Emojis(elements.GetTextElement()) == 0) kept.Append(elements.GetTextElement());
        }

        return kept.ToString();
    }

    private static string Squeeze(string text) => Blanks().Replace(text, " ").Trim();

    private static string Outside(string text, Func<string, string> change)
    {
        var result = new StringBuilder();
        var from = 0;
        foreach (var variable in Placeholders.In(text))
        {
            result.Append(change(text[from..variable.Start])).Append(text, variable.Start, variable.Length);
            from = variable.End;
        }

        return result.Append(change(text[from..])).ToString();
    }

    [GeneratedRegex(@"[*_~`]", RegexOptions.CultureInvariant)]
    private static partial Regex Formatting();

    [GeneratedRegex(@"[\r\n\v\f\u0085\u2028\u2029]+", RegexOptions.CultureInvariant)]
    private static partial Regex NewLines();

    [GeneratedRegex(@"\n{3,}", RegexOptions.CultureInvariant)]
    private static partial Regex LongBreaks();

    [GeneratedRegex(@" {2,}", RegexOptions.CultureInvariant)]
    private static partial Regex Blanks();

    [GeneratedRegex(@"(?<!\s)\s+([,.;:!?])", RegexOptions.CultureInvariant)]
    private static partial Regex DoubleMarks();
}
