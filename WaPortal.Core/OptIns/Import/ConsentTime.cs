using System.Globalization;
using System.Text.RegularExpressions;

namespace WaPortal.Core.OptIns.Import;

/// <summary>In which order a list writes day and month where it does not write ISO 8601.</summary>
public enum DateOrder
{
    /// <summary>Only ISO 8601 is read: nobody can tell 03/04 from 04/03.</summary>
    IsoOnly,
    DayFirst,
    MonthFirst,
}

/// <summary>What a text that should be the time of a consent turned out to be.</summary>
internal abstract record ConsentTimeResult
{
    private ConsentTimeResult()
    {
    }

    /// <param name="At">The instant.</param>
    /// <param name="WasAmbiguous">The clock showed this time twice; the later one was taken.</param>
    public sealed record Read(DateTimeOffset At, bool WasAmbiguous) : ConsentTimeResult;

    public sealed record Wrong(string Code, string Words) : ConsentTimeResult;
}

/// <summary>Reads the time of a consent: ISO 8601 always, day/month or month/day where the order was chosen.</summary>
internal static partial class ConsentTime
{
    private static readonly TimeSpan ClockTolerance = TimeSpan.FromMinutes(5);
    private static readonly DateTimeOffset Earliest = new(2000, 1, 1, 0, 0, 0, TimeSpan.Zero);

    public static ConsentTimeResult Parse(string text, DateOrder order, TimeZoneInfo zone, DateTimeOffset now)
    {
        text = text.Trim();
        Match match;
        if ((match = Iso().Match(text)).Success)
            return Build(match, zone, now);
        if (!(match = Local().Match(text)).Success)
            return NotATime;
        if (order == DateOrder.IsoOnly)
            return new ConsentTimeResult.Wrong("consent.date_order", "Day and month cannot be told apart here. Choose the order of day and month for this list.");
        return Build(match, zone, now, order);
    }

    private static ConsentTimeResult Build(Match match, TimeZoneInfo zone, DateTimeOffset now, DateOrder order = DateOrder.IsoOnly)
    {
        int Number(string group) => match.Groups[group].Success ? int.Parse(match.Groups[group].ValueSpan, CultureInfo.InvariantCulture) : 0;
        var (year, month, day) = order switch
        {
            DateOrder.IsoOnly => (Number("y"), Number("m"), Number("d")),
            DateOrder.DayFirst => (Number("y"), Number("b"), Number("a")),
            DateOrder.MonthFirst => (Number("y"), Number("a"), Number("b")),
        };
        var (hour, minute, second) = (Number("H"), Number("M"), Number("S"));
        if (match.Groups["half"].Success)
        {
            if (hour is < 1 or > 12)
                return NotATime;
            hour = (hour % 12) + (match.Groups["half"].ValueSpan[0] is 'p' or 'P' ? 12 : 0);
        }

        if (year < 1 || month is < 1 or > 12 || day < 1 || day > DateTime.DaysInMonth(year, month))
            return new ConsentTimeResult.Wrong("consent.no_such_day", "There is no such day.");
        if (hour > 23 || minute > 59 || second > 59)
            return new ConsentTimeResult.Wrong("consent.no_such_time", "There is no such time of day.");
        var local = new DateTime(year, month, day, hour, minute, second, DateTimeKind.Unspecified);
        if (match.Groups["f"].Success)
            local = local.AddTicks((long)(double.Parse("0." + match.Groups["f"].Value, CultureInfo.InvariantCulture) * TimeSpan.TicksPerSecond));
        return match.Groups["z"].Success
            ? Offset(match.Groups["z"].Value) is { } offset ? WithinReason(Instant(local, offset), now, false) : NotATime
            : InZone(local, zone, now, dateOnly: !match.Groups["H"].Success);
    }

    private static ConsentTimeResult InZone(DateTime local, TimeZoneInfo zone, DateTimeOffset now, bool dateOnly)
    {
        if (dateOnly)
        {
            // Some zones change their clocks at midnight; the day still begins.
            while (zone.IsInvalidTime(local))
                local = local.AddMinutes(15);
        }
        else if (zone.IsInvalidTime(local))
        {
            return new ConsentTimeResult.Wrong("consent.dst_gap", "The clocks were put forward over this time, so it never was.");
        }

        return zone.IsAmbiguousTime(local)
            ? WithinReason(Instant(local, zone.GetAmbiguousTimeOffsets(local).Min()), now, true)
            : WithinReason(Instant(local, zone.GetUtcOffset(local)), now, false);
    }

    private static DateTimeOffset? Instant(DateTime local, TimeSpan offset)
    {
        var utc = local.Ticks - offset.Ticks;
        return utc >= DateTimeOffset.MinValue.UtcTicks && utc <= DateTimeOffset.MaxValue.UtcTicks ? new DateTimeOffset(utc, TimeSpan.Zero) : null;
    }

    private static ConsentTimeResult WithinReason(DateTimeOffset? at, DateTimeOffset now, bool ambiguous)
    {
        if (at is null || at < Earliest)
            return new ConsentTimeResult.Wrong("consent.too_old", "The time is before the year 2000.");
        return at > now + ClockTolerance
            ? new ConsentTimeResult.Wrong("consent.future", "The time lies in the future.")
            : new ConsentTimeResult.Read(at.Value, ambiguous);
    }

    private static TimeSpan? Offset(string zone)
    {
        if (zone is "Z" or "z")
            return TimeSpan.Zero;
        var digits = zone.Replace(":", "", StringComparison.Ordinal)[1..];
        var hours = int.Parse(digits.AsSpan(0, 2), CultureInfo.InvariantCulture);
        var minutes = digits.Length > 2 ? int.Parse(digits.AsSpan(2), CultureInfo.InvariantCulture) : 0;
        if (hours > 14 || minutes > 59)
            return null;
        var offset = new TimeSpan(hours, minutes, 0);
        return zone[0] == '-' ? -offset : offset;
    }

    private static readonly ConsentTimeResult.Wrong NotATime = new("consent.not_a_time", "This is not a date or time that can be read. Write 2026-11-23 or 2026-11-23T18:07:00Z.");

    [GeneratedRegex(@"\A(?<y>[0-9]{4})-(?<m>[0-9]{2})-(?<d>[0-9]{2})(?:[Tt ](?<H>[0-9]{2}):(?<M>[0-9]{2})(?::(?<S>[0-9]{2})(?:[.,](?<f>[0-9]{1,9}))?)? ?(?<z>[Zz]|[+-][0-9]{2}(?::?[0-9]{2})?)?)?\z", RegexOptions.CultureInvariant)]
    private static partial Regex Iso();

    [GeneratedRegex(@"\A(?<a>[0-9]{1,2})(?<sep>[./-])(?<b>[0-9]{1,2})\k<sep>(?<y>[0-9]{4})(?:,?[T ]+(?<H>[0-9]{1,2}):(?<M>[0-9]{2})(?::(?<S>[0-9]{2}))? ?(?<half>[AaPp][Mm])?)?\z", RegexOptions.CultureInvariant)]
    private static partial Regex Local();
}
