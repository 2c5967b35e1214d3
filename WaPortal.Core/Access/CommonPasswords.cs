using System.Collections.Frozen;

namespace WaPortal.Core.Access;

/// <summary>
/// Whether a password is one of those that are tried first: it stands in the shipped list, walks over the keyboard, repeats itself, or is made
/// of one or two words that people use for passwords, with figures around them and letters put as figures.
/// </summary>
internal static class CommonPasswords
{
    private const int ShortestRun = 4;
    private const int LooseEnds = 3;
    private const int LongestUnit = 6;
    private const int FewestRepeats = 3;
    private const int MostWords = 2;

    // Rows of a keyboard (US, DE and FR where they differ), its columns, the alphabet and the figures: whoever slides a finger types these.
    private static readonly string[] Rows =
    [
        "`1234567890-=", "1234567890", "qwertyuiop[]", "asdfghjkl;'", "zxcvbnm,./", "qwertzuiopü", "yxcvbnm", "azertyuiop", "qsdfghjklm", "wxcvbn",
        "1qaz2wsx3edc4rfv5tgb6yhn7ujm8ik,9ol.0p;/", "1q2w3e4r5t6y7u8i9o0p", "qazwsxedcrfvtgbyhnujmikolp", "abcdefghijklmnopqrstuvwxyz", "!@#$%^&*()_+",
    ];

    private static readonly string[] Walks = [.. Rows, .. Rows.Select(row => string.Concat(row.Reverse()))];
    private static readonly Lazy<FrozenSet<string>> List = new(() => Load("common-passwords.txt"));
    private static readonly Lazy<FrozenSet<string>> Words = new(() => Load("common-words.txt"));

    public static bool Holds(string password)
    {
        var lower = password.ToLowerInvariant();
        return List.Value.Contains(password) || List.Value.Contains(lower) || IsRepetition(lower) || IsWalk(lower) || IsOfCommonWords(lower);
    }

    private static bool IsRepetition(string text)
    {
        for (var unit = 1; unit <= Math.Min(LongestUnit, text.Length / FewestRepeats); unit++)
        {
            var repeats = true;
            for (var i = unit; i < text.Length && repeats; i++)
                repeats = text[i] == text[i - unit];
            if (repeats)
                return true;
        }

        return false;
    }

    // Nothing but runs of four and more, save for a few loose characters.
    private static bool IsWalk(string text)
    {
        var loose = 0;
        for (var at = 0; at < text.Length;)
        {
            var run = Walks.Max(walk => RunLength(text, at, walk));
            if (run < ShortestRun)
            {
                loose++;
                at++;
            }
            else
            {
                at += run;
            }
        }

        return loose <= LooseEnds;
    }

    private static int RunLength(string text, int start, string walk)
    {
        var from = walk.IndexOf(text[start], StringComparison.Ordinal);
        if (from < 0)
            return 0;
        var length = 0;
        while (start + length < text.Length && from + length < walk.Length && text[start + length] == walk[from + length])
            length++;
        return length;
    }

    // A sign may stand for a letter, between two words or at an end, and a figure too: each reading is tried.
    private static bool IsOfCommonWords(string lower)
    {
        var core = lower.Trim([.. lower.Where(c => !char.IsLetter(c)).Distinct()]);
        return new[] { lower, core }.Any(text =>
            IsMadeOf(Letters(text), MostWords)
            || IsMadeOf(Letters(string.Concat(text.Select(Fold))), MostWords)
            || IsMadeOf(Letters(string.Concat(text.Where(c => c is not ('!' or '|' or '+')).Select(Fold))), MostWords));
    }

    private static bool IsMadeOf(string text, int words)
    {
        if (text.Length == 0)
            return false;
        if (Words.Value.Contains(text))
            return true;
        if (words == 1)
            return false;
        for (var cut = 3; cut <= text.Length - 3; cut++)
        {
            if (Words.Value.Contains(text[..cut]) && IsMadeOf(text[cut..], words - 1))
                return true;
        }

        return false;
    }

    private static string Letters(string text) => string.Concat(text.Where(char.IsLetter));

    // Figures and signs that stand for letters in "p4$$w0rd".
    private static char Fold(char c) => c switch
    {
        '0' => 'o',
        '1' or '!' or '|' => 'i',
        '3' => 'e',
        '4' or '@' => 'a',
        '5' or '$' => 's',
        '7' or '+' => 't',
        '8' => 'b',
        '9' => 'g',
        _ => c,
    };

    private static FrozenSet<string> Load(string name)
    {
        using var stream = typeof(CommonPasswords).Assembly.GetManifestResourceStream("WaPortal.Core.Access." + name)
            ?? throw new InvalidOperationException($"The list {name} is missing from the program.");
        using var reader = new StreamReader(stream);
        var words = new HashSet<string>(StringComparer.Ordinal);
        while (reader.ReadLine() is { } line)
            words.Add(line);
        return words.ToFrozenSet(StringComparer.Ordinal);
    }
}
