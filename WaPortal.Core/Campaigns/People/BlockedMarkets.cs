using WaPortal.Core.OptIns.Phone;
using WaPortal.Core.Templates;

namespace WaPortal.Core.Campaigns;

/// <summary>
/// Where WhatsApp delivers no marketing templates: numbers of the United States, since 1 April 2025 and still in October 2026 (its page about limits for each user).
/// Canada and the Caribbean share the code +1 and are not blocked, so the code alone says nothing.
/// </summary>
public static class BlockedMarkets
{
    /// <summary>Whether a message of this category does not reach a person; false where nobody can tell the country.</summary>
    public static bool Blocks(TemplateCategory category, string? region, string e164) =>
        category == TemplateCategory.Marketing && (region ?? PhoneNumber.TryCreate(e164)?.Region()) == "US";
}
