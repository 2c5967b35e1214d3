using System.Globalization;
using System.Text;

namespace WaPortal.Core.OptIns.Contacts;

/// <summary>
/// The words of a name as the search knows them: without accents, in lower case, as UTF-8. Bytes, since both engines order bytes the same,
/// whatever their collations.
/// </summary>
internal static class NameWords
{
    private const int MostWords = 20;
    private const int LongestWord = 40;

    // Letters that no decomposition takes apart.
    private static readonly Dictionary<char, string> Plain = new()
    {
        ['ß'] = "ss",
        ['æ'] = "ae",
        ['œ'] = "oe",
        ['ø'] = "o",
        ['ł'] = "l",
        ['đ'] = "d",
        ['ð'] = "d",
        ['þ'] = "th",
        ['ı'] = "i",
        ['ħ'] = "h",
    };

    /// <summary>Each word once, in no particular order; none for no name.</summary>
    public static IReadOnlyList<byte[]> Of(string? name) =>
        name is null ? [] : [.. Fold(name).Split(' ', StringSplitOptions.RemoveEmptyEntries).Take(MostWords).Select(Cut).Distinct(StringComparer.Ordinal).Select(Encoding.UTF8.GetBytes)];

    /// <summary>Text as it is compared: no accents, lower case, one space for whatever stands between words.</summary>
    public static string Fold(string text)
    {
        var folded = new StringBuilder(text.Length);
        // Lone surrogates cannot be normalized; a list may hold them.
        foreach (var rune in Whole(text).Normalize(NormalizationForm.FormKD).EnumerateRunes())
        {
            var category = Rune.GetUnicodeCategory(rune);
            if (category == UnicodeCategory.Format || IsAccent(rune.Value))
                continue;
            if (Rune.IsLetterOrDigit(rune) || category is UnicodeCategory.NonSpacingMark or UnicodeCategory.SpacingCombiningMark)
                Append(folded, Rune.ToLowerInvariant(rune));
            else if (folded.Length > 0 && folded[^1] != ' ' && rune.Value is not ('\'' or '’'))
                folded.Append(' ');
        }

        return folded.ToString().TrimEnd();
    }

    /// <summary>The first value behind all that begin with these bytes: UTF-8 holds no byte 255.</summary>
    public static byte[] After(byte[] prefix)
    {
        var after = prefix.ToArray();
        after[^1]++;
        return after;
    }

    // Accents of Latin, Greek and Cyrillic, and the vowel points of Hebrew and Arabic, which people leave out. Signs of Indic scripts are letters to their readers.
    private static bool IsAccent(int value) => value is (>= 0x0300 and <= 0x036F) or (>= 0x0591 and <= 0x05C7) or (>= 0x064B and <= 0x065F) or 0x0670;

    private static void Append(StringBuilder folded, Rune rune)
    {
        if (rune.IsBmp && Plain.TryGetValue((char)rune.Value, out var plain))
            folded.Append(plain);
        else
            folded.Append(rune);
    }

    private static string Whole(string text)
    {
        var whole = new StringBuilder(text.Length);
        foreach (var rune in text.EnumerateRunes()) // what is broken comes as U+FFFD
            whole.Append(rune);
        return whole.ToString();
    }

    private static string Cut(string word) => Import.TextLength.Cut(word, LongestWord);
}
