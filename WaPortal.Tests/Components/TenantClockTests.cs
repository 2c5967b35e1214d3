using WaPortal.Components;
using WaPortal.Tests.Data;
using Xunit;

namespace WaPortal.Tests.Components;

public sealed class TenantClockTests
{
    // 00:30 on 24 November in Madrid, still the 23rd in UTC.
    private static readonly DateTimeOffset Now = new(2026, 11, 23, 23, 30, 0, TimeSpan.Zero);
    private readonly TenantClock _clock = new(new MovableClock(Now), TimeZoneInfo.FindSystemTimeZoneById("Europe/Madrid"));

    [Theory]
    [InlineData("2026-11-23T23:05:00Z", "Today 00:05")]
    [InlineData("2026-11-23T22:59:00Z", "Yesterday 23:59")]
    [InlineData("2026-11-24T23:00:00Z", "Tomorrow 00:00")]
    [InlineData("2026-11-20T10:05:00Z", "Fri 20 Nov, 11:05")]
    [InlineData("2025-07-03T10:05:00Z", "3 Jul 2025, 12:05")]
    public void Days_turn_at_the_tenants_midnight(string moment, string expected) =>
        Assert.Equal(expected, _clock.Brief(DateTimeOffset.Parse(moment, System.Globalization.CultureInfo.InvariantCulture)));

    [Fact]
    public void The_exact_time_names_its_zone() =>
        Assert.Equal("Tuesday 24 November 2026, 00:30:00, Europe/Madrid", _clock.Exact(Now));

    [Theory]
    [InlineData(0.5, "just now")]
    [InlineData(20, "20 min")]
    [InlineData(61, "1 hour")]
    [InlineData(125, "2 hours")]
    [InlineData(60 * 25, "1 day")]
    [InlineData(60 * 24 * 9, "9 days")]
    public void What_has_lasted_is_told_in_one_unit(double minutes, string expected) =>
        Assert.Equal(expected, _clock.Since(Now.AddMinutes(-minutes)));
}
