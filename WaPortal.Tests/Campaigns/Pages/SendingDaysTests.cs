using WaPortal.Campaigns;
using WaPortal.Core.Campaigns;
using WaPortal.Core.Delivery;
using Xunit;

namespace WaPortal.Tests.Campaigns.Pages;

public sealed class SendingDaysTests
{
    private static readonly DateTimeOffset Start = new(2026, 11, 23, 9, 0, 0, TimeSpan.Zero);

    [Fact]
    public void Without_a_limit_it_is_one_day() => Assert.Equal([new SendingDay(Start, 5000)], Spread(5000, null, null));

    [Fact]
    public void The_first_day_takes_what_is_free_and_the_rest_the_limit() =>
        Assert.Equal([700, 1000, 1000, 300], Spread(3000, 1000, 700).Select(d => d.People));

    [Fact]
    public void A_used_up_limit_begins_with_an_empty_day() => Assert.Equal([0, 40], Spread(40, 250, -3).Select(d => d.People));

    [Fact]
    public void Nobody_needs_no_day() => Assert.Empty(Spread(0, 250, 250));

    [Theory]
    [InlineData(3000, 1000, 700)]
    [InlineData(1000, 1000, 1000)]
    [InlineData(1001, 1000, 0)]
    public void Everybody_has_a_day(int people, int limit, int free) => Assert.Equal(people, Spread(people, limit, free).Sum(d => d.People));

    private static IReadOnlyList<SendingDay> Spread(int people, int? limit, int? free) => SendingDays.Spread(
        new CampaignForecast([], people, people, new Dictionary<SkipReason, int>(), new Dictionary<string, int>(), limit, 0, free, 1, TimeSpan.FromSeconds(1), Start), Start);
}
