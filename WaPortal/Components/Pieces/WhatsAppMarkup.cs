using System.Globalization;
using System.Text;
using System.Text.RegularExpressions;

namespace WaPortal.Components.Pieces;

public enum MarkupMark { Bold, Italic, Strike, Mono }

public enum MarkupBlockKind { Lines, Quote, Bullets, Numbers }

/// <summary>A run of text, a variable, or marked runs inside each other.</summary>
public abstract record MarkupSpan
{
    public sealed record Plain(string Text) : MarkupSpan;

    public sealed record Variable(string Name) : MarkupSpan;

    public sealed record Marked(MarkupMark Mark, IReadOnlyList<MarkupSpan> Inside) : MarkupSpan;
}

public sealed record MarkupBlock(MarkupBlockKind Kind, IReadOnlyList<IReadOnlyList<MarkupSpan>> Lines);

/// <summary>
/// WhatsApp's text marks as a tree: *bold*, _italic_, ~strike~, ```mono``` and `mono`, "- " and "1. " lists, "> " quotes,
/// {{variables}}. A tree and not HTML, so that whoever draws it cannot forget to encode.
/// </summary>
public static partial class WhatsAppMarkup
{
    // Where a ``` span was taken out, one character of the private use area stands for it.
    private const char FirstFence = '\uE000';
    private const char LastFence = '\uF8FF';

    public static IReadOnlyList<MarkupBlock> Parse(string text)
    {
        var fences = new List<string>();
        var source = PrivateUse().Replace(text.ReplaceLineEndings("\n"), "\uFFFD");
        source = Fence().Replace(source, match =>
        {
            if (fences.Count > LastFence - FirstFence)
                return match.Value;
            fences.Add(match.Groups[1].Value);
            return ((char)(FirstFence + fences.Count - 1)).ToString();
        });

        var blocks = new List<(MarkupBlockKind Kind, List<IReadOnlyList<MarkupSpan>> Lines)>();
        foreach (var line in source.Split('\n'))
        {
            var (kind, content) = Classify(line);
            if (blocks.Count == 0 || blocks[^1].Kind != kind)
                blocks.Add((kind, []));
            blocks[^1].Lines.Add(Inline(content, fences));
        }
        return [.. blocks.Select(block => new MarkupBlock(block.Kind, block.Lines))];
    }

    /// <summary>Variables only, for places where WhatsApp draws no marks (the header).</summary>
    public static IReadOnlyList<MarkupBlock> ParsePlain(string text) =>
        [new(MarkupBlockKind.Lines, [.. text.ReplaceLineEndings("\n").Split('\n').Select(VariablesOnly)])];

    private static (MarkupBlockKind Kind, string Content) Classify(string line)
    {
        if (line.StartsWith("> ", StringComparison.Ordinal))
            return (MarkupBlockKind.Quote, line[2..]);
        if (line.StartsWith("- ", StringComparison.Ordinal) || line.StartsWith("* ", StringComparison.Ordinal))
            return (MarkupBlockKind.Bullets, line[2..]);
        var number = Number().Match(line);
        return number.Success ? (MarkupBlockKind.Numbers, line[number.Length..]) : (MarkupBlockKind.Lines, line);
    }

    private static List<MarkupSpan> Inline(string text, List<string> fences)
    {
        var spans = new List<MarkupSpan>();
        var plain = new StringBuilder();
        for (var at = 0; at < text.Length;)
        {
            var (span, length) = Read(text, at, fences);
            if (span is null)
            {
                plain.Append(text[at++]);
                continue;
            }
            Flush(plain, spans);
            spans.Add(span);
            at += length;
        }
        Flush(plain, spans);
        return spans;
    }

    private static (MarkupSpan? Span, int Length) Read(string text, int at, List<string> fences)
    {
        var sign = text[at];
        if (sign is >= FirstFence and <= LastFence && sign - FirstFence < fences.Count)
            return (new MarkupSpan.Marked(MarkupMark.Mono, VariablesOnly(fences[sign - FirstFence])), 1);
        if (sign == '{' && Variable().Match(text, at) is { Success: true } variable)
            return (new MarkupSpan.Variable(variable.Groups[1].Value), variable.Length);
        if (sign == '`' && text.IndexOf('`', at + 1) is var end && end > at + 1)
            return (new MarkupSpan.Marked(MarkupMark.Mono, VariablesOnly(text[(at + 1)..end])), end - at + 1);

        MarkupMark? mark = sign switch { '*' => MarkupMark.Bold, '_' => MarkupMark.Italic, '~' => MarkupMark.Strike, _ => null };
        if (mark is null || (at > 0 && IsWord(text[at - 1])))
            return (null, 0);
        var close = Closing(text, at);
        return close < 0 ? (null, 0) : (new MarkupSpan.Marked(mark.Value, Inline(text[(at + 1)..close], fences)), close - at + 1);
    }

    // A pair marks only what it hugs: no space inside the signs, no letter outside them. So 3*4*5 and snake_case stay as typed.
    private static int Closing(string text, int open)
    {
        if (open + 1 >= text.Length || char.IsWhiteSpace(text[open + 1]))
            return -1;
        for (var at = open + 2; at < text.Length; at++)
        {
            if (text[at] == text[open] && !char.IsWhiteSpace(text[at - 1]) && (at + 1 == text.Length || !IsWord(text[at + 1])))
                return at;
        }
        return -1;
    }

    private static List<MarkupSpan> VariablesOnly(string text)
    {
        var spans = new List<MarkupSpan>();
        var from = 0;
        foreach (Match match in AnyVariable().Matches(text))
        {
            if (match.Index > from)
                spans.Add(new MarkupSpan.Plain(text[from..match.Index]));
            spans.Add(new MarkupSpan.Variable(match.Groups[1].Value));
            from = match.Index + match.Length;
        }
        if (from < text.Length)
            spans.Add(new MarkupSpan.Plain(text[from..]));
        return spans;
    }

    // Marks of Arabic and Devanagari words are categories of their own, not letters.
    private static bool IsWord(char c) =>
        char.IsLetterOrDigit(c) || char.GetUnicodeCategory(c) is UnicodeCategory.NonSpacingMark or UnicodeCategory.SpacingCombiningMark;

    private static void Flush(StringBuilder plain, List<MarkupSpan> spans)
    {
        if (plain.Length == 0)
            return;
        spans.Add(new MarkupSpan.Plain(plain.ToString()));
        plain.Clear();
    }

    [GeneratedRegex("```(.+?)```", RegexOptions.Singleline)]
    private static partial Regex Fence();

    [GeneratedRegex("[\uE000-\uF8FF]")]
    private static partial Regex PrivateUse();

    [GeneratedRegex(@"^[0-9]{1,2}\. ")]
    private static partial Regex Number();

    [GeneratedRegex(@"\G\{\{\s*([A-Za-z0-9_]+)\s*\}\}")]
    private static partial Regex Variable();

    [GeneratedRegex(@"\{\{\s*([A-Za-z0-9_]+)\s*\}\}")]
    private static partial Regex AnyVariable();
}
