using System.Text.Json;
using System.Text.Json.Nodes;
using WaPortal.Core.Templates.Linting;

namespace WaPortal.Tests.Templates.Linting;

/// <summary>Payloads for the linter, written as shortly as a test wants them.</summary>
public static class LintPayload
{
    public const string Handle = "\"example\":{\"header_handle\":[\"4::aGFuZGxl\"]}";

    public static JsonElement Of(string components, string category = "MARKETING", string more = "") =>
        JsonDocument.Parse($$"""{"name":"spring_sale","language":"en_GB","category":"{{category}}"{{(more.Length > 0 ? "," + more : "")}},"components":[{{components}}]}""").RootElement;

    /// <summary>A body that breaks no rule.</summary>
    public const string Body = "{\"type\":\"BODY\",\"text\":\"Your parcel is waiting at the front desk of our store.\"}";

    public static string BodyText(string text, params string[] samples) =>
        Component("BODY", text, samples.Length == 0 ? null : new JsonObject { ["body_text"] = new JsonArray(Array(samples)) });

    public static string HeaderText(string text, params string[] samples)
    {
        var header = JsonNode.Parse(Component("HEADER", text, samples.Length == 0 ? null : new JsonObject { ["header_text"] = Array(samples) }))!;
        header["format"] = "TEXT";
        return header.ToJsonString();
    }

    public static string Buttons(string buttons) => $$"""{"type":"BUTTONS","buttons":[{{buttons}}]}""";

    public static string Carousel(params string[] cards) =>
        $$"""{"type":"CAROUSEL","cards":[{{string.Join(",", cards.Select(c => $$"""{"components":[{{c}}]}"""))}}]}""";

    public static IReadOnlyList<string> Errors(JsonElement payload) => Rules(payload, FindingSeverity.Error);

    public static IReadOnlyList<string> Advice(JsonElement payload) => Rules(payload, FindingSeverity.Advice);

    private static List<string> Rules(JsonElement payload, FindingSeverity severity) =>
        [.. TemplateLinter.Lint(payload).Where(f => f.Severity == severity).Select(f => f.Rule).Distinct()];

    private static JsonArray Array(string[] values) => [.. values.Select(v => (JsonNode?)v)];

    private static string Component(string type, string text, JsonObject? example)
    {
        var component = new JsonObject { ["type"] = type, ["text"] = text };
        if (example is not null) component["example"] = example;
        return component.ToJsonString();
    }
}
