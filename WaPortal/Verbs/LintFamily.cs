using System.Text.Json;
using System.Text.Json.Nodes;
using WaPortal.Core.Templates;
using WaPortal.Core.Templates.Linting;
using static WaPortal.Verbs.LintCase;

namespace WaPortal.Verbs;

/// <summary>The translations of an exported family as cases, each with what shows only beside the others.</summary>
internal static class LintFamily
{
    private static readonly string[] Shared = ["name", "category", "parameter_format"];

    public static IReadOnlyList<LintCase> Read(JsonElement family, BrokenPlaces places)
    {
        var name = Text(family, "name") ?? "family";
        if (Property(family, "translations") is not { ValueKind: JsonValueKind.Array } translations || translations.GetArrayLength() == 0)
        {
            return [new LintCase(Word(name), new JsonUnicode(family, places.Take("")), false, [new TemplateFinding("family.shape", FindingSeverity.Error, "translations", "The family has no translations.", "The portal's own export") { Reason = "A family is its translations." }])];
        }

        var broken = translations.EnumerateArray().Select((_, i) => places.Take(FormattableString.Invariant($"translations[{i}]"))).ToList();
        var shared = places.Take("");
        var payloads = translations.EnumerateArray().Select(translation => Merged(family, translation)).ToList();
        var beside = payloads.Select(_ => new List<TemplateFinding>()).ToList();
        var members = new Dictionary<string, int>(StringComparer.Ordinal);
        foreach (var (translation, i) in translations.EnumerateArray().Select((t, i) => (t, i)))
        {
            // A second translation in a language is none to be held against the first, nor is one without a language.
            if (Text(payloads[i], "language") is { } language && !broken[i].Contains("language") && !members.TryAdd(language, i)) beside[i].Add(FamilyLint.SecondIn(language));
            if (OtherCategory(Text(family, "category") ?? Text(payloads[0], "category"), translation) is { } category) beside[i].Add(FamilyLint.OtherCategory(category));
        }

        foreach (var found in Compare([.. members.Values.Order().Select(i => payloads[i])])) beside[members[found.Language]].Add(found.Finding);
        return [.. payloads.Select((payload, i) => new LintCase(Word($"{name}/{Text(payload, "language") ?? "?"}"), new JsonUnicode(payload, [.. broken[i], .. shared]), false, beside[i]))];
    }

    /// <summary>The category that the translation departs from; null where it does not.</summary>
    private static string? OtherCategory(string? shared, JsonElement translation)
    {
        var own = Property(translation, "category");
        return own.ValueKind is JsonValueKind.Undefined or JsonValueKind.Null || string.Equals(Text(translation, "category"), shared, StringComparison.OrdinalIgnoreCase) ? null : shared;
    }

    /// <summary>The create payload of a translation: the family's own fields, and all that the translation has.</summary>
    private static JsonElement Merged(JsonElement family, JsonElement translation)
    {
        var payload = new Dictionary<string, JsonElement>(StringComparer.Ordinal);
        if (translation.ValueKind == JsonValueKind.Object)
        {
            foreach (var property in translation.EnumerateObject()) payload[property.Name] = property.Value;
        }

        foreach (var name in Shared)
        {
            if (family.TryGetProperty(name, out var value)) payload[name] = value;
        }

        return JsonSerializer.SerializeToElement(payload);
    }

    private static IReadOnlyList<FamilyFinding> Compare(IReadOnlyList<JsonElement> payloads)
    {
        try
        {
            return FamilyLint.Lint([.. payloads.Select(payload => new FamilyMember(Text(payload, "language")!, Content(payload)))]);
        }
        catch (ArgumentException)
        {
            // A property that is there twice: the payload is judged, a comparison would guess.
            return [];
        }
    }

    private static TemplateContent Content(JsonElement payload)
    {
        var named = string.Equals(Text(payload, "parameter_format"), "NAMED", StringComparison.OrdinalIgnoreCase);
        var components = Property(payload, "components") is { ValueKind: JsonValueKind.Array } array ? (JsonArray)JsonNode.Parse(array.GetRawText())! : [];
        var seconds = Property(payload, "message_send_ttl_seconds") is { ValueKind: JsonValueKind.Number } ttl && ttl.TryGetInt32(out var number) ? number : (int?)null;
        return TemplateImport.FromComponents(components, named ? ParameterFormat.Named : ParameterFormat.Positional).Content with { TimeToLiveSeconds = seconds };
    }

    private static string? Text(JsonElement item, string name) => Property(item, name) is { ValueKind: JsonValueKind.String } text ? text.GetString() : null;

    private static JsonElement Word(string text) => JsonSerializer.SerializeToElement(text);
}
