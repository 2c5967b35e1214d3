using WaPortal.Core.Delivery.Hours;
using WaPortal.Core.OptIns.Contacts;
using Xunit;

namespace WaPortal.Tests.Delivery.Hours;

public sealed class OpeningTests
{
    private static readonly DateTimeOffset From = new(2026, 1, 1, 0, 0, 0, TimeSpan.Zero);
    private static readonly DateTimeOffset Until = new(2028, 1, 1, 0, 0, 0, TimeSpan.Zero);

    // The second one ends within the hour that most clocks skip or repeat, the third one is inside it.
    private static readonly SendingHours[] Several = [new(8 * 60, 21 * 60, WeekDays.All), new(15, 150, WeekDays.All), new(120, 180, WeekDays.All), new(0, 1440, WeekDays.WorkingDays)];

    public static TheoryData<string> ZonesThatChange() => [.. TimeZoneInfo.GetSystemTimeZones().Where(z => Changes(z).Any()).Select(z => z.Id)];

    [Theory, MemberData(nameof(ZonesThatChange))]
    public void Around_a_change_of_clocks_it_is_open_by_the_clock_on_the_wall(string id)
    {
        var zone = TimeZoneInfo.FindSystemTimeZoneById(id);
        foreach (var change in Changes(zone))
        {
            foreach (var hours in Several)
            {
                var opening = new Opening([zone], [hours], DateTimeOffset.MinValue);
                DateTimeOffset? next = null;
                // Backwards, so that the answer to "from when on" is what the minutes behind said.
                for (var at = change.AddHours(4); at >= change.AddHours(-4); at = at.AddMinutes(-1))
                {
                    var wall = at.UtcDateTime + zone.GetUtcOffset(at);
                    var minute = (int)wall.TimeOfDay.TotalMinutes;
                    var open = minute >= hours.From && minute < hours.To && (hours.Days == WeekDays.All || wall.DayOfWeek is not (DayOfWeek.Saturday or DayOfWeek.Sunday));
                    Assert.Equal(open, opening.IsOpen(at));
                    next = open ? at : next;
                    if (next is not null)
                        Assert.Equal(next, opening.NextFrom(at));
                    else
                        Assert.True(opening.NextFrom(at) > change.AddHours(4));
                }
            }
        }
    }

    [Fact]
    public void Every_zone_changes_its_clocks_on_the_grid()
    {
        foreach (var zone in TimeZoneInfo.GetSystemTimeZones())
            Assert.All(Changes(zone), change => Assert.Equal(0, change.UtcTicks % TimeSpan.FromMinutes(SendingHours.Grid).Ticks));
    }

    [Fact]
    public void Nothing_is_begun_in_the_last_moments()
    {
        var opening = new Opening([TimeZoneInfo.Utc], [new SendingHours(8 * 60, 21 * 60, WeekDays.All)], DateTimeOffset.MinValue);
        var end = new DateTimeOffset(2026, 11, 20, 21, 0, 0, TimeSpan.Zero);

        Assert.True(opening.MayBegin(end.AddSeconds(-31)));
        Assert.False(opening.MayBegin(end.AddSeconds(-30)));
        Assert.Equal(end.AddHours(11), opening.NextFrom(end.AddSeconds(-30)));
        Assert.Equal(end, opening.ClosesAfter(end.AddHours(-3)));
    }

    [Fact]
    public void Where_the_zone_is_not_known_it_is_open_when_it_is_in_all()
    {
        TimeZoneInfo[] zones = [.. RegionZones.All("US").Select(TimeZoneInfo.FindSystemTimeZoneById)];
        var opening = new Opening(zones, [new SendingHours(8 * 60, 21 * 60, WeekDays.All)], DateTimeOffset.MinValue);
        var winter = new DateTimeOffset(2026, 11, 20, 0, 0, 0, TimeSpan.Zero);

        Assert.True(zones.Length > 5);
        Assert.Equal(winter.AddHours(18), opening.NextFrom(winter.AddHours(2))); // eight in Honolulu
        Assert.Equal(winter.AddHours(26), opening.ClosesAfter(winter.AddHours(18))); // nine at night in New York
    }

    [Fact]
    public void Hours_that_suit_no_moment_in_all_zones_never_open()
    {
        TimeZoneInfo[] zones = [.. RegionZones.All("RU").Select(TimeZoneInfo.FindSystemTimeZoneById)];

        Assert.Null(new Opening(zones, [new SendingHours(9 * 60, 17 * 60, WeekDays.All)], DateTimeOffset.MinValue).NextFrom(From));
    }

    [Theory]
    [InlineData(0, 1440, true)]
    [InlineData(480, 1260, true)]
    [InlineData(481, 1260, false)]
    [InlineData(1260, 480, false)]
    [InlineData(480, 480, false)]
    [InlineData(-15, 480, false)]
    [InlineData(0, 1455, false)]
    public void Hours_lie_on_the_grid_of_one_day(int from, int to, bool fine) => Assert.Equal(fine, new SendingHours(from, to, WeekDays.All).Problem is null);

    [Fact]
    public void Every_region_of_the_table_has_zones_that_this_machine_knows()
    {
        var regions = new[] { "DE", "ES", "US", "RU", "BR", "IN", "AU", "ID" };
        Assert.All(regions, region => Assert.NotEmpty(RegionZones.All(region)));
        Assert.All(regions.SelectMany(RegionZones.All), zone => Assert.True(TimeZoneInfo.TryFindSystemTimeZoneById(zone, out _), zone));
        Assert.Null(RegionZones.Of("US"));
        Assert.Equal("Europe/Berlin", RegionZones.Of("DE"));
        Assert.Equal(new Place("DE", ""), Place.Of("DE", "Europe/Berlin"));
        Assert.Equal(new Place("DE", "America/New_York"), Place.Of("DE", "America/New_York"));
        Assert.Equal(new Place("US", ""), Place.Of("US", "Nowhere/Land"));
    }

    private static IEnumerable<DateTimeOffset> Changes(TimeZoneInfo zone)
    {
        for (var at = From; at < Until; at = at.AddHours(1))
        {
            if (zone.GetUtcOffset(at) == zone.GetUtcOffset(at.AddHours(1)))
                continue;
            for (var minute = at; minute < at.AddHours(1); minute = minute.AddMinutes(1))
            {
                if (zone.GetUtcOffset(minute) != zone.GetUtcOffset(minute.AddMinutes(1)))
                    yield return minute.AddMinutes(1);
            }
        }
    }
}
