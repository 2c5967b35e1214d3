using System.Buffers;
using System.Diagnostics.CodeAnalysis;
using System.Globalization;
using System.Text;
using System.Text.RegularExpressions;

namespace WaPortal.Core.Templates.Linting;

/// <summary>Measures and properties of template texts.</summary>
internal static partial class TextFacts
{
    // Code points of the Basic Multilingual Plane with the Unicode property Emoji, but for those that are letters, digits or typographic
    // signs in ordinary writing (digits, ©, ®, ™, arrows): those count only when followed by the emoji variation selector.
    private static readonly (int From, int To)[] BmpEmoji =
    [
        (0x231A, 0x231B), (0x23E9, 0x23F3), (0x23F8, 0x23FA), (0x25FD, 0x25FE), (0x2600, 0x2604), (0x260E, 0x260E), (0x2611, 0x2611),
        (0x2614, 0x2615), (0x2618, 0x2618), (0x261D, 0x261D), (0x2620, 0x2620), (0x2622, 0x2623), (0x2626, 0x2626), (0x262A, 0x262A),
        (0x262E, 0x262F), (0x2638, 0x263A), (0x2640, 0x2640), (0x2642, 0x2642), (0x2648, 0x2653), (0x265F, 0x2660), (0x2663, 0x2663),
        (0x2665, 0x2666), (0x2668, 0x2668), (0x267B, 0x267B), (0x267E, 0x267F), (0x2692, 0x2697), (0x2699, 0x2699), (0x269B, 0x269C),
        (0x26A0, 0x26A1), (0x26A7, 0x26A7), (0x26AA, 0x26AB), (0x26B0, 0x26B1), (0x26BD, 0x26BE), (0x26C4, 0x26C5), (0x26C8, 0x26C8),
        (0x26CE, 0x26CF), (0x26D1, 0x26D1), (0x26D3, 0x26D4), (0x26E9, 0x26EA), (0x26F0, 0x26F5), (0x26F7, 0x26FA), (0x26FD, 0x26FD),
        (0x2702, 0x2702), (0x2705, 0x2705), (0x2708, 0x270D), (0x270F, 0x270F), (0x2712, 0x2712), (0x2714, 0x2714), (0x2716, 0x2716),
        (0x271D, 0x271D), (0x2721, 0x2721), (0x2728, 0x2728), (0x2733, 0x2734), (0x2744, 0x2744), (0x2747, 0x2747), (0x274C, 0x274C),
        (0x274E, 0x274E), (0x2753, 0x2755), (0x2757, 0x2757), (0x2763, 0x2764), (0x2795, 0x2797), (0x27A1, 0x27A1), (0x27B0, 0x27B0),
        (0x27BF, 0x27BF), (0x2B1B, 0x2B1C), (0x2B50, 0x2B50), (0x2B55, 0x2B55),
    ];

    // The characters that Unicode breaks lines at, whatever else is around them.
    private static readonly SearchValues<char> Newlines = SearchValues.Create("\n\v\f\r\u0085\u2028\u2029");

    private const int EmojiVariation = 0xFE0F;
    private const int Keycap = 0x20E3;

    /// <summary>Length in code points. The platform's unit is not documented; code points is what its own samples are consistent with.</summary>
    public static int Length(string text)
    {
        var count = 0;
        foreach (var _ in text.EnumerateRunes()) count++;
        return count;
    }

    /// <summary>How many emojis a reader sees: a flag, a family or a skin tone counts once.</summary>
    public static int Emojis(string text)
    {
        var count = 0;
        var elements = StringInfo.GetTextElementEnumerator(text);
        while (elements.MoveNext())
        {
            if (IsEmoji(elements.GetTextElement())) count++;
        }

        return count;
    }

    private static bool IsEmoji(string element)
    {
        foreach (var rune in element.EnumerateRunes())
        {
            var value = rune.Value;
            if (value is EmojiVariation or Keycap) return true;
            if (value is 0x1F004 or 0x1F0CF or 0x1F18E or (>= 0x1F191 and <= 0x1F19A) or (>= 0x1F1E6 and <= 0x1F1FF) or (>= 0x1F201 and <= 0x1F251)
                or (>= 0x1F300 and <= 0x1F6FF) or (>= 0x1F7E0 and <= 0x1F7F0) or (>= 0x1F90C and <= 0x1F9FF) or (>= 0x1FA70 and <= 0x1FAFF)) return true;
            if (value is >= 0x231A and <= 0x2B55 && Array.Exists(BmpEmoji, range => value >= range.From && value <= range.To)) return true;
        }

        return false;
    }

    /// <summary>Nothing that a reader sees: blanks, control characters and characters without a shape. Joiners inside words and emojis stand beside something seen.</summary>
    public static bool IsBlank([NotNullWhen(false)] string? text) => text is null || IsBlank(text.AsSpan());

    /// <inheritdoc cref="IsBlank(string?)"/>
    public static bool IsBlank(ReadOnlySpan<char> text)
    {
        foreach (var rune in text.EnumerateRunes())
        {
            if (!IsInvisible(rune)) return false;
        }

        return true;
    }

    /// <summary>The text without what is blank at its ends.</summary>
    public static string Trim(string text) => TrimStart(TrimEnd(text));

    /// <inheritdoc cref="Trim"/>
    public static string TrimStart(string text)
    {
        var from = 0;
        while (from < text.Length && Rune.TryGetRuneAt(text, from, out var rune) && IsInvisible(rune)) from += rune.Utf16SequenceLength;
        return text[from..];
    }

    /// <inheritdoc cref="Trim"/>
    public static string TrimEnd(string text)
    {
        var end = text.Length;
        while (end > 0 && Rune.DecodeLastFromUtf16(text.AsSpan(0, end), out var rune, out var length) == OperationStatus.Done && IsInvisible(rune)) end -= length;
        return text[..end];
    }

    // The fillers are letters and a symbol by their category, and have no shape. The marks of Arabic numbers are format characters that are drawn.
    private static bool IsInvisible(Rune rune) => Rune.IsWhiteSpace(rune) || rune.Value switch
    {
        0x034F or 0x115F or 0x1160 or 0x2800 or 0x3164 or 0xFFA0 or (>= 0x17B4 and <= 0x17B5) or (>= 0xFE00 and <= 0xFE0F) or (>= 0xE0100 and <= 0xE01EF) => true,
        (>= 0x0600 and <= 0x0605) or 0x06DD or 0x070F or 0x0890 or 0x0891 or 0x08E2 or 0x110BD or 0x110CD => false,
        _ => Rune.GetUnicodeCategory(rune) is UnicodeCategory.Format or UnicodeCategory.Control,
    };

    public static bool HasNewline(string text) => text.AsSpan().IndexOfAny(Newlines) >= 0;

    /// <summary>The longest run of line breaks; a carriage return with its line feed is one.</summary>
    public static int LongestNewlineRun(string text)
    {
        int longest = 0, run = 0;
        foreach (var c in text.Replace("\r\n", "\n", StringComparison.Ordinal))
        {
            run = Newlines.Contains(c) ? run + 1 : 0;
            longest = Math.Max(longest, run);
        }

        return longest;
    }

    /// <summary>An asterisk anywhere, or text between two underscores, tildes or back-ticks: what WhatsApp draws as formatting.</summary>
    public static bool HasFormatting(string text) => text.Contains('*', StringComparison.Ordinal) || FormattedSpan().IsMatch(Placeholders.Without(text, "x"));

    /// <summary>A lone formatting character that formats nothing.</summary>
    public static bool HasLoneFormattingCharacter(string text) => Placeholders.Without(text, "x").AsSpan().IndexOfAny("_~`") >= 0;

    /// <summary>
    /// Words that are there whatever the variables hold: runs without blanks that contain a letter or a digit. Where scripts without blanks stand among others,
    /// two of their characters count as a word.
    /// </summary>
    public static int FixedWords(string text)
    {
        var (words, unspaced) = Words(text);
        return words + ((unspaced + 1) / 2);
    }

    /// <summary>Most of the text is in scripts written without blanks between words, where counting words means nothing.</summary>
    public static bool IsMostlyUnspaced(string text)
    {
        var (words, unspaced) = Words(text);
        return unspaced > 2 * words;
    }

    private static (int Words, int Unspaced) Words(string text)
    {
        int words = 0, unspaced = 0;
        foreach (var run in Placeholders.Without(text, " ").Split((char[]?)null, StringSplitOptions.RemoveEmptyEntries))
        {
            var characters = run.EnumerateRunes().Where(Rune.IsLetterOrDigit).ToList();
            var here = characters.Count(IsUnspaced);
            unspaced += here;
            if (characters.Count > here) words++;
        }

        return (words, unspaced);
    }

    private static bool IsUnspaced(Rune rune) => rune.Value
        is (>= 0x0E00 and <= 0x0EFF) or (>= 0x1000 and <= 0x109F) or (>= 0x1780 and <= 0x17FF) or (>= 0x3040 and <= 0x30FF)
        or (>= 0x3400 and <= 0x9FFF) or (>= 0xF900 and <= 0xFAFF) or (>= 0x20000 and <= 0x3FFFF);

    public static bool HasWord(string text) => text.EnumerateRunes().Any(Rune.IsLetterOrDigit);

    /// <summary>Whether a letter or digit, of any plane, begins there.</summary>
    public static bool IsWordAt(string text, int at) => at < text.Length && Rune.TryGetRuneAt(text, at, out var rune) && Rune.IsLetterOrDigit(rune);

    /// <summary>Whether a letter or digit, of any plane, ends there.</summary>
    public static bool IsWordBefore(string text, int at) =>
        Rune.DecodeLastFromUtf16(text.AsSpan(0, at), out var rune, out _) == OperationStatus.Done && Rune.IsLetterOrDigit(rune);

    [GeneratedRegex(@"(?<!\w)_[^_\s](?:[^_]*[^_\s])?_(?!\w)|(?<!\w)~[^~\s](?:[^~]*[^~\s])?~(?!\w)|`[^`]+`", RegexOptions.CultureInvariant)]
    private static partial Regex FormattedSpan();
}
