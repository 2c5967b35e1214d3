using WaPortal.Core.Delivery.Hours;
using WaPortal.Core.Delivery.Shares;
using WaPortal.Core.Tenancy;

namespace WaPortal.Core.Delivery.Forecast;

/// <summary>People of one place who still have to be written to.</summary>
/// <param name="Opening">When they may be.</param>
/// <param name="Left">How many.</param>
/// <param name="People">How many there were at the start; an even spread is reckoned from them.</param>
public sealed record ForecastPlace(Opening Opening, int Left, int People);

/// <summary>An order that wants to send.</summary>
/// <param name="Id">The order, or the campaign that will have one.</param>
/// <param name="Sender">From which number.</param>
/// <param name="StartAt">Not before.</param>
/// <param name="Places">Its people.</param>
/// <param name="SpreadMinutes">See <see cref="OrderTiming.SpreadMinutes"/>.</param>
/// <param name="Priority">How much it gets beside the others.</param>
public sealed record ForecastOrder(
    Guid Id, SenderNumberId Sender, DateTimeOffset StartAt, IReadOnlyList<ForecastPlace> Places, int? SpreadMinutes, SendPriority Priority = SendPriority.Normal);

/// <summary>What the platform and the settings allow.</summary>
/// <param name="PerSecond">Messages a second of each number.</param>
/// <param name="People">Different people in 24 hours over all numbers, without what is kept for single messages; null for no limit.</param>
/// <param name="Uses">People who were written to in the last 24 hours, and when.</param>
public sealed record ForecastLimits(
    IReadOnlyDictionary<SenderNumberId, double> PerSecond, int? People, IReadOnlyList<(DateTimeOffset At, int People)> Uses);

/// <summary>Messages that leave in a quarter of an hour.</summary>
public sealed record ForecastStep(DateTimeOffset From, int People);

/// <summary>How an order is expected to go.</summary>
/// <param name="Steps">The quarters of an hour in which messages leave.</param>
/// <param name="EndsAt">When the last one leaves; null where that is further away than is reckoned, or never comes.</param>
/// <param name="Left">People whose turn does not come in the time that is reckoned.</param>
public sealed record OrderForecast(IReadOnlyList<ForecastStep> Steps, DateTimeOffset? EndsAt, int Left)
{
    /// <summary>When the first one leaves.</summary>
    public DateTimeOffset? BeginsAt => Steps.Count > 0 ? Steps[0].From : null;
}
