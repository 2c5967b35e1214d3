using System.Diagnostics.CodeAnalysis;
using System.Globalization;
using System.Text.Json;

namespace WaPortal.Core.WhatsApp;

/// <summary>
/// Turns a webhook's bytes into events. Never throws for what is in them: what cannot be read becomes an
/// <see cref="UnknownEvent"/> and the rest is read all the same. Unknown members are ignored.
/// </summary>
public static class WebhookParser
{
    private static readonly JsonDocumentOptions Strict = new() { MaxDepth = 32, AllowDuplicateProperties = false };

    /// <summary>The events, in the order of the body; one <see cref="UnknownEvent"/> when the body is not a webhook at all.</summary>
    /// <param name="body">The raw bytes.</param>
    /// <param name="receivedAt">The time of an event for which the platform gives none.</param>
    public static IReadOnlyList<WebhookEvent> Parse(ReadOnlyMemory<byte> body, DateTimeOffset receivedAt)
    {
        JsonDocument document;
        try
        {
            document = JsonDocument.Parse(body, Strict);
        }
        catch (Exception unreadable) when (unreadable is JsonException or InvalidOperationException)
        {
            // The second: a member's name that is no text, met while looking for duplicates.
            return [Unknown("", null, receivedAt, "the body is not JSON, too deep, or names something twice")];
        }

        using (document)
        {
            var root = document.RootElement;
            if (root.Text("object") != "whatsapp_business_account")
                return [Unknown("", null, receivedAt, "the body is not about a WhatsApp business account")];
            var events = new List<WebhookEvent>();
            foreach (var entry in root.Items("entry"))
            {
                var waba = entry.Text("id") ?? "";
                var at = Time(entry.Text("time")) ?? receivedAt;
                foreach (var change in entry.Items("changes"))
                {
                    try
                    {
                        ReadChange(events, waba, at, change);
                    }
                    catch (InvalidOperationException)
                    {
                        events.Add(Unknown(waba, null, at, "a name in the body is not text"));
                    }
                }
            }

            if (events.Count == 0)
                events.Add(Unknown("", null, receivedAt, "the body holds no event"));
            return events;
        }
    }

    private static void ReadChange(List<WebhookEvent> events, string waba, DateTimeOffset at, JsonElement change)
    {
        var field = change.Text("field") ?? "";
        if (change.Child("value") is not { } value)
        {
            events.Add(Unknown(waba, null, at, $"{Kind(field)} has no value"));
            return;
        }

        switch (field)
        {
            case "messages":
            case "user_preferences":
            case "user_id_update":
                new ConversationReader(events, waba, at, value).Read(field);
                break;
            case "message_template_status_update" or "message_template_quality_update" or "message_template_components_update" or "template_category_update":
                events.Add(TemplateEventReader.Read(field, waba, at, value));
                break;
            case "phone_number_quality_update" or "phone_number_name_update" or "security" or "business_username_update":
                events.Add(AccountEventReader.ReadNumber(field, waba, at, value));
                break;
            case "account_update" or "account_alerts" or "account_review_update" or "business_capability_update":
                events.Add(AccountEventReader.ReadAccount(field, waba, at, value));
                break;
            default:
                events.Add(Unknown(waba, null, at, $"{Kind(field)} is not a field that this version knows"));
                break;
        }
    }

    internal static UnknownEvent Unknown(string waba, string? number, DateTimeOffset at, string reason) => new(waba, number, at) { Reason = reason };

    /// <summary>A word from the body that may stand in a reason: short and harmless, or not at all.</summary>
    internal static string Kind(string? word) =>
        word is { Length: > 0 and <= 64 } && word.All(c => char.IsAsciiLetterOrDigit(c) || c is '_' or '-') ? $"\"{word}\"" : "an unnamed kind";

    /// <summary>
    /// The longest id that is taken over, in characters. The platform's have up to eighty; what is longer would fit no column, and a webhook that cannot be stored is handled five times in vain.
    /// </summary>
    internal const int IdLength = 200;

    /// <summary>A word of the platform, cut to what its column holds. Theirs are shorter, so what is cut was none of theirs.</summary>
    [return: NotNullIfNotNull(nameof(text))]
    internal static string? Word(string? text, int longest = 40) =>
        text is null || text.Length <= longest ? text : text[..(char.IsHighSurrogate(text[longest - 1]) ? longest - 1 : longest)];

    // 2100: what is later is no time of anything, and days added to it would leave the calendar.
    private const long LatestTime = 4_102_444_800;

    /// <summary>Seconds since 1970, as the platform gives them: a number or a string; null for what is none, or from 2100 on.</summary>
    internal static DateTimeOffset? Time(string? seconds) =>
        long.TryParse(seconds, NumberStyles.None, CultureInfo.InvariantCulture, out var unix) && unix is > 0 and < LatestTime
            ? DateTimeOffset.FromUnixTimeSeconds(unix)
            : null;
}
