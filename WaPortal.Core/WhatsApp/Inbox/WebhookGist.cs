using System.Text.Json;

namespace WaPortal.Core.WhatsApp;

/// <summary>What is kept beside an encrypted body, so that the inbox can be searched without opening every row. Holds nothing of people.</summary>
/// <param name="Kind">What it is about.</param>
/// <param name="PhoneNumberId">The first sender number that it names, by the platform's id; null where it names none.</param>
public readonly record struct WebhookGist(WebhookKind Kind, string? PhoneNumberId)
{
    /// <summary>The longest id of a number that is kept, in characters.</summary>
    public const int NumberLength = 30;

    private static readonly WebhookGist Unknown = new(WebhookKind.Unknown, null);

    /// <summary>Looks at the fields alone. Never throws for what is in a body.</summary>
    public static WebhookGist Of(ReadOnlyMemory<byte> body)
    {
        try
        {
            // Names that come twice are the parser's to refuse; looking for them costs time in which the platform waits.
            using var document = JsonDocument.Parse(body, new JsonDocumentOptions { MaxDepth = 32 });
            return Of(document.RootElement);
        }
        catch (Exception unreadable) when (unreadable is JsonException or InvalidOperationException)
        {
            return Unknown;
        }
    }

    private static WebhookGist Of(JsonElement root)
    {
        WebhookKind? kind = null;
        string? number = null;
        foreach (var change in root.Items("entry").SelectMany(entry => entry.Items("changes")))
        {
            var value = change.Child("value") ?? default;
            if (number is null && value.Child("metadata")?.Text("phone_number_id") is { Length: > 0 and <= NumberLength } id && id.All(char.IsAsciiDigit))
                number = id;
            foreach (var one in Kinds(change.Text("field"), value))
                kind = kind is null || kind == one ? one : WebhookKind.Several;
        }

        return new WebhookGist(kind ?? WebhookKind.Unknown, number);
    }

    private static IEnumerable<WebhookKind> Kinds(string? field, JsonElement value)
    {
        switch (field)
        {
            case "messages":
                if (value.Items("statuses").Any())
                    yield return WebhookKind.Statuses;
                if (value.Items("messages").Any())
                    yield return WebhookKind.Messages;
                if (value.Items("errors").Any())
                    yield return WebhookKind.Errors;
                break;
            case "user_preferences":
                yield return WebhookKind.Preferences;
                break;
            case "user_id_update":
                yield return WebhookKind.UserIds;
                break;
            case "message_template_status_update" or "message_template_quality_update" or "message_template_components_update" or "template_category_update":
                yield return WebhookKind.Templates;
                break;
            case "phone_number_quality_update" or "phone_number_name_update" or "security" or "business_username_update":
                yield return WebhookKind.Numbers;
                break;
            case "account_update" or "account_alerts" or "account_review_update" or "business_capability_update":
                yield return WebhookKind.Account;
                break;
            default:
                yield return WebhookKind.Unknown;
                break;
        }
    }
}
