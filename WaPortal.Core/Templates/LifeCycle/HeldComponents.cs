using System.Text.Json;
using System.Text.Json.Nodes;

namespace WaPortal.Core.Templates;

/// <summary>Compares components as the platform shows them with components as they were sent.</summary>
internal static class HeldComponents
{
    /// <summary>
    /// Whether everything that was sent shows in what is held. Samples are left out: the platform gives other addresses for files than it was
    /// given. It adds fields of its own, and answers types in upper case.
    /// </summary>
    public static bool Show(JsonArray held, JsonArray sent) => Shows(held, sent, "");

    private static bool Shows(JsonNode? held, JsonNode? sent, string name) => (held, sent) switch
    {
        (JsonObject there, JsonObject here) => here.Where(p => p.Key != "example").All(p => Shows(there[p.Key], p.Value, p.Key)),
        (JsonArray there, JsonArray here) => there.Count == here.Count && here.Select((item, at) => (item, at)).All(p => Shows(there[p.at], p.item, name)),
        (JsonValue there, JsonValue here) => string.Equals(Text(there), Text(here), name is "type" or "format" or "otp_type" ? StringComparison.OrdinalIgnoreCase : StringComparison.Ordinal),
        _ => held is null && sent is null,
    };

    private static string Text(JsonValue value) => value.GetValueKind() == JsonValueKind.String ? value.GetValue<string>() : value.ToJsonString();
}
