using System.Globalization;

namespace WaPortal.Core.WhatsApp;

/// <summary>The platform's names for how many different people may be written to in 24 hours, and for how fast.</summary>
public static class MessagingLimits
{
    /// <summary>The tier without a limit.</summary>
    public const string Unlimited = "TIER_UNLIMITED";

    /// <summary>Messages a second of a number that was raised.</summary>
    public const int HighThroughput = 1000;

    /// <summary>Messages a second of a number that is also used in the business app.</summary>
    public const int BusinessAppThroughput = 20;

    /// <summary>The tier for what the platform wrote, a tier or a number of people; null when it says nothing.</summary>
    public static string? Tier(string? written)
    {
        if (string.IsNullOrEmpty(written))
            return null;
        if (long.TryParse(written, NumberStyles.AllowLeadingSign, CultureInfo.InvariantCulture, out var people))
        {
            return people switch
            {
                < 0 => Unlimited,
                0 => null,
                >= 1000 when people % 1000 == 0 => string.Create(CultureInfo.InvariantCulture, $"TIER_{people / 1000}K"),
                _ => string.Create(CultureInfo.InvariantCulture, $"TIER_{people}"),
            };
        }

        var tier = written.ToUpperInvariant();
        return tier == Unlimited || NamesANumber(tier) ? tier : null;
    }

    private static bool NamesANumber(string tier)
    {
        if (!tier.StartsWith("TIER_", StringComparison.Ordinal))
            return false;
        var figure = tier.AsSpan(5).TrimEnd('K');
        return figure.Length is > 0 and <= 12 && !figure.ContainsAnyExceptInRange('0', '9');
    }
}
