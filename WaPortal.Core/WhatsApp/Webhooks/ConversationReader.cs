using System.Security.Cryptography;
using System.Text;
using System.Text.Json;

namespace WaPortal.Core.WhatsApp;

/// <summary>Reads one value that concerns people: statuses, inbound messages, preferences, user ids, errors of a number.</summary>
internal sealed class ConversationReader(List<WebhookEvent> events, string waba, DateTimeOffset fallback, JsonElement value)
{
    private readonly string? _number = value.Child("metadata")?.Text("phone_number_id");

    public void Read(string field)
    {
        var before = events.Count;
        foreach (var status in value.Items("statuses"))
            events.Add(ReadStatus(status));
        foreach (var message in value.Items("messages"))
            events.Add(ReadMessage(message));
        foreach (var preference in value.Items("user_preferences"))
            events.Add(ReadPreference(preference));
        foreach (var change in value.Items("user_id_update"))
            events.Add(ReadUserId(change));
        if (ReadErrors(value) is { Count: > 0 } errors)
            events.Add(new PlatformErrorEvent(waba, _number, fallback) { Errors = errors });
        if (events.Count == before)
            events.Add(Unknown(fallback, $"{WebhookParser.Kind(field)} holds nothing that this version knows"));
    }

    private WebhookEvent ReadStatus(JsonElement status)
    {
        var at = WebhookParser.Time(status.Text("timestamp")) ?? fallback;
        if (status.Text("id") is not { Length: > 0 and <= WebhookParser.IdLength } id)
            return Unknown(at, "a status names no message");
        MessageStatus? known = status.Text("status") switch
        {
            "sent" => MessageStatus.Sent,
            "delivered" => MessageStatus.Delivered,
            "read" => MessageStatus.Read,
            "played" => MessageStatus.Played,
            "failed" => MessageStatus.Failed,
            _ => null,
        };
        if (known is not { } state)
            return Unknown(at, $"{WebhookParser.Kind(status.Text("status"))} is not a status that this version knows");
        var pricing = status.Child("pricing");
        var conversation = status.Child("conversation");
        return new MessageStatusEvent(waba, _number, at)
        {
            MessageId = id,
            Status = state,
            RecipientId = status.Text("recipient_id"),
            RecipientUserId = status.Text("recipient_user_id"),
            BizOpaqueCallbackData = status.Text("biz_opaque_callback_data"),
            RecipientIdentityKeyHash = status.Text("recipient_identity_key_hash"),
            Pricing = pricing is { } price ? new WebhookPricing(price.Flag("billable"), WebhookParser.Word(price.Text("pricing_model")), WebhookParser.Word(price.Text("type")), WebhookParser.Word(price.Text("category"))) : null,
            Conversation = conversation is { } talk
                ? new WebhookConversation(talk.Text("id"), talk.Child("origin")?.Text("type"), WebhookParser.Time(talk.Text("expiration_timestamp")))
                : null,
            Errors = ReadErrors(status),
        };
    }

    private WebhookEvent ReadMessage(JsonElement message)
    {
        var at = WebhookParser.Time(message.Text("timestamp")) ?? fallback;
        if (message.Text("id") is not { Length: > 0 } id)
            return Unknown(at, "an inbound message has no id");
        var type = message.Text("type") ?? "unknown";
        var from = message.Text("from");
        var fromUser = message.Text("from_user_id");
        var contact = value.Items("contacts")
            .FirstOrDefault(one => (from is not null && one.Text("wa_id") == from) || (fromUser is not null && one.Text("user_id") == fromUser));
        var profile = contact.Child("profile");
        var system = message.Child("system");
        var body = message.Child(type) ?? default;
        var (text, payload) = Words(type, body);
        return new InboundMessageEvent(waba, _number, at)
        {
            MessageId = Fitting(id),
            Type = type,
            From = from,
            FromUserId = fromUser ?? contact.Text("user_id"),
            ProfileName = profile?.Text("name"),
            Username = profile?.Text("username"),
            Text = text,
            Payload = payload,
            ContextMessageId = message.Child("context")?.Text("id") ?? body.Text(type == "reaction" ? "message_id" : "original_message_id"),
            Media = type is "image" or "video" or "audio" or "document" or "sticker" && body.Text("id") is { } media
                ? new InboundMedia(media, body.Text("mime_type"), body.Text("sha256"), body.Text("url"), body.Text("filename"), body.Flag("voice") ?? false)
                : null,
            SystemType = system?.Text("type"),
            NewWaId = system?.Text("wa_id"),
            NewUserId = system?.Text("user_id"),
            Errors = ReadErrors(message),
            Raw = message.Clone(),
        };
    }

    // A way out must be heard whatever id it has: one that is too long is known by its hash.
    private static string Fitting(string id) => id.Length <= WebhookParser.IdLength ? id : "long." + Convert.ToHexStringLower(SHA256.HashData(Encoding.UTF8.GetBytes(id)));

    private static (string? Text, string? Payload) Words(string type, JsonElement body)
    {
        switch (type)
        {
            case "text":
                return (body.Text("body"), null);
            case "button":
                return (body.Text("text"), body.Text("payload"));
            case "interactive":
                var reply = body.Child(body.Text("type") ?? "") ?? default;
                return (reply.Text("title") ?? reply.Text("body"), reply.Text("id") ?? reply.Text("response_json"));
            case "reaction":
                return (body.Text("emoji"), null);
            case "system":
                return (body.Text("body"), null);
            case "order":
                return (body.Text("text"), null);
            case "edit":
                var edited = body.Child("message");
                return (edited?.Child("text")?.Text("body"), null);
            default:
                return (body.Text("caption"), null);
        }
    }

    private WebhookEvent ReadPreference(JsonElement preference)
    {
        var at = WebhookParser.Time(preference.Text("timestamp")) ?? fallback;
        if (preference.Text("value") is not ("stop" or "resume") || (preference.Text("wa_id") ?? preference.Text("user_id")) is null)
            return Unknown(at, "a preference names no person or no choice that this version knows");
        return new UserPreferenceEvent(waba, _number, at)
        {
            WaId = preference.Text("wa_id"),
            UserId = preference.Text("user_id"),
            Category = preference.Text("category") ?? "",
            Value = preference.Text("value")!,
            Detail = preference.Text("detail"),
        };
    }

    private WebhookEvent ReadUserId(JsonElement change)
    {
        var at = WebhookParser.Time(change.Text("timestamp")) ?? fallback;
        var ids = change.Child("user_id");
        return ids?.Text("current") is { Length: > 0 } current
            ? new UserIdEvent(waba, _number, at) { WaId = change.Text("wa_id"), PreviousUserId = ids?.Text("previous"), CurrentUserId = current }
            : Unknown(at, "a change of user id does not name the new one");
    }

    private static List<WhatsAppError> ReadErrors(JsonElement holder) =>
        holder.Items("errors").Select(error => GraphJson.ErrorFrom(error, httpStatus: 0)).OfType<WhatsAppError>().ToList();

    private UnknownEvent Unknown(DateTimeOffset at, string reason) => WebhookParser.Unknown(waba, _number, at, reason);
}
