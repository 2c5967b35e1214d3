using WaPortal.Core.Delivery.Forecast;
using WaPortal.Core.Delivery.Hours;
using WaPortal.Core.Delivery.Shares;
using WaPortal.Core.Tenancy;
using Xunit;

namespace WaPortal.Tests.Delivery.Forecast;

public sealed class SendingForecastTests
{
    private static readonly DateTimeOffset Now = new(2026, 11, 20, 9, 0, 0, TimeSpan.Zero);
    private static readonly SenderNumberId Number = SenderNumberId.New();
    private static readonly SenderNumberId Second = SenderNumberId.New();

    [Fact]
    public void Without_a_limit_the_pace_says_when_it_ends()
    {
        var course = Play(null, Order(6_400));

        Assert.Equal(Now.AddSeconds(100), course.EndsAt);
        Assert.Equal((Now, 0), (course.BeginsAt, course.Left));
    }

    [Fact]
    public void Under_a_limit_the_rest_follows_a_day_after_those_before()
    {
        var course = Play(1_000, Order(2_500));

        Assert.Equal([(Now, 1_000), (Now.AddDays(1), 1_000), (Now.AddDays(2), 500)], course.Steps.Select(s => (s.From, s.People)));
        Assert.InRange(course.EndsAt!.Value, Now.AddDays(2), Now.AddDays(2).AddSeconds(10));
    }

    [Fact]
    public void What_was_used_before_comes_back_a_day_after_it_was_used()
    {
        var limits = Limits(1_000) with { Uses = [(Now.AddHours(-20), 700), (Now.AddHours(-2), 300)] };
        var course = SendingForecast.Play(Now, [Order(800)], limits).Values.Single();

        Assert.Equal([(Now.AddHours(4), 700), (Now.AddHours(22), 100)], course.Steps.Select(s => (s.From, s.People)));
    }

    [Fact]
    public void Closed_hours_are_waited_out()
    {
        var day = new Opening([TimeZoneInfo.Utc], [new SendingHours(8 * 60, 21 * 60, WeekDays.All)], DateTimeOffset.MinValue);
        var course = Play(null, Order(200_000) with { StartAt = Now.AddHours(11.5), Places = [new ForecastPlace(day, 200_000, 200_000)] });

        Assert.Equal(Now.AddHours(11.5), course.BeginsAt);
        Assert.DoesNotContain(course.Steps, s => s.From.Hour is < 8 or >= 21);
        Assert.Equal(2 * 57_600, course.Steps.Where(s => s.From < Now.AddHours(13)).Sum(s => s.People)); // two quarters of an hour at 64 a second
        Assert.Equal(Now.Date.AddDays(1).AddHours(8), course.Steps.First(s => s.From > Now.AddHours(13)).From.UtcDateTime);
    }

    [Fact]
    public void Orders_share_limit_and_pace_evenly_and_one_that_needs_less_leaves_the_rest()
    {
        var small = Order(100);
        var courses = SendingForecast.Play(Now, [Order(5_000), small, Order(5_000, Second)], Limits(1_000));

        Assert.Equal(100, courses[small.Id].Steps.Sum(s => s.People));
        Assert.InRange(courses[small.Id].EndsAt!.Value, Now, Now.AddMinutes(1));
        Assert.Equal(1_000, courses.Values.Sum(c => c.Steps[0].People));
        Assert.Equal([100, 450, 450], courses.Values.Select(c => c.Steps[0].People).Order());
    }

    [Fact]
    public void A_higher_priority_gets_its_part_of_the_limit()
    {
        var (high, normal, low) = (Order(5_000) with { Priority = SendPriority.High }, Order(5_000), Order(5_000) with { Priority = SendPriority.Low });
        var courses = SendingForecast.Play(Now, [normal, low, high], Limits(1_050));

        Assert.Equal((800, 200, 50), (courses[high.Id].Steps[0].People, courses[normal.Id].Steps[0].People, courses[low.Id].Steps[0].People));
    }

    [Fact]
    public void A_spread_takes_as_long_as_it_says()
    {
        var course = Play(null, Order(1_000) with { SpreadMinutes = 240 });

        Assert.InRange(course.EndsAt!.Value, Now.AddMinutes(235), Now.AddMinutes(255));
        Assert.All(course.Steps, s => Assert.InRange(s.People, 1, 64));
    }

    [Fact]
    public void What_never_comes_or_lies_too_far_away_has_no_end()
    {
        var russia = new Opening(
            [TimeZoneInfo.FindSystemTimeZoneById("Europe/Moscow"), TimeZoneInfo.FindSystemTimeZoneById("Asia/Kamchatka")], [new SendingHours(9 * 60, 17 * 60, WeekDays.All)], DateTimeOffset.MinValue);
        var never = Play(null, Order(10) with { Places = [new ForecastPlace(russia, 10, 10)] });
        Assert.Equal((null, 10), (never.EndsAt, never.Left));

        var far = Play(250, Order(100_000));
        Assert.Null(far.EndsAt);
        Assert.Equal(100_000 - (250 * 120), far.Left);
    }

    private static ForecastOrder Order(int people, SenderNumberId? number = null) => new(Guid.NewGuid(), number ?? Number, Now, [new ForecastPlace(Opening.Always, people, people)], null);

    private static ForecastLimits Limits(int? people) => new(new Dictionary<SenderNumberId, double> { [Number] = 64, [Second] = 64 }, people, []);

    private static OrderForecast Play(int? limit, ForecastOrder order) => SendingForecast.Play(Now, [order], Limits(limit)).Values.Single();
}
