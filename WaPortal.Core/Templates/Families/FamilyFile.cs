using System.Text.Encodings.Web;
using System.Text.Json;
using System.Text.Json.Nodes;

namespace WaPortal.Core.Templates;

/// <summary>What became of reading a file.</summary>
public abstract record FamilyReading
{
    private FamilyReading()
    {
    }

    /// <summary>A template.</summary>
    /// <param name="Remarks">What could not be taken over whole, for people.</param>
    public sealed record Read(TemplateFamily Family, IReadOnlyList<string> Remarks) : FamilyReading;

    /// <summary>Not such a file.</summary>
    /// <param name="Reason">For people.</param>
    public sealed record Refused(string Reason) : FamilyReading;
}

/// <summary>
/// A template in all its languages as one JSON document: <c>{ "format": "waportal.template-family", "version": 1, "name", "category", "parameter_format",
/// "translations": [ { "language", "components", "message_send_ttl_seconds"?, "fallbacks"? } ] }</c>. Components are those of the platform's create call, so that other
/// programs can use them; <c>fallbacks</c> are what stands in for a missing value, by variable. Sample files are not part of it.
/// </summary>
public static class FamilyFile
{
    /// <summary>Largest file that is read, in bytes.</summary>
    public const int MaxLength = 2 * 1024 * 1024;

    private const string Format = "waportal.template-family";
    private const int Version = 1;

    private static readonly JsonSerializerOptions Readable = new() { WriteIndented = true, Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping };

    /// <summary>The document.</summary>
    public static byte[] Write(TemplateFamily family)
    {
        var translations = family.Translations.Select(translation =>
        {
            var content = translation.Content;
            var json = new JsonObject { ["language"] = translation.Language, ["components"] = content.ToComponents(family.ParameterFormat) };
            if (content.TimeToLiveSeconds is { } seconds)
                json["message_send_ttl_seconds"] = seconds;
            var fallbacks = content.Variables().Where(v => content.FallbackOf(v) is not null).Select(v => KeyValuePair.Create(v.Key, (JsonNode?)content.FallbackOf(v))).ToList();
            if (fallbacks.Count > 0)
                json["fallbacks"] = new JsonObject(fallbacks);
            return (JsonNode)json;
        });
        return JsonSerializer.SerializeToUtf8Bytes(
            new JsonObject
            {
                ["format"] = Format,
                ["version"] = Version,
                ["name"] = family.Name,
                ["category"] = family.Category.ToString().ToUpperInvariant(),
                ["parameter_format"] = family.ParameterFormat.ToString().ToUpperInvariant(),
                ["translations"] = new JsonArray([.. translations]),
            },
            Readable);
    }

    /// <summary>Reads a document of <see cref="Write"/>, or one create payload of the platform.</summary>
    public static FamilyReading Read(ReadOnlySpan<byte> file)
    {
        if (file.Length > MaxLength)
            return new FamilyReading.Refused("The file is larger than 2 MiB; no template is.");
        try
        {
            return JsonNode.Parse(file, documentOptions: new JsonDocumentOptions { MaxDepth = 32, AllowDuplicateProperties = false }) is JsonObject root
                ? Read(root)
                : new FamilyReading.Refused("The file holds no template: its outermost part must be a JSON object.");
        }
        catch (JsonException e)
        {
            return new FamilyReading.Refused(FormattableString.Invariant($"This is no JSON: line {e.LineNumber + 1} cannot be read."));
        }
    }

    private static FamilyReading Read(JsonObject root)
    {
        var isPayload = root["components"] is JsonArray && root["translations"] is null;
        if (!isPayload && Text(root, "format") != Format)
            return new FamilyReading.Refused("This is no exported template: \"format\" does not say \"waportal.template-family\".");
        if (!isPayload && !(root["version"] is JsonValue version && version.TryGetValue<int>(out var number) && number == Version))
            return new FamilyReading.Refused("The file was written by a newer program. This one reads version 1.");
        if (!Enum.TryParse<TemplateCategory>(Text(root, "category"), ignoreCase: true, out var category) || !Enum.IsDefined(category))
            return new FamilyReading.Refused("\"category\" must be MARKETING, UTILITY or AUTHENTICATION.");
        var format = string.Equals(Text(root, "parameter_format"), "NAMED", StringComparison.OrdinalIgnoreCase) ? ParameterFormat.Named : ParameterFormat.Positional;
        var parts = isPayload ? [root] : (root["translations"] as JsonArray ?? []).OfType<JsonObject>().ToList();
        if (parts.Count is 0 or > 120)
            return new FamilyReading.Refused("The file must hold between 1 and 120 translations.");

        var remarks = new List<string>();
        var translations = new List<FamilyTranslation>();
        foreach (var part in parts)
        {
            var language = Text(part, "language");
            if (TemplateLanguages.Find(language) is null)
                return new FamilyReading.Refused($"WhatsApp knows no language \"{(language.Length > 20 ? language[..20] : language)}\".");
            if (translations.Exists(t => t.Language == language))
                return new FamilyReading.Refused($"The language {language} stands in the file twice.");
            if (part["components"] is not JsonArray components)
                return new FamilyReading.Refused($"The translation {language} has no \"components\".");
            var import = TemplateImport.FromComponents(components, format, category == TemplateCategory.Authentication);
            remarks.AddRange(import.NotSupported.Select(what => $"{language}: {what} is kept, but cannot be edited here."));
            remarks.AddRange(import.Samples.Select(s => $"{language}: the sample {Word(s.Kind)} {(s.CardIndex is { } card ? $"of card {card + 1} " : "")}is not in the file; upload it again."));
            translations.Add(new FamilyTranslation(language, WithFallbacks(import.Content, part["fallbacks"] as JsonObject) with { TimeToLiveSeconds = Seconds(part) }));
        }

        return new FamilyReading.Read(new TemplateFamily(Text(root, "name"), category, format, translations), remarks);
    }

    private static TemplateContent WithFallbacks(TemplateContent content, JsonObject? fallbacks)
    {
        if (fallbacks is null)
            return content;
        var texts = new Dictionary<string, VariableText>(content.Texts, StringComparer.Ordinal);
        foreach (var variable in content.Variables())
        {
            if (Text(fallbacks, variable.Key) is { Length: > 0 } fallback)
                texts[variable.Key] = new VariableText(content.SampleOf(variable), fallback);
        }

        return content with { Texts = texts };
    }

    private static int? Seconds(JsonObject part) => part["message_send_ttl_seconds"] is JsonValue value && value.TryGetValue<int>(out var seconds) ? seconds : null;

    private static string Text(JsonObject json, string name) => json[name] is JsonValue value && value.TryGetValue<string>(out var text) ? text : "";

    private static string Word(HeaderKind kind) => kind switch
    {
        HeaderKind.Image => "picture",
        HeaderKind.Video => "video",
        _ => "document",
    };
}
