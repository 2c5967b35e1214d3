using System.Globalization;

namespace WaPortal.Core.Delivery.Hours;

/// <summary>Days of the week, as a set.</summary>
[Flags]
public enum WeekDays
{
    None = 0,
    Monday = 1,
    Tuesday = 2,
    Wednesday = 4,
    Thursday = 8,
    Friday = 16,
    Saturday = 32,
    Sunday = 64,
    WorkingDays = Monday | Tuesday | Wednesday | Thursday | Friday,
    All = WorkingDays | Saturday | Sunday,
}

/// <summary>The hours of a day, by the clock on the person's wall, in which messages may leave.</summary>
/// <param name="From">Minutes after midnight, a quarter of an hour; the first minute that is open.</param>
/// <param name="To">Minutes after midnight up to 1,440, a quarter of an hour; the first minute that is closed again.</param>
/// <param name="Days">On which days; on others nothing leaves.</param>
public sealed record SendingHours(int From, int To, WeekDays Days)
{
    /// <summary>
    /// Minutes of the grid on which hours begin and end. Every zone that is in use differs from UTC by a multiple of it and changes its clocks on it, so that whether a moment is
    /// open never changes between two points of the grid.
    /// </summary>
    public const int Grid = 15;

    /// <summary>Minutes of a day.</summary>
    public const int Midnight = 24 * 60;

    /// <summary>What is wrong with it, in a sentence; null where nothing is.</summary>
    public string? Problem =>
        From < 0 || To > Midnight || From % Grid != 0 || To % Grid != 0 ? "Hours begin and end at a quarter of an hour."
        : From >= To ? "The end has to be after the beginning, on the same day."
        : Days == WeekDays.None ? "Choose at least one day."
        : null;

    /// <summary>Whether it is open at that reading of the wall clock.</summary>
    public bool Contains(DateTime local)
    {
        var minute = (local.Hour * 60) + local.Minute;
        return minute >= From && minute < To && Days.HasFlag(Day(local.DayOfWeek));
    }

    /// <summary>As <c>08:00</c>; midnight at the end of a day is <c>24:00</c>.</summary>
    public static string Clock(int minutes) => string.Create(CultureInfo.InvariantCulture, $"{minutes / 60:00}:{minutes % 60:00}");

    /// <summary>The set that holds just this day.</summary>
    public static WeekDays Day(DayOfWeek day) => day == DayOfWeek.Sunday ? WeekDays.Sunday : (WeekDays)(1 << ((int)day - 1));
}
