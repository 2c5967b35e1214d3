using WaPortal.Core.WhatsApp;

namespace WaPortal.Core.Delivery.Protection;

/// <summary>What one word of the platform about an account means for sending.</summary>
/// <param name="Word">The platform's word.</param>
/// <param name="Words">A sentence for people.</param>
/// <param name="Until">When it ends by itself, if told.</param>
/// <param name="Purpose">Only this purpose is concerned; null for all.</param>
internal sealed record BarrierFact(string Word, string Words, DateTimeOffset? Until, string? Purpose = null);

/// <summary>Reads barriers from what the platform tells of an account (Cloud API, <c>account_update</c> and <c>account_review_update</c>).</summary>
internal static class BarrierWords
{
    // Said of an account without any bearing on templates that leave.
    private static readonly HashSet<string> Harmless = new(StringComparer.Ordinal)
    {
        "RESTRICTED_ADD_PHONE_NUMBER_ACTION", "RESTRICTED_CUSTOMER_INITIATED_MESSAGING",
    };

    /// <summary>The barriers that an event puts up; none for other news.</summary>
    public static IReadOnlyList<BarrierFact> Raised(AccountEvent e) => e.Event switch
    {
        "ACCOUNT_RESTRICTION" => [.. e.Restrictions.Where(r => !Harmless.Contains(r.Type)).Select(Restriction)],
        "ACCOUNT_VIOLATION" => [new("ACCOUNT_VIOLATION", $"WhatsApp reported a violation of its policy ({Plain(e.ViolationType ?? "not named")}). Look into WhatsApp Manager before more leaves.", null)],
        "DISABLED_UPDATE" when e.BanState == "DISABLE" => [new("DISABLED", "WhatsApp disabled the account. Appeal in WhatsApp Manager.", null)],
        "DISABLED_UPDATE" when e.BanState == "SCHEDULE_FOR_DISABLE" => [new("DISABLED", "WhatsApp is going to disable the account. Look into WhatsApp Manager before more leaves.", null)],
        "ACCOUNT_DELETED" => [new("DELETED", "The account was deleted at WhatsApp.", null)],
        "REJECTED" when e.Field == "account_review_update" => [new("REVIEW", "WhatsApp rejected the account in its review. Look into WhatsApp Manager.", null)],
        _ => [],
    };

    /// <summary>The words of barriers that an event takes back; null for all of the account.</summary>
    public static bool Lifts(AccountEvent e, out string? word)
    {
        word = e is { Field: "account_review_update", Event: "APPROVED" } ? "REVIEW" : null;
        return word is not null || e is { Event: "DISABLED_UPDATE", BanState: "REINSTATE" } or { Event: "ACCOUNT_RECONNECTED" };
    }

    private static BarrierFact Restriction(AccountRestriction restriction) => restriction.Type switch
    {
        "RESTRICTED_UTILITY_TEMPLATES" => new(restriction.Type, "WhatsApp restricted the account: it may not send utility templates.", restriction.Until, "Utility"),
        "RESTRICTED_BIZ_INITIATED_MESSAGING" => new(restriction.Type, "WhatsApp restricted the account: it may not write to people first.", restriction.Until),
        _ => new(restriction.Type.Length > 80 ? restriction.Type[..80] : restriction.Type, $"WhatsApp restricted the account ({Plain(restriction.Type)}).", restriction.Until),
    };

    private static string Plain(string word) => (word.Length > 80 ? word[..80] : word).ToLowerInvariant().Replace('_', ' ');
}
