using System.Buffers.Binary;
using System.Globalization;
using System.Text;
using WaPortal.Core.OptIns.Import;

namespace WaPortal.Core.OptIns.Contacts;

/// <summary>What the values of an attribute are.</summary>
public enum AttributeType
{
    Text,

    /// <summary>A decimal number; the point and the comma are both read.</summary>
    Number,

    /// <summary>A day of the calendar without a time.</summary>
    Date,

    /// <summary>Stored as <c>yes</c> or <c>no</c>.</summary>
    YesNo,

    /// <summary>One of a list of values.</summary>
    Choice,

    /// <summary>A whole web address.</summary>
    Url,
}

/// <summary>A value that fits its attribute.</summary>
/// <param name="Canonical">As it is stored and as templates say it: 1234.5, 2026-11-03, yes, the choice as it was defined.</param>
/// <param name="SortKey">Bytes whose order is the order of the values; equal for values that people call equal.</param>
public sealed record AttributeValue(string Canonical, byte[] SortKey);

/// <summary>Decides whether a text is a value of an attribute. Given the same text it decides the same.</summary>
/// <param name="Key">The attribute's name.</param>
/// <param name="Type">What its values are.</param>
/// <param name="Choices">The values of a choice; none for others.</param>
public sealed record AttributeRule(string Key, AttributeType Type, IReadOnlyList<string> Choices)
{
    // Longer texts are compared by their beginning.
    private const int LongestKey = 200;
    private const int LongestUrl = 2000;

    private static readonly HashSet<string> Yes = new(StringComparer.OrdinalIgnoreCase) { "yes", "y", "true", "1", "ja", "wahr", "si", "sí", "verdadero", "oui", "vrai", "sim" };
    private static readonly HashSet<string> No = new(StringComparer.OrdinalIgnoreCase) { "no", "n", "false", "0", "nein", "falsch", "falso", "non", "faux", "não", "nao" };

    // A day of one's own country with a point or a slash says nothing about its order; the forms below say it themselves.
    private static readonly string[] Days = ["yyyy-MM-dd", "yyyy/MM/dd", "yyyy.MM.dd", "yyyyMMdd", "d.M.yyyy", "dd.MM.yyyy"];

    /// <summary>The value; null when the text is none of this type, or empty.</summary>
    public AttributeValue? Read(string text)
    {
        var clean = text.Trim().Trim('\uFEFF');
        if (clean.Length == 0)
            return null;
        return Type switch
        {
            AttributeType.Text => new AttributeValue(text, TextKey(clean)),
            AttributeType.Number => Number(clean),
            AttributeType.Date => Day(clean),
            AttributeType.YesNo => Yes.Contains(clean) ? new AttributeValue("yes", [1]) : No.Contains(clean) ? new AttributeValue("no", [0]) : null,
            AttributeType.Choice => Choices.FirstOrDefault(c => SameText(c, clean)) is { } choice ? new AttributeValue(choice, TextKey(choice)) : null,
            AttributeType.Url => Url(clean),
        };
    }

    /// <summary>A number as bytes in the order of numbers.</summary>
    internal static byte[] NumberKey(double number)
    {
        var bits = BitConverter.DoubleToInt64Bits(number == 0 ? 0 : number); // there is a zero below zero
        var key = new byte[8];
        // IEEE 754 orders positive numbers as their bits and negative ones the other way round.
        BinaryPrimitives.WriteInt64BigEndian(key, bits < 0 ? ~bits : bits | long.MinValue);
        return key;
    }

    /// <summary>A day as bytes in the order of days.</summary>
    internal static byte[] DayKey(DateOnly day)
    {
        var key = new byte[4];
        BinaryPrimitives.WriteInt32BigEndian(key, day.DayNumber);
        return key;
    }

    /// <summary>A text as it is compared: without accents and case.</summary>
    internal static byte[] TextKey(string text)
    {
        var folded = NameWords.Fold(text);
        // Signs alone fold to nothing; they are compared as they stand.
        return Encoding.UTF8.GetBytes(TextLength.Cut(folded.Length > 0 ? folded : text, LongestKey));
    }

    private static bool SameText(string a, string b) => TextKey(a).AsSpan().SequenceEqual(TextKey(b));

    private static AttributeValue? Number(string text)
    {
        var plain = text.Replace("\u00A0", "", StringComparison.Ordinal).Replace("\u202F", "", StringComparison.Ordinal).Replace(" ", "", StringComparison.Ordinal).Replace("'", "", StringComparison.Ordinal);
        var (comma, point) = (plain.LastIndexOf(','), plain.LastIndexOf('.'));
        if (comma >= 0 && point >= 0)
            plain = comma > point ? plain.Replace(".", "", StringComparison.Ordinal).Replace(',', '.') : plain.Replace(",", "", StringComparison.Ordinal);
        else if (comma >= 0)
        {
            // "1,234" is a thousand to some and little more than one to others: taken by neither, it stays as it came.
            if (plain.Count(c => c == ',') == 1 && plain.Length - comma == 4 && plain[..comma].TrimStart('-', '+') is not ("0" or ""))
                return null;
            plain = plain.Count(c => c == ',') == 1 ? plain.Replace(',', '.') : plain.Replace(",", "", StringComparison.Ordinal);
        }

        if (!decimal.TryParse(plain, NumberStyles.AllowLeadingSign | NumberStyles.AllowDecimalPoint, CultureInfo.InvariantCulture, out var number))
            return null;
        // Without zeros at the end, which a decimal keeps: 5.10 and 5.1 are one value.
        number /= 1.0000000000000000000000000000m;
        return new AttributeValue(number.ToString(CultureInfo.InvariantCulture), NumberKey((double)number));
    }

    private static AttributeValue? Day(string text)
    {
        // A spreadsheet writes midnight behind a day.
        var end = text.IndexOfAny(['T', ' ']);
        var day = end > 0 && text[(end + 1)..].Trim('Z').All(c => c is '0' or ':' or '.') ? text[..end] : text;
        return DateOnly.TryParseExact(day, Days, CultureInfo.InvariantCulture, DateTimeStyles.None, out var read)
            ? new AttributeValue(read.ToString("yyyy-MM-dd", CultureInfo.InvariantCulture), DayKey(read))
            : null;
    }

    private static AttributeValue? Url(string text) =>
        text.Length <= LongestUrl && Uri.TryCreate(text, UriKind.Absolute, out var uri) && uri.Scheme is "http" or "https" && uri.Host.Length > 0 && uri.UserInfo.Length == 0
            ? new AttributeValue(uri.AbsoluteUri, TextKey(uri.AbsoluteUri))
            : null;
}
