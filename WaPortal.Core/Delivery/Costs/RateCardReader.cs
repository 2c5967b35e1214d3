using System.Globalization;
using WaPortal.Core.OptIns.Import;

namespace WaPortal.Core.Delivery.Costs;

/// <summary>Something wrong in a file with rates.</summary>
/// <param name="Line">From 1; 0 for the file as a whole.</param>
/// <param name="Column">The column's name; empty for the whole line.</param>
/// <param name="Message">In words for the person.</param>
public sealed record RateFinding(int Line, string Column, string Message);

/// <summary>
/// Reads a card from CSV: <c>valid_from,currency,market,marketing,utility,authentication,authentication_international</c>, one line for each market, the same day and
/// currency on all of them. An empty rate or "n/a" is "not stated". Other columns are left alone.
/// </summary>
public static class RateCardReader
{
    /// <summary>Largest file, in characters.</summary>
    public const int LargestFile = 256 * 1024;

    private const int MostFindings = 50;

    // The dearest published rate is far below one unit of any listed currency but the smallest.
    private const long DearestRate = 10_000 * Money.Unit;
    private static readonly string[] RateColumns = [PriceCategory.Marketing, PriceCategory.Utility, PriceCategory.Authentication, PriceCategory.AuthenticationInternational];
    private static readonly string[] Needed = ["valid_from", "currency", "market", PriceCategory.Marketing, PriceCategory.Utility];

    /// <summary>The columns in the order in which a download has them.</summary>
    public static IReadOnlyList<string> Columns { get; } = ["valid_from", "currency", "market", .. RateColumns];

    /// <summary>The card, or everything that is wrong with the file.</summary>
    /// <param name="text">The file.</param>
    /// <param name="source">Where it is from, in words for people.</param>
    public static (RateCard? Card, IReadOnlyList<RateFinding> Findings) Read(string text, string source)
    {
        if (text.Length > LargestFile)
            return (null, [new RateFinding(0, "", "The file is too large for a list of rates.")]);
        using var reader = new CsvRecordReader(new StringReader(text.TrimStart('\uFEFF')), ',');
        if (reader.Next() is not { } header)
            return (null, [new RateFinding(0, "", "The file is empty.")]);
        var places = header.Fields.Select((cell, i) => (Name: Column(cell), i)).Where(c => c.Name.Length > 0).GroupBy(c => c.Name, StringComparer.Ordinal)
            .ToDictionary(g => g.Key, g => g.First().i, StringComparer.Ordinal);
        var findings = Needed.Where(name => !places.ContainsKey(name)).Select(name => new RateFinding(1, name, $"The column {name} is missing.")).ToList();
        if (findings.Count > 0)
            return (null, findings);

        var markets = new Dictionary<string, MarketRates>(StringComparer.Ordinal);
        var (day, currency) = ((DateOnly?)null, (string?)null);
        while (reader.Next() is { } record && findings.Count < MostFindings)
        {
            string Cell(string name) => places.TryGetValue(name, out var at) && at < record.Fields.Count ? record.Fields[at].Trim() : "";
            void Wrong(string column, string message) => findings.Add(new RateFinding(record.Line, column, message));

            if (record.Fault is not null)
            {
                Wrong("", "This line cannot be read as CSV.");
                continue;
            }

            if (!DateOnly.TryParseExact(Cell("valid_from"), "yyyy-MM-dd", CultureInfo.InvariantCulture, DateTimeStyles.None, out var from))
                Wrong("valid_from", $"“{Short(Cell("valid_from"))}” is no day such as 2026-10-01.");
            else if ((day ??= from) != from)
                Wrong("valid_from", "All lines of a card hold from the same day. Bring each day's card as a file of its own.");
            if (Cell("currency") is not { Length: 3 } code || !code.All(char.IsAsciiLetterUpper))
                Wrong("currency", $"“{Short(Cell("currency"))}” is no currency code such as USD.");
            else if ((currency ??= code) != code)
                Wrong("currency", "All lines of a card are in the same currency.");
            var market = Cell("market");
            if (!Market.Names.Contains(market))
                Wrong("market", $"“{Short(market)}” is no market that a country belongs to. The download of the current card has all names.");
            else if (markets.ContainsKey(market))
                Wrong("market", $"{market} is there twice.");
            var rates = RateColumns.Select(column => Rate(Cell(column), message => Wrong(column, message))).ToList();
            markets.TryAdd(market, new MarketRates(rates[0], rates[1], rates[2], rates[3]));
        }

        if (findings.Count == 0 && markets.Count == 0)
            findings.Add(new RateFinding(0, "", "The file has a header and no lines."));
        return findings.Count > 0 ? (null, findings) : (new RateCard(null, day!.Value, currency!, source, markets), findings);
    }

    private static string Column(string cell) => cell.Trim() == "effective_from" ? "valid_from" : cell.Trim();

    private static long? Rate(string text, Action<string> wrong)
    {
        if (text is "" or "n/a")
            return null;
        if (Money.Parse(text) is { } rate and <= DearestRate)
            return rate;
        wrong($"“{Short(text)}” is no rate such as 0.0529: a point before the decimals, at most six of them, and no sign.");
        return null;
    }

    private static string Short(string text) => text.Length > 40 ? text[..40] + "…" : text;
}
