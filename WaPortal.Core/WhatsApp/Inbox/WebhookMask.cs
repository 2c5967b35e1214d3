using System.Buffers;
using System.Globalization;
using System.Text;
using System.Text.Encodings.Web;
using System.Text.Json;

namespace WaPortal.Core.WhatsApp;

/// <summary>
/// A body for people who look for a fault: its shape, its kinds, codes and times. Everything else is taken to be about a person and shown as a length, a number by its last
/// digits. What is let through is listed, not what is hidden, so a field that the platform adds tomorrow is hidden.
/// </summary>
internal static class WebhookMask
{
    // Words of the platform, shown where they look like words.
    private static readonly HashSet<string> Words = new(StringComparer.Ordinal)
    {
        "object", "field", "messaging_product", "status", "type", "event", "category", "pricing_model", "code", "decision", "reason", "language", "mime_type",
        "message_template_name", "message_template_language", "message_template_category", "previous_category", "new_category", "correct_category",
        "previous_quality_score", "new_quality_score", "current_limit", "max_daily_conversations_per_business", "entity_type", "alert_type", "alert_severity", "alert_status",
        "restriction_type", "waba_ban_state", "violation_type", "tier", "effective_month", "rejection_reason",
    };

    // Ids of the business and of what it made, and times: digits that are nobody's number.
    private static readonly HashSet<string> Ids = new(StringComparer.Ordinal)
    {
        "phone_number_id", "message_template_id", "waba_id", "owner_business_id", "business_id", "entity_id", "timestamp", "time", "expiration", "expiration_timestamp", "disable_date",
        "category_update_timestamp", "tier_update_time", "code", "error_subcode", "file_size", "biz_opaque_callback_data",
    };

    private static readonly SearchValues<char> InWords = SearchValues.Create("ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789_-./ ");

    /// <summary>The masked JSON, indented; null where the bytes are no JSON, or too deep.</summary>
    public static string? Apply(ReadOnlyMemory<byte> body)
    {
        try
        {
            using var document = JsonDocument.Parse(body);
            var text = new ArrayBufferWriter<byte>();
            using (var writer = new Utf8JsonWriter(text, new JsonWriterOptions { Indented = true, Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping, SkipValidation = true }))
                Write(writer, document.RootElement, "", "");
            return Encoding.UTF8.GetString(text.WrittenSpan);
        }
        catch (Exception unreadable) when (unreadable is JsonException or InvalidOperationException)
        {
            return null;
        }
    }

    private static void Write(Utf8JsonWriter writer, JsonElement value, string name, string holder)
    {
        switch (value.ValueKind)
        {
            case JsonValueKind.Object:
                writer.WriteStartObject();
                foreach (var member in value.EnumerateObject())
                {
                    writer.WritePropertyName(IsHarmlessName(member.Name) ? member.Name : $"•••• (a name of {Characters(member.Name)})");
                    Write(writer, member.Value, member.Name, name);
                }

                writer.WriteEndObject();
                break;
            case JsonValueKind.Array:
                writer.WriteStartArray();
                foreach (var item in value.EnumerateArray())
                    Write(writer, item, name, holder);
                writer.WriteEndArray();
                break;
            case JsonValueKind.String:
                writer.WriteStringValue(Text(value.GetString()!, name, holder));
                break;
            case JsonValueKind.Number:
                var digits = value.GetRawText();
                if (digits.Length < 7 || (Ids.Contains(name) && digits.Length <= 30))
                    writer.WriteRawValue(digits, skipInputValidation: true);
                else
                    writer.WriteStringValue($"•••• (a number of {Characters(digits)})");
                break;
            default:
                value.WriteTo(writer);
                break;
        }
    }

    private static string Text(string text, string name, string holder)
    {
        if (text.Length == 0)
            return "";
        if ((Ids.Contains(name) || (name == "id" && holder == "entry")) && text.Length <= 36 && text.All(c => char.IsAsciiHexDigit(c) || c is '-' or '.'))
            return text;
        if ((Words.Contains(name) || (name == "value" && holder == "user_preferences")) && text.Length <= 80 && !text.AsSpan().ContainsAnyExcept(InWords) && MostDigits(text) < 6)
            return text;
        var digits = text.Count(char.IsAsciiDigit);
        return digits >= 8 && text.All(c => char.IsAsciiDigit(c) || c is '+' or '-' or ' ' or '(' or ')')
            ? string.Create(CultureInfo.InvariantCulture, $"••••{string.Concat(text.Where(char.IsAsciiDigit))[^4..]} ({digits} digits)")
            : $"•••• ({Characters(text)})";
    }

    private static bool IsHarmlessName(string name) =>
        name.Length is > 0 and <= 60 && name.All(c => char.IsAsciiLetterOrDigit(c) || c == '_') && MostDigits(name) < 6;

    // The longest run: numbers hide in words too.
    private static int MostDigits(string text)
    {
        var (most, run) = (0, 0);
        foreach (var c in text)
        {
            run = char.IsAsciiDigit(c) ? run + 1 : c is ' ' or '-' or '.' ? run : 0;
            most = Math.Max(most, run);
        }

        return most;
    }

    private static string Characters(string text) => text.Length == 1 ? "1 character" : string.Create(CultureInfo.InvariantCulture, $"{text.Length} characters");
}
