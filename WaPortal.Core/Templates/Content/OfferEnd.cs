using System.Globalization;

namespace WaPortal.Core.Templates;

/// <summary>The moment at which a limited-time offer ends, as a value of a message.</summary>
public static class OfferEnd
{
    private static readonly string[] Forms =
    [
        "yyyy-MM-dd'T'HH:mm:ss.FFFFFFFzzz", "yyyy-MM-dd'T'HH:mmzzz", "yyyy-MM-dd HH:mm:sszzz", "yyyy-MM-dd HH:mmzzz", "yyyy-MM-dd HH:mm zzz",
    ];

    /// <summary>
    /// Reads ISO 8601 with an offset or Z (<c>2026-12-24T18:00+01:00</c>), or milliseconds since 1970 in UTC (13 digits). A local time without
    /// an offset is not read: the countdown on the phone would be off by hours.
    /// </summary>
    public static DateTimeOffset? Read(string value)
    {
        var text = value.Trim();
        if (text.Length == 13 && text.All(char.IsAsciiDigit) && long.TryParse(text, CultureInfo.InvariantCulture, out var milliseconds))
            return DateTimeOffset.FromUnixTimeMilliseconds(milliseconds);
        if (text.EndsWith('Z')) text = text[..^1] + "+00:00";
        return DateTimeOffset.TryParseExact(text, Forms, CultureInfo.InvariantCulture, DateTimeStyles.None, out var at) ? at : null;
    }
}
