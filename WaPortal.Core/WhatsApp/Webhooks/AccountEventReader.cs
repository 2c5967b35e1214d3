using System.Text.Json;

namespace WaPortal.Core.WhatsApp;

internal static class AccountEventReader
{
    public static WebhookEvent ReadNumber(string field, string waba, DateTimeOffset at, JsonElement value)
    {
        if (value.Text("display_phone_number") is not { Length: > 0 } number)
            return WebhookParser.Unknown(waba, null, at, $"{WebhookParser.Kind(field)} names no number");
        return new PhoneNumberEvent(waba, at)
        {
            Field = field,
            DisplayPhoneNumber = number,
            Event = value.Text("event") ?? value.Text("decision") ?? value.Text("status"),
            MessagingLimit = MessagingLimits.Tier(value.Text("max_daily_conversations_per_business") ?? value.Text("current_limit")),
            VerifiedName = WebhookParser.Word(value.Text("requested_verified_name"), 200),
            Reason = value.Text("rejection_reason"),
        };
    }

    public static AccountEvent ReadAccount(string field, string waba, DateTimeOffset at, JsonElement value) => new(waba, at)
    {
        Field = field,
        Event = value.Text("event") ?? value.Text("decision") ?? value.Child("alert_info")?.Text("alert_type") ?? value.Text("alert_type"),

        // Older versions name the limit per number and write -1 for "no limit".
        MessagingLimit = MessagingLimits.Tier(value.Text("max_daily_conversations_per_business") ?? value.Text("max_daily_conversation_per_phone")),
        Restrictions = value.Items("restriction_info")
            .Where(restriction => restriction.Text("restriction_type") is not null)
            .Select(restriction => new AccountRestriction(restriction.Text("restriction_type")!, WebhookParser.Time(restriction.Text("expiration"))))
            .ToList(),
        BanState = value.Child("ban_info")?.Text("waba_ban_state"),
        ViolationType = value.Child("violation_info")?.Text("violation_type"),
        Raw = value.Clone(),
    };
}
