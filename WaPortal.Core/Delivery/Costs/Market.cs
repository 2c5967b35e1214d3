using WaPortal.Core.OptIns.Phone;

namespace WaPortal.Core.Delivery.Costs;

/// <summary>
/// Which row of a rate card a person's country belongs to, from the table beside this file: WhatsApp's list of countries and regions as of October 2026. A country
/// that got a row of its own during 2026 names the wider row too, which holds on cards without it.
/// </summary>
public static class Market
{
    /// <summary>The row for all countries that no other row names.</summary>
    public const string Other = "Other";

    private static readonly Dictionary<string, string> OfRegion = new(StringComparer.Ordinal);
    private static readonly Dictionary<string, string> Wider = new(StringComparer.Ordinal);

    static Market()
    {
        using var stream = typeof(Market).Assembly.GetManifestResourceStream("WaPortal.Core.Delivery.Costs.markets.tsv")!;
        using var reader = new StreamReader(stream);
        while (reader.ReadLine() is { } line)
        {
            var cells = line.Split('\t');
            OfRegion[cells[0]] = cells[1];
            if (cells[2].Length > 0)
                Wider[cells[1]] = cells[2];
        }

        Names = OfRegion.Values.Concat(Wider.Values).Append(Other).ToHashSet(StringComparer.Ordinal);
    }

    /// <summary>All names that a card may have rows for.</summary>
    public static IReadOnlySet<string> Names { get; }

    /// <summary>The narrowest row; null where nobody knows the country.</summary>
    /// <param name="region">ISO 3166-1 alpha-2, such as <c>GB</c>.</param>
    public static string? Of(string? region) => region is null ? null : OfRegion.GetValueOrDefault(region, Other);

    /// <summary>As the other one; where nobody could tell the country from the number, the main country of its calling code.</summary>
    /// <param name="region">ISO 3166-1 alpha-2; null where it is not known.</param>
    /// <param name="e164">The number, such as <c>+447700900001</c>.</param>
    public static string? Of(string? region, string e164) => Of(region ?? NumberingPlans.Split(e164.TrimStart('+'))?.Plan.Region);

    /// <summary>The row that holds where a card has none of this name; null where there is none.</summary>
    public static string? WiderThan(string market) => Wider.GetValueOrDefault(market);
}
