using WaPortal.Campaigns;
using Xunit;

namespace WaPortal.Tests.Campaigns.Pages;

public sealed class SendingRateTests
{
    private static readonly DateTimeOffset Start = new(2026, 11, 23, 9, 0, 0, TimeSpan.Zero);
    private readonly SendingRate _rate = new();

    [Fact]
    public void One_look_says_nothing()
    {
        _rate.See(Start, 500);
        Assert.Null(_rate.PerMinute);
        Assert.Null(_rate.TimeFor(100));
    }

    [Fact]
    public void The_rate_is_what_was_seen_per_minute()
    {
        _rate.See(Start, 0);
        _rate.See(Start.AddSeconds(10), 100);
        Assert.Equal(600, _rate.PerMinute);
        Assert.Equal(TimeSpan.FromMinutes(2), _rate.TimeFor(1200));
    }

    [Fact]
    public void What_was_long_ago_does_not_count()
    {
        _rate.See(Start, 0);
        _rate.See(Start.AddSeconds(10), 1000);
        for (var second = 20; second <= 60; second += 10)
            _rate.See(Start.AddSeconds(second), 1000);
        Assert.Equal(0, _rate.PerMinute);
        Assert.Null(_rate.TimeFor(10));
    }

    [Fact]
    public void Another_campaign_begins_anew()
    {
        _rate.See(Start, 900);
        _rate.See(Start.AddSeconds(10), 1000);
        _rate.See(Start.AddSeconds(20), 5);
        Assert.Null(_rate.PerMinute);
    }
}
