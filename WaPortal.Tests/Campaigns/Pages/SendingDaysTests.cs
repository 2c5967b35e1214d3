using WaPortal.Campaigns;
using WaPortal.Core.Delivery.Forecast;
using Xunit;

namespace WaPortal.Tests.Campaigns.Pages;

public sealed class SendingDaysTests
{
    private static readonly DateTimeOffset Start = new(2026, 11, 23, 22, 0, 0, TimeSpan.Zero);

    private static readonly OrderForecast Course = new([new(Start, 40), new(Start.AddHours(3), 20), new(Start.AddHours(24), 10)], Start.AddHours(25), 0);

    [Fact]
    public void Days_are_those_of_the_enterprises_calendar()
    {
        Assert.Equal([40, 30], SendingDays.Of(Course, TimeZoneInfo.Utc).Select(d => d.People));
        Assert.Equal([60, 10], SendingDays.Of(Course, TimeZoneInfo.FindSystemTimeZoneById("America/New_York")).Select(d => d.People));
    }

    [Fact]
    public void The_first_day_is_24_hours_long() => Assert.Equal((60, 0), (SendingDays.FirstDay(Course), SendingDays.FirstDay(new OrderForecast([], null, 5))));
}
