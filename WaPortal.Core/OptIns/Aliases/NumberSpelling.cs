namespace WaPortal.Core.OptIns.Aliases;

/// <summary>
/// The ways in which one line's number is written. Three countries have moved their mobile numbers, and WhatsApp goes on using the older form for accounts
/// that are older than the change: Brazil's ninth digit, Mexico's 1 and Argentina's 9 behind the country code. An opt-out counts for each of them.
/// </summary>
internal static class NumberSpelling
{
    /// <summary>A number as webhooks write it (digits, now and then with a plus) in E.164 form.</summary>
    public static string FromWaId(string waId) => "+" + waId.TrimStart('+');

    /// <summary>The number and its other forms.</summary>
    /// <param name="e164">With its plus.</param>
    public static IEnumerable<string> Of(string e164)
    {
        yield return e164;
        if (e164.StartsWith("+55", StringComparison.Ordinal))
        {
            // +55, two digits of the area, then 9 and eight digits, or the eight alone; mobile lines began with 6 to 9.
            if (e164.Length == 14 && e164[5] == '9')
                yield return e164.Remove(5, 1);
            else if (e164.Length == 13 && e164[5] is >= '6' and <= '9')
                yield return e164.Insert(5, "9");
        }
        else if (Prefixed(e164, "+52", '1', 13) is { } mexican)
        {
            yield return mexican;
        }
        else if (Prefixed(e164, "+54", '9', 13) is { } argentine)
        {
            yield return argentine;
        }
    }

    // Ten digits behind the country code, with or without one more before them.
    private static string? Prefixed(string e164, string country, char digit, int length)
    {
        if (!e164.StartsWith(country, StringComparison.Ordinal))
            return null;
        if (e164.Length == length)
            return e164.Insert(3, digit.ToString());
        return e164.Length == length + 1 && e164[3] == digit ? e164.Remove(3, 1) : null;
    }
}
