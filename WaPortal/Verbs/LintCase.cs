using System.Text.Json;
using System.Text.Json.Nodes;
using WaPortal.Core.Templates;
using WaPortal.Core.Templates.Linting;

namespace WaPortal.Verbs;

/// <summary>One payload to judge, and what is known to be wrong with it from beside it.</summary>
/// <param name="Id">As given, or its place or name.</param>
/// <param name="Payload">The create payload; undefined where a case has none.</param>
/// <param name="Beside">Findings of its family.</param>
internal sealed record LintCase(JsonElement Id, JsonElement Payload, IReadOnlyList<TemplateFinding> Beside)
{
    private const string FamilyFormat = "waportal.template-family";

    private static readonly string[] PayloadNames = ["name", "language", "category", "components", "library_template_name"];

    /// <summary>The cases of a document: an array, a list answer of the platform, one payload, or an exported family. Null for none of these.</summary>
    public static IReadOnlyList<LintCase>? Read(JsonElement document)
    {
        if (document.ValueKind == JsonValueKind.Array) return [.. document.EnumerateArray().SelectMany(Of)];
        if (document.ValueKind != JsonValueKind.Object) return null;
        if (IsFamily(document) || document.TryGetProperty("payload", out _)) return [.. Of(document, 0)];
        if (document.TryGetProperty("data", out var list) && list.ValueKind == JsonValueKind.Array) return [.. list.EnumerateArray().SelectMany(Of)];
        return IsPayload(document) ? [new LintCase(Property(document, "name") is { ValueKind: JsonValueKind.String } name ? name : Place(0), document, [])] : null;
    }

    private static IEnumerable<LintCase> Of(JsonElement item, int index)
    {
        if (IsFamily(item)) return Family(item);
        var id = Property(item, "id") is { ValueKind: JsonValueKind.String or JsonValueKind.Number } given ? given : Place(index);
        // A payload may also stand in the array by itself; a case without one is judged as missing.
        var payload = Property(item, "payload");
        return [new LintCase(id, payload.ValueKind == JsonValueKind.Undefined && IsPayload(item) ? item : payload, [])];
    }

    private static IReadOnlyList<LintCase> Family(JsonElement family)
    {
        var name = Property(family, "name") is { ValueKind: JsonValueKind.String } text ? text.GetString()! : "family";
        if (Property(family, "translations") is not { ValueKind: JsonValueKind.Array } translations || translations.GetArrayLength() == 0)
        {
            return [new LintCase(Word(name), family, [new TemplateFinding("family.shape", FindingSeverity.Error, "translations", "The family has no translations.", "The portal's own export") { Reason = "A family is its translations." }])];
        }

        var payloads = translations.EnumerateArray().Select(translation => Merged(family, translation)).ToList();
        var beside = Compare(payloads);
        return [.. payloads.Select(payload => new LintCase(
            Word($"{name}/{Language(payload)}"), payload, [.. beside.Where(f => f.Language == Language(payload)).Select(f => f.Finding)]))];
    }

    /// <summary>The create payload of a translation: the family's own fields, and all that the translation has.</summary>
    private static JsonElement Merged(JsonElement family, JsonElement translation)
    {
        var payload = new Dictionary<string, JsonElement>(StringComparer.Ordinal);
        foreach (var name in new[] { "name", "category", "parameter_format" })
        {
            if (family.TryGetProperty(name, out var value)) payload[name] = value;
        }

        if (translation.ValueKind != JsonValueKind.Object) return JsonSerializer.SerializeToElement(payload);
        foreach (var property in translation.EnumerateObject()) payload.TryAdd(property.Name, property.Value);
        return JsonSerializer.SerializeToElement(payload);
    }

    private static IReadOnlyList<FamilyFinding> Compare(IReadOnlyList<JsonElement> payloads)
    {
        try
        {
            return FamilyLint.Lint([.. payloads.Select(payload => new FamilyMember(Language(payload), Content(payload)))]);
        }
        catch (ArgumentException)
        {
            // A property that is there twice: the payload is judged, a comparison would guess.
            return [];
        }
    }

    private static TemplateContent Content(JsonElement payload)
    {
        var named = Property(payload, "parameter_format") is { ValueKind: JsonValueKind.String } format && string.Equals(format.GetString(), "NAMED", StringComparison.OrdinalIgnoreCase);
        var components = Property(payload, "components") is { ValueKind: JsonValueKind.Array } array ? (JsonArray)JsonNode.Parse(array.GetRawText())! : [];
        var seconds = Property(payload, "message_send_ttl_seconds") is { ValueKind: JsonValueKind.Number } ttl && ttl.TryGetInt32(out var number) ? number : (int?)null;
        return TemplateImport.FromComponents(components, named ? ParameterFormat.Named : ParameterFormat.Positional).Content with { TimeToLiveSeconds = seconds };
    }

    private static bool IsFamily(JsonElement item) => Property(item, "format") is { ValueKind: JsonValueKind.String } format && format.ValueEquals(FamilyFormat);

    private static bool IsPayload(JsonElement item) => item.ValueKind == JsonValueKind.Object && PayloadNames.Any(name => item.TryGetProperty(name, out _));

    private static string Language(JsonElement payload) => Property(payload, "language") is { ValueKind: JsonValueKind.String } language ? language.GetString()! : "?";

    // A case without an id is known by its place, so that no line is anonymous.
    private static JsonElement Place(int index) => JsonSerializer.SerializeToElement(index);

    private static JsonElement Word(string text) => JsonSerializer.SerializeToElement(text);

    private static JsonElement Property(JsonElement item, string name) =>
        item.ValueKind == JsonValueKind.Object && item.TryGetProperty(name, out var value) ? value : default;
}
