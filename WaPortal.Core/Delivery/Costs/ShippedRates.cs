using System.Globalization;

namespace WaPortal.Core.Delivery.Costs;

/// <summary>The cards that come with the portal: WhatsApp's published prices in US dollars (<c>rate-cards.tsv</c>; an empty cell is "not stated").</summary>
public static class ShippedRates
{
    /// <summary>The oldest first.</summary>
    public static IReadOnlyList<RateCard> Cards { get; } = Read();

    /// <summary>The newest that holds on this day; null before the oldest.</summary>
    public static RateCard? At(DateOnly day) => Cards.LastOrDefault(card => card.ValidFrom <= day);

    private static List<RateCard> Read()
    {
        using var stream = typeof(ShippedRates).Assembly.GetManifestResourceStream("WaPortal.Core.Delivery.Costs.rate-cards.tsv")!;
        using var reader = new StreamReader(stream);
        return [.. reader.ReadToEnd().Split('\n', StringSplitOptions.RemoveEmptyEntries).Select(line => line.Split('\t'))
            .GroupBy(cells => (Day: DateOnly.ParseExact(cells[0], "yyyy-MM-dd", CultureInfo.InvariantCulture), Currency: cells[1]))
            .OrderBy(card => card.Key.Day)
            .Select(card => new RateCard(
                null, card.Key.Day, card.Key.Currency, "WhatsApp's price list as it was published; it came with this version of the portal, copied by hand from public sources",
                card.ToDictionary(c => c[2], c => new MarketRates(Money.Parse(c[3]), Money.Parse(c[4]), Money.Parse(c[5]), Money.Parse(c[6])), StringComparer.Ordinal)))];
    }
}
