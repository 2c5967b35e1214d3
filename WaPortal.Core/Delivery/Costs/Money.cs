using System.Globalization;

namespace WaPortal.Core.Delivery.Costs;

/// <summary>Amounts are whole millionths of a currency's unit: a rate has at most six decimals, so that no sum is ever rounded.</summary>
public static class Money
{
    /// <summary>Millionths in one unit.</summary>
    public const long Unit = 1_000_000;

    private const int Decimals = 6;
    private const decimal Most = 1_000_000_000m;

    /// <summary>Reads an amount such as <c>0.0529</c>; null for what is none, is negative, or has more than six decimals.</summary>
    public static long? Parse(string? text)
    {
        const NumberStyles plain = NumberStyles.AllowDecimalPoint | NumberStyles.AllowLeadingWhite | NumberStyles.AllowTrailingWhite;
        if (!decimal.TryParse(text, plain, CultureInfo.InvariantCulture, out var amount) || amount > Most || decimal.Round(amount, Decimals) != amount)
            return null;
        return (long)(amount * Unit);
    }

    /// <summary>The amount as a decimal.</summary>
    public static decimal ToDecimal(long micros) => (decimal)micros / Unit;
}
