using System.Diagnostics.CodeAnalysis;
using System.Text.Json;
using System.Text.Json.Serialization;

namespace WaPortal.Core.WhatsApp;

/// <summary>Reading the platform's JSON: names as on the wire, shapes taken leniently where the platform itself varies.</summary>
internal static class GraphJson
{
    public static readonly JsonSerializerOptions Options = new()
    {
        PropertyNamingPolicy = JsonNamingPolicy.SnakeCaseLower,
        NumberHandling = JsonNumberHandling.AllowReadingFromString,
        DefaultIgnoreCondition = JsonIgnoreCondition.WhenWritingNull,
        MaxDepth = 32,
    };

    private static readonly JsonDocumentOptions Strict = new() { MaxDepth = 32 };

    public static JsonDocument? TryParse(ReadOnlyMemory<byte> body)
    {
        try
        {
            return JsonDocument.Parse(body, Strict);
        }
        catch (Exception unreadable) when (unreadable is JsonException or InvalidOperationException)
        {
            return null;
        }
    }

    /// <summary>A string, or a number as the string that would be written for it.</summary>
    public static string? Text(this JsonElement element, string name) =>
        element.ValueKind == JsonValueKind.Object && element.TryGetProperty(name, out var value)
            ? value.ValueKind switch
            {
                JsonValueKind.String => TextOf(value),
                JsonValueKind.Number => value.GetRawText(),
                _ => null,
            }
            : null;

    private static string? TextOf(JsonElement value)
    {
        try
        {
            // PostgreSQL keeps no zero character, and a word of a person must be heard with it as without.
            return value.GetString()!.Replace("\0", "", StringComparison.Ordinal);
        }
        catch (InvalidOperationException)
        {
            // Half a surrogate pair, or bytes that are not UTF-8: well-formed JSON that is no text.
            return null;
        }
    }

    public static JsonElement? Child(this JsonElement element, string name) =>
        element.ValueKind == JsonValueKind.Object && element.TryGetProperty(name, out var value) && value.ValueKind == JsonValueKind.Object ? value : null;

    public static IEnumerable<JsonElement> Items(this JsonElement element, string name) =>
        element.ValueKind == JsonValueKind.Object && element.TryGetProperty(name, out var value) && value.ValueKind == JsonValueKind.Array
            ? value.EnumerateArray()
            : [];

    public static bool? Flag(this JsonElement element, string name) =>
        element.ValueKind == JsonValueKind.Object && element.TryGetProperty(name, out var value)
            ? value.ValueKind switch { JsonValueKind.True => true, JsonValueKind.False => false, _ => null }
            : null;

    public static bool TryError(ReadOnlyMemory<byte> body, int httpStatus, [NotNullWhen(true)] out WhatsAppError? error)
    {
        error = null;
        using var document = TryParse(body);
        if (document?.RootElement.Child("error") is not { } node)
            return false;
        error = ErrorFrom(node, httpStatus);
        return error is not null;
    }

    /// <summary>The error object of an answer or of a webhook; null when it has no code, since then it says nothing to build on.</summary>
    public static WhatsAppError? ErrorFrom(JsonElement node, int httpStatus)
    {
        if (!int.TryParse(node.Text("code"), System.Globalization.CultureInfo.InvariantCulture, out var code))
            return null;

        // error_data is an object, and has been seen as a string.
        var details = node.Child("error_data")?.Text("details") ?? node.Text("error_data");
        return new WhatsAppError(
            code,
            int.TryParse(node.Text("error_subcode"), System.Globalization.CultureInfo.InvariantCulture, out var subcode) ? subcode : null,
            httpStatus,
            node.Text("message") ?? node.Text("title") ?? "",
            details,
            node.Text("error_user_title"),
            node.Text("error_user_msg"),
            node.Text("fbtrace_id"));
    }
}
