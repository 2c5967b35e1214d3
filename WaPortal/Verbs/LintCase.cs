using System.Text.Json;
using WaPortal.Core.Templates.Linting;

namespace WaPortal.Verbs;

/// <summary>One payload to judge, and what is known to be wrong with it from beside it.</summary>
/// <param name="Id">As given, or its place or name.</param>
/// <param name="Payload">The payload, and where its texts were broken; undefined where a case has none.</param>
/// <param name="IsRead">The platform gave it out.</param>
/// <param name="Beside">Findings of its family.</param>
internal sealed record LintCase(JsonElement Id, JsonUnicode Payload, bool IsRead, IReadOnlyList<TemplateFinding> Beside)
{
    private const string FamilyFormat = "waportal.template-family";

    private static readonly string[] PayloadNames = ["name", "language", "category", "components", "library_template_name"];

    /// <summary>What there is to say about it.</summary>
    public IReadOnlyList<TemplateFinding> Lint() => [.. TemplateLinter.Lint(Payload, IsRead), .. Beside];

    /// <summary>The cases of a document: an array, a list answer of the platform, one payload, or an exported family. Null for none of these.</summary>
    public static IReadOnlyList<LintCase>? Read(JsonElement document)
    {
        var whole = JsonUnicode.Of(document);
        var places = new BrokenPlaces(whole.Broken);
        if (Cases(whole.Root, places) is not { } cases) return null;
        // What is broken beside all payloads is told with the first.
        if (places.Rest() is not { Count: > 0 } rest) return cases;
        var first = cases.Count > 0 ? cases[0] : new LintCase(Place(0), new JsonUnicode(default, []), false, []);
        return [first with { Payload = first.Payload with { Broken = [.. first.Payload.Broken, .. rest] } }, .. cases.Skip(1)];
    }

    private static IReadOnlyList<LintCase>? Cases(JsonElement document, BrokenPlaces places)
    {
        if (document.ValueKind == JsonValueKind.Array) return [.. document.EnumerateArray().SelectMany((item, i) => Of(item, i, isRead: false, places.Within(FormattableString.Invariant($"[{i}]"))))];
        if (document.ValueKind != JsonValueKind.Object) return null;
        if (IsFamily(document) || document.TryGetProperty("payload", out _)) return [.. Of(document, 0, isRead: false, places)];
        if (document.TryGetProperty("data", out var list) && list.ValueKind == JsonValueKind.Array)
            return [.. list.EnumerateArray().SelectMany((item, i) => Of(item, i, isRead: true, places.Within(FormattableString.Invariant($"data[{i}]"))))];
        if (!IsPayload(document)) return null;
        return [new LintCase(Property(document, "name") is { ValueKind: JsonValueKind.String } name ? name : Place(0), new JsonUnicode(document, places.Take("")), IsGivenOut(document), [])];
    }

    private static IEnumerable<LintCase> Of(JsonElement item, int index, bool isRead, BrokenPlaces places)
    {
        if (IsFamily(item)) return LintFamily.Read(item, places);
        var id = Property(item, "id") is { ValueKind: JsonValueKind.String or JsonValueKind.Number } given ? given : Place(index);
        // A payload may also stand in the array by itself; a case without one is judged as missing.
        var payload = Property(item, "payload");
        if (payload.ValueKind == JsonValueKind.Undefined && IsPayload(item)) return [new LintCase(id, new JsonUnicode(item, places.Take("")), isRead || IsGivenOut(item), [])];
        return [new LintCase(id, new JsonUnicode(payload, [.. places.Take("payload"), .. places.Take("")]), isRead || IsGivenOut(payload), [])];
    }

    private static bool IsFamily(JsonElement item) => Property(item, "format") is { ValueKind: JsonValueKind.String } format && format.ValueEquals(FamilyFormat);

    private static bool IsPayload(JsonElement item) => item.ValueKind == JsonValueKind.Object && PayloadNames.Any(name => item.TryGetProperty(name, out _));

    // The platform gives both to a template; whoever creates one has neither.
    private static bool IsGivenOut(JsonElement item) =>
        Property(item, "status").ValueKind == JsonValueKind.String && Property(item, "id").ValueKind is JsonValueKind.String or JsonValueKind.Number;

    // A case without an id is known by its place, so that no line is anonymous.
    private static JsonElement Place(int index) => JsonSerializer.SerializeToElement(index);

    internal static JsonElement Property(JsonElement item, string name) =>
        item.ValueKind == JsonValueKind.Object && item.TryGetProperty(name, out var value) ? value : default;
}
