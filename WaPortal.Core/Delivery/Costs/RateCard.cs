namespace WaPortal.Core.Delivery.Costs;

/// <summary>What one delivered message costs in a market, in millionths; null where the card does not say (which is never zero).</summary>
public sealed record MarketRates(long? Marketing, long? Utility, long? Authentication, long? AuthenticationInternational)
{
    /// <summary>The rate of a category (<see cref="PriceCategory"/>); null where it is not stated.</summary>
    public long? Of(string category) => category switch
    {
        PriceCategory.Marketing or "marketing_lite" => Marketing, // the Marketing Messages API costs the same
        PriceCategory.Utility => Utility,
        PriceCategory.Authentication => Authentication,
        PriceCategory.AuthenticationInternational => AuthenticationInternational,
        _ => null,
    };
}

/// <summary>A list of prices with the day from which it holds.</summary>
/// <param name="Id">Null for the one that comes with the portal.</param>
/// <param name="ValidFrom">First day, in the enterprise's time zone.</param>
/// <param name="Currency">ISO 4217, such as <c>USD</c>.</param>
/// <param name="Source">Where the numbers are from, in words.</param>
/// <param name="Markets">Rates by market.</param>
public sealed record RateCard(RateCardId? Id, DateOnly ValidFrom, string Currency, string Source, IReadOnlyDictionary<string, MarketRates> Markets)
{
    /// <summary>Rates change on the first day of a quarter only; a card from before the quarter of this day may be out of date.</summary>
    public bool IsStaleOn(DateOnly day) => ValidFrom < new DateOnly(day.Year, ((day.Month - 1) / 3 * 3) + 1, 1);

    /// <summary>The row that holds for a market: its own, the wider one, or that for all others.</summary>
    public string? RowOf(string? market)
    {
        if (market is null)
            return null;
        if (Markets.ContainsKey(market))
            return market;
        if (Market.WiderThan(market) is { } wider && Markets.ContainsKey(wider))
            return wider;
        return Markets.ContainsKey(Market.Other) ? Market.Other : null;
    }

    /// <summary>What one message costs, in millionths; null where that is not stated or nobody knows the market.</summary>
    public long? RateOf(string? market, string category) => RowOf(market) is { } row ? Markets[row].Of(category) : null;

    /// <summary>The dearest rate of a category, for people whose market nobody knows.</summary>
    public long? HighestOf(string category) => Markets.Values.Max(rates => rates.Of(category));
}
