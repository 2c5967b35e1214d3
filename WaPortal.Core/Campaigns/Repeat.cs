namespace WaPortal.Core.Campaigns;

/// <summary>What a series goes by.</summary>
public enum RepeatUnit
{
    Day,
    Week,
    Month,
}

/// <summary>How a campaign comes again: each time as a campaign of its own, with the people that its lists and segments hold then.</summary>
/// <param name="Unit">Days, weeks or months.</param>
/// <param name="Every">How many of them lie between two starts.</param>
/// <param name="Until">The last day on which one may start, by the clock of its start; null: until somebody ends it.</param>
public sealed record Repeat(RepeatUnit Unit, int Every, DateOnly? Until = null)
{
    /// <summary>Most units between two starts.</summary>
    public const int MostEvery = 12;

    /// <summary>The reading of the clock at which it starts next; null where it has ended. A day that a month does not have is its last one.</summary>
    /// <param name="start">This time.</param>
    /// <param name="day">The day of the month for which the series was first planned, so that a short month does not move those after it.</param>
    public DateTime? After(DateTime start, int day)
    {
        var next = Unit switch
        {
            RepeatUnit.Day => start.AddDays(Every),
            RepeatUnit.Week => start.AddDays(7 * Every),
            RepeatUnit.Month => OnDay(start.AddMonths(Every), day),
        };
        return DateOnly.FromDateTime(next) > Until ? null : next;
    }

    internal string? Problem(DateTime? start) =>
        Every is < 1 or > MostEvery ? $"Repeat it every 1 to {MostEvery}."
        : start is null ? "A campaign that comes again needs a day and a time to start."
        : DateOnly.FromDateTime(start.Value) > Until ? "The last day of the series lies before its start."
        : null;

    private static DateTime OnDay(DateTime month, int day) => new DateTime(month.Year, month.Month, Math.Min(day, DateTime.DaysInMonth(month.Year, month.Month))).Add(month.TimeOfDay);
}
