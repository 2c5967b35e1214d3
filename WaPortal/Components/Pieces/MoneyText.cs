using System.Globalization;
using WaPortal.Core.Delivery.Costs;

namespace WaPortal.Components.Pieces;

/// <summary>How money looks on the pages: with its currency's code, sums to the cent (halves away from zero), rates as they are.</summary>
public static class MoneyText
{
    private static readonly CultureInfo English = CultureInfo.GetCultureInfo("en-GB");

    /// <summary>"USD 1,234.56"; below a cent "under USD 0.01".</summary>
    public static string Sum(string currency, long micros) => micros is > 0 and < Money.Unit / 100
        ? $"under {currency} 0.01"
        : $"{currency} {decimal.Round(Money.ToDecimal(micros), 2, MidpointRounding.AwayFromZero).ToString("N2", English)}";

    /// <summary>"0.0529".</summary>
    public static string Rate(long micros) => Money.ToDecimal(micros).ToString("0.0000##", CultureInfo.InvariantCulture);

    /// <summary>As somebody types it: "250.00".</summary>
    public static string Typed(long micros) => Money.ToDecimal(micros).ToString("0.00####", CultureInfo.InvariantCulture);
}
