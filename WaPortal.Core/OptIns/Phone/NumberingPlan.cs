using System.Globalization;
using System.Text.RegularExpressions;

namespace WaPortal.Core.OptIns.Phone;

/// <summary>How the numbers of one region (or one calling code without a region) are written and which of them exist.</summary>
internal sealed class NumberingPlan
{
    /// <summary>What stands in the region column of calling codes that belong to no region (satellite, international freephone).</summary>
    public const string NoRegion = "001";

    private readonly Lazy<Regex?> _goingAbroad;
    private readonly Lazy<Regex?> _nationalPrefix;
    private readonly Lazy<Regex?> _leadingDigits;
    private readonly Lazy<Regex> _national;
    private readonly Lazy<(int[] Lengths, Regex Pattern)[]> _kinds;
    private readonly string _prefixTransform;

    private NumberingPlan(string[] columns)
    {
        Region = columns[0] == NoRegion ? null : columns[0];
        CallingCode = columns[1];
        IsMain = columns[2] == "1";
        _goingAbroad = new(() => AtStart(columns[3]));
        _nationalPrefix = new(() => AtStart(columns[4]));
        _prefixTransform = columns[5];
        _leadingDigits = new(() => AtStart(columns[6]));
        HasLeadingDigits = columns[6].Length > 0;
        _national = new(() => Whole(columns[7]));
        Lengths = [.. columns[8].Split(' ').Select(n => int.Parse(n, CultureInfo.InvariantCulture))];
        _kinds = new(() => [.. columns[9].Split(' ', StringSplitOptions.RemoveEmptyEntries).Select(Kind)]);
    }

    /// <summary>ISO 3166-1 alpha-2, or null for a calling code without a region.</summary>
    public string? Region { get; }

    public string CallingCode { get; }

    /// <summary>Whether this is the region whose rules stand for all that share the calling code.</summary>
    public bool IsMain { get; }

    public bool HasLeadingDigits { get; }

    /// <summary>Lengths that a national number can have, ascending.</summary>
    public int[] Lengths { get; }

    public static NumberingPlan Read(string line) => new(line.Split('\t'));

    public bool MatchesPattern(string national) => _national.Value.IsMatch(national);

    public bool StartsWithLeadingDigits(string national) => _leadingDigits.Value!.IsMatch(national);

    /// <summary>Whether the number lies in a range that is in use: mobile, fixed, freephone and so on.</summary>
    public bool Exists(string national)
    {
        if (!MatchesPattern(national))
            return false;
        foreach (var (lengths, pattern) in _kinds.Value)
        {
            if (Array.IndexOf(lengths, national.Length) >= 0 && pattern.IsMatch(national))
                return true;
        }

        return false;
    }

    public NumberLength CheckLength(string national)
    {
        var length = national.Length;
        if (length < Lengths[0]) return NumberLength.TooShort;
        if (length > Lengths[^1]) return NumberLength.TooLong;
        return Array.IndexOf(Lengths, length) >= 0 ? NumberLength.Possible : NumberLength.Between;
    }

    /// <summary>The digits after the prefix dialled to leave the region, or null when they do not start with it.</summary>
    public string? WithoutGoingAbroadPrefix(string digits)
    {
        if (_goingAbroad.Value?.Match(digits) is not { Success: true, Length: > 0 } match)
            return null;
        var rest = digits[match.Length..];
        return rest.Length == 0 || rest[0] == '0' ? null : rest;
    }

    /// <summary>The digits without national prefix and carrier code, or completed with the area code that callers nearby leave out.</summary>
    public string WithoutNationalPrefix(string digits)
    {
        if (digits.Length == 0 || _nationalPrefix.Value?.Match(digits) is not { Success: true } match)
            return digits;
        var captured = match.Groups.Count > 1 && match.Groups[^1].Length > 0;
        return captured && _prefixTransform.Length > 0
            ? match.Result(_prefixTransform) + digits[match.Length..]
            : digits[match.Length..];
    }

    private static (int[] Lengths, Regex Pattern) Kind(string text)
    {
        var parts = text.Split(':', 3);
        return ([.. parts[1].Split(',').Select(n => int.Parse(n, CultureInfo.InvariantCulture))], Whole(parts[2]));
    }

    private static Regex Whole(string pattern) => new($@"\A(?:{pattern})\z", RegexOptions.CultureInvariant);

    private static Regex? AtStart(string pattern) => pattern.Length == 0 ? null : new($@"\A(?:{pattern})", RegexOptions.CultureInvariant);
}

internal enum NumberLength
{
    TooShort,
    Possible,
    Between,
    TooLong
}
