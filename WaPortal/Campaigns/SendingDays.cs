using WaPortal.Core.Delivery.Forecast;

namespace WaPortal.Campaigns;

/// <summary>Messages of one day of the enterprise's calendar.</summary>
public sealed record SendingDay(DateTimeOffset From, int People);

/// <summary>How a campaign is expected to spread over days.</summary>
public static class SendingDays
{
    /// <summary>Most days that are listed one by one.</summary>
    public const int Listed = 14;

    /// <summary>The days on which messages leave, by the calendar of a zone.</summary>
    public static IReadOnlyList<SendingDay> Of(OrderForecast course, TimeZoneInfo zone) =>
        [.. course.Steps.GroupBy(s => DateOnly.FromDateTime(TimeZoneInfo.ConvertTime(s.From, zone).DateTime)).Select(day => new SendingDay(day.First().From, day.Sum(s => s.People)))];

    /// <summary>Messages of the first 24 hours.</summary>
    public static int FirstDay(OrderForecast course) => course.BeginsAt is { } begins ? course.Steps.Where(s => s.From < begins.AddDays(1)).Sum(s => s.People) : 0;
}
