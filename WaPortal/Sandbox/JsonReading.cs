using System.Text.Json;
using System.Text.Json.Nodes;

namespace WaPortal.Sandbox;

/// <summary>Reads what came over the wire without trusting its types.</summary>
internal static class JsonReading
{
    public static string? AsText(this JsonNode? node) => node switch
    {
        JsonValue value when value.GetValueKind() == JsonValueKind.String => value.GetValue<string>(),
        JsonValue value when value.GetValueKind() == JsonValueKind.Number => value.ToJsonString(),
        _ => null,
    };

    public static double? AsNumber(this JsonNode? node) =>
        node is JsonValue value && value.GetValueKind() == JsonValueKind.Number && value.TryGetValue<double>(out var number) ? number : null;

    public static bool IsTrue(this JsonNode? node) => node is JsonValue value && value.GetValueKind() == JsonValueKind.True;

    public static string? Text(this JsonObject document, string name) => document[name].AsText();

    public static string Upper(this JsonObject document, string name) => document[name].AsText()?.ToUpperInvariant() ?? "";

    public static IEnumerable<JsonObject> Objects(this JsonObject document, string name) =>
        document[name] is JsonArray array ? array.OfType<JsonObject>() : [];

    public static async Task<JsonObject?> ReadObjectAsync(HttpRequest request, CancellationToken token)
    {
        try
        {
            var options = new JsonDocumentOptions { AllowDuplicateProperties = false };
            return await JsonNode.ParseAsync(request.Body, null, options, token) as JsonObject;
        }
        catch (JsonException)
        {
            return null;
        }
    }
}
