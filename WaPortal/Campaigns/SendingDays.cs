using WaPortal.Core.Campaigns;

namespace WaPortal.Campaigns;

/// <summary>People of one span of 24 hours.</summary>
public sealed record SendingDay(DateTimeOffset From, int People);

/// <summary>How an audience spreads under a messaging limit when nothing else is sent.</summary>
public static class SendingDays
{
    /// <summary>Most spans that are listed one by one.</summary>
    public const int Listed = 14;

    /// <summary>The first span takes what is free, each later one the whole limit.</summary>
    public static IReadOnlyList<SendingDay> Spread(CampaignForecast forecast, DateTimeOffset start)
    {
        var left = forecast.Eligible;
        if (forecast.DailyLimit - forecast.Kept is not { } limit || limit <= 0)
            return left == 0 ? [] : [new SendingDay(start, left)];
        var days = new List<SendingDay>();
        var room = Math.Max(0, forecast.FreeToday ?? limit);
        for (var at = start; left > 0; at = at.AddDays(1), room = limit)
        {
            var people = Math.Min(left, room);
            days.Add(new SendingDay(at, people));
            left -= people;
        }

        return days;
    }
}
