using System.Globalization;

namespace WaPortal.Components.Pieces;

/// <summary>How numbers look on the pages: grouped, and shares with one decimal.</summary>
public static class Figures
{
    private static readonly CultureInfo English = CultureInfo.GetCultureInfo("en-GB");

    public static string Whole(long number) => number.ToString("N0", English);

    /// <summary>"95.5%"; empty where the whole is nothing.</summary>
    public static string Share(long part, long whole) => whole <= 0 ? "" : ((double)part / whole).ToString("0.0%", CultureInfo.InvariantCulture);

    /// <summary>A width for a style attribute. Invariant: with a comma the browser drops the rule.</summary>
    public static string CssPercent(long part, long whole) =>
        whole <= 0 ? "0%" : string.Create(CultureInfo.InvariantCulture, $"{Math.Clamp(100d * part / whole, 0, 100):0.##}%");

    /// <summary>"1 person", "2,000 people".</summary>
    public static string Count(long number, string one, string many) => $"{Whole(number)} {(number == 1 ? one : many)}";

    /// <summary>"212 KB", "5 MB".</summary>
    public static string Bytes(long bytes) => bytes >= 1 << 20
        ? string.Create(CultureInfo.InvariantCulture, $"{(double)bytes / (1 << 20):0.#} MB")
        : $"{Math.Max(1, bytes >> 10)} KB";
}
