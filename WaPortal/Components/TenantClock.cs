using System.Globalization;

namespace WaPortal.Components;

/// <summary>Times as people of one enterprise read them: in its zone, short, with the exact moment to hand.</summary>
public sealed class TenantClock(TimeProvider time, TimeZoneInfo zone)
{
    private static readonly CultureInfo English = CultureInfo.GetCultureInfo("en-GB");

    public TimeZoneInfo Zone { get; } = zone;

    public DateTimeOffset Now => TimeZoneInfo.ConvertTime(time.GetUtcNow(), Zone);

    public DateTimeOffset Local(DateTimeOffset moment) => TimeZoneInfo.ConvertTime(moment, Zone);

    /// <summary>"Today 09:12", "Mon 23 Nov, 16:40", "3 Mar 2025, 11:05".</summary>
    public string Brief(DateTimeOffset moment)
    {
        var words = Within(moment);
        return char.ToUpperInvariant(words[0]) + words[1..];
    }

    /// <summary>As <see cref="Brief"/>, for the inside of a sentence: "today 09:12".</summary>
    public string Within(DateTimeOffset moment)
    {
        var local = Local(moment);
        var now = Now;
        return (local.Date - now.Date).Days switch
        {
            0 => $"today {Time(moment)}",
            -1 => $"yesterday {Time(moment)}",
            1 => $"tomorrow {Time(moment)}",
            _ => local.ToString(local.Year == now.Year ? "ddd d MMM, HH:mm" : "d MMM yyyy, HH:mm", English),
        };
    }

    /// <summary>"11:42".</summary>
    public string Time(DateTimeOffset moment) => Local(moment).ToString("HH:mm", English);

    /// <summary>"19 Nov", with the year where it is another.</summary>
    public string Day(DateTimeOffset moment)
    {
        var local = Local(moment);
        return local.ToString(local.Year == Now.Year ? "d MMM" : "d MMM yyyy", English);
    }

    /// <summary>"Monday 23 November 2026, 16:40:07, Europe/Madrid".</summary>
    public string Exact(DateTimeOffset moment) => $"{Local(moment).ToString("dddd d MMMM yyyy, HH:mm:ss", English)}, {Zone.Id}";

    /// <summary>"Monday 23 November 2026, 16:40 Europe/Madrid".</summary>
    public string Full(DateTimeOffset moment) => $"{Local(moment).ToString("dddd d MMMM yyyy, HH:mm", English)} {Zone.Id}";

    /// <summary>The first moment of a day. Where the clocks go forward at midnight the day begins later.</summary>
    public static DateTimeOffset StartOf(DateOnly day, TimeZoneInfo zone)
    {
        var local = day.ToDateTime(TimeOnly.MinValue);
        while (zone.IsInvalidTime(local))
            local = local.AddMinutes(30);
        return new DateTimeOffset(TimeZoneInfo.ConvertTimeToUtc(local, zone), TimeSpan.Zero);
    }

    /// <summary>How long something has lasted, in one unit: "20 min", "2 hours", "1 day".</summary>
    public string Since(DateTimeOffset moment)
    {
        var passed = time.GetUtcNow() - moment;
        return passed switch
        {
            { TotalMinutes: < 1 } => "just now",
            { TotalHours: < 1 } => $"{(int)passed.TotalMinutes} min",
            { TotalDays: < 1 } => passed.TotalHours < 2 ? "1 hour" : $"{(int)passed.TotalHours} hours",
            _ => passed.TotalDays < 2 ? "1 day" : $"{(int)passed.TotalDays} days",
        };
    }
}
