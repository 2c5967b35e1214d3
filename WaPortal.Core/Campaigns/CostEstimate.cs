using WaPortal.Core.Delivery.Costs;

namespace WaPortal.Core.Campaigns;

/// <summary>What the messages to one market are expected to cost.</summary>
/// <param name="Market">The row of the card; empty where nobody knows people's country.</param>
/// <param name="People">How many.</param>
/// <param name="Rate">For one message, in millionths; null where it is not stated.</param>
public sealed record CostLine(string Market, int People, long? Rate)
{
    /// <summary>In millionths; null where the rate is not stated.</summary>
    public long? Micros => Rate * People;
}

/// <summary>What a campaign is expected to cost if everybody gets it: messages × rate, nothing rounded. Volume discounts and free windows are not in it.</summary>
/// <param name="Card">The card it was made with.</param>
/// <param name="Category">The template's category.</param>
/// <param name="Lines">The dearest first.</param>
public sealed record CostEstimate(RateCard Card, string Category, IReadOnlyList<CostLine> Lines)
{
    /// <summary>In millionths; without the people whose rate is not stated.</summary>
    public long Micros => Lines.Sum(line => line.Micros ?? 0);

    /// <summary>People who are in no sum.</summary>
    public int Unpriced => Lines.Where(line => line.Rate is null).Sum(line => line.People);

    /// <summary>From people by their narrowest market (empty: unknown).</summary>
    internal static CostEstimate? Of(RateCard? card, string category, IEnumerable<KeyValuePair<string, int>> people) => card is null ? null : new CostEstimate(
        card, category,
        [.. people.Where(p => p.Value > 0).GroupBy(p => p.Key.Length == 0 ? "" : card.RowOf(p.Key) ?? p.Key, p => p.Value)
            .Select(row => new CostLine(row.Key, row.Sum(), card.RateOf(row.Key.Length == 0 ? null : row.Key, category)))
            .OrderByDescending(line => line.Micros ?? long.MaxValue).ThenBy(line => line.Market, StringComparer.Ordinal)]);
}
