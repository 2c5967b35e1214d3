namespace WaPortal.Core.OptIns.Import;

/// <summary>Counts and cuts text by characters, so that none is cut in half.</summary>
internal static class TextLength
{
    public static bool IsOver(string text, int longest) =>
        text.Length > longest && (text.Length > 2 * longest || text.Length - text.AsSpan().Count(char.IsLowSurrogate) > longest);

    public static string Cut(string text, int longest)
    {
        if (text.Length <= longest)
            return text;
        return text[..(char.IsHighSurrogate(text[longest - 1]) ? longest - 1 : longest)];
    }

    private static int Count(this ReadOnlySpan<char> text, Func<char, bool> fits)
    {
        var count = 0;
        foreach (var c in text)
            count += fits(c) ? 1 : 0;
        return count;
    }
}
