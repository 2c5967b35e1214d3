using System.Globalization;
using WaPortal.Core.Delivery.Hours;

namespace WaPortal.Delivery.Hours;

/// <summary>How hours are said to people.</summary>
internal static class HoursWords
{
    private static readonly CultureInfo English = CultureInfo.GetCultureInfo("en-GB");

    /// <summary>"Mon".</summary>
    public static string Short(DayOfWeek day) => English.DateTimeFormat.GetAbbreviatedDayName(day);

    /// <summary>"08:00 to 21:00, every day", "09:00 to 18:00, Mon to Fri".</summary>
    public static string Text(this SendingHours hours) => $"{SendingHours.Clock(hours.From)} to {SendingHours.Clock(hours.To)}, {Text(hours.Days)}";

    private static string Text(WeekDays days) => days switch
    {
        WeekDays.All => "every day",
        WeekDays.WorkingDays => "Mon to Fri",
        WeekDays.WorkingDays | WeekDays.Saturday => "Mon to Sat",
        _ => string.Join(", ", Enum.GetValues<DayOfWeek>().OrderBy(day => ((int)day + 6) % 7).Where(day => days.HasFlag(SendingHours.Day(day))).Select(Short)),
    };
}
