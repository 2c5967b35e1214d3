using System.Text.Json.Nodes;

namespace WaPortal.Sandbox;

/// <summary>The seeded business: one portfolio, one WhatsApp Business Account, one phone number, one app. All invented.</summary>
internal static class SandboxAccount
{
    public const string WabaId = "100000000000001";
    public const string PhoneNumberId = "200000000000001";
    public const string PortfolioId = "300000000000001";
    public const string AppId = "400000000000001";
    public const string DisplayNumber = "+44 20 7946 0182";
    public const string WaId = "442079460182";
    public const string CountryCode = "44";
    public const string VerifiedName = "Casa Alba";

    public static string TierName(int? tier) => tier switch
    {
        null => "TIER_UNLIMITED",
        <= 250 => "TIER_250",
        <= 2_000 => "TIER_2K",
        <= 10_000 => "TIER_10K",
        _ => "TIER_100K",
    };

    public static JsonObject PhoneNumber(int? tier, int? throughput) => new()
    {
        ["id"] = PhoneNumberId,
        ["display_phone_number"] = DisplayNumber,
        ["verified_name"] = VerifiedName,
        ["quality_rating"] = "GREEN",
        ["code_verification_status"] = "VERIFIED",
        ["status"] = "CONNECTED",
        ["name_status"] = "APPROVED",
        ["new_name_status"] = "NONE",
        ["throughput"] = new JsonObject { ["level"] = throughput is null or > 80 ? "HIGH" : "STANDARD" },
        ["platform_type"] = "CLOUD_API",
        ["host_platform"] = "CLOUD_API",
        ["account_mode"] = "LIVE",
        ["is_on_biz_app"] = false,
        ["is_official_business_account"] = false,
        ["country_dial_code"] = CountryCode,
        ["whatsapp_business_manager_messaging_limit"] = TierName(tier),
        ["messaging_limit_tier"] = TierName(tier),
    };

    public static JsonObject Waba(int? tier) => new()
    {
        ["id"] = WabaId,
        ["name"] = "Casa Alba (sandbox)",
        ["currency"] = "GBP",
        ["country"] = "GB",
        ["timezone_id"] = "47",
        ["account_review_status"] = "APPROVED",
        ["business_verification_status"] = "VERIFIED",
        ["ownership_type"] = "SELF_OWNED",
        ["message_template_namespace"] = "5a0d6c10_0000_4000_8000_000000000001",
        ["whatsapp_business_manager_messaging_limit"] = TierName(tier),
    };

    public static JsonObject Portfolio(int? tier) => new()
    {
        ["id"] = PortfolioId,
        ["name"] = "Casa Alba",
        ["verification_status"] = "verified",
        ["whatsapp_business_manager_messaging_limit"] = TierName(tier),
    };

    public static JsonObject Health(string entityType, string id)
    {
        JsonObject Entity(string type, string of) => new() { ["entity_type"] = type, ["id"] = of, ["can_send_message"] = "AVAILABLE" };
        var entities = new JsonArray();
        if (entityType is "PHONE_NUMBER" or "MESSAGE_TEMPLATE") entities.Add(Entity(entityType, id));
        entities.Add(Entity("WABA", WabaId));
        entities.Add(Entity("BUSINESS", PortfolioId));
        entities.Add(Entity("APP", AppId));
        return new JsonObject { ["can_send_message"] = "AVAILABLE", ["entities"] = entities };
    }
}
