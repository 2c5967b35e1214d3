using WaPortal.Core.WhatsApp;

namespace WaPortal.Core.Delivery.Costs;

/// <summary>What the platform charges a message as.</summary>
public static class PriceCategory
{
    public const string Marketing = "marketing";
    public const string Utility = "utility";
    public const string Authentication = "authentication";
    public const string AuthenticationInternational = "authentication_international";

    /// <summary>One spelling for each: lower case with underscores. Webhooks and templates write them differently, and "authentication-international" comes both ways.</summary>
    public static string Of(string name)
    {
        var plain = name.Trim().Replace('-', '_');
#pragma warning disable CA1308 // the platform's own spelling
        return plain.ToLowerInvariant();
#pragma warning restore CA1308
    }

    /// <summary>Whether a message is charged at all. The platform announced that <c>billable</c> goes, so the type decides where there is one.</summary>
    public static bool IsBillable(WebhookPricing pricing) => pricing.Type switch
    {
        "regular" => true,
        { } type when type.StartsWith("free_", StringComparison.Ordinal) => false,
        _ => pricing.Billable ?? true,
    };
}
