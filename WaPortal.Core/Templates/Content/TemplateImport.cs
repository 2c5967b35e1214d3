using System.Text.Json.Nodes;

namespace WaPortal.Core.Templates;

/// <summary>A template as it was read from the platform.</summary>
/// <param name="Content">What of it the portal can hold.</param>
/// <param name="NotSupported">Parts that it cannot, in plain words; empty when all of it was read.</param>
public sealed record TemplateImport(TemplateContent Content, IReadOnlyList<string> NotSupported)
{
    /// <summary>Reads the components of a read or list answer.</summary>
    public static TemplateImport FromComponents(JsonArray components, ParameterFormat format)
    {
        var lost = new List<string>();
        var texts = new Dictionary<string, VariableText>(StringComparer.Ordinal);
        var content = new TemplateContent();
        foreach (var component in components.OfType<JsonObject>())
        {
            switch (Text(component, "type").ToUpperInvariant())
            {
                case "HEADER":
                    content = ReadHeader(content, component, lost);
                    Samples(component, "header_text", "header.", content.HeaderText, format, texts);
                    break;
                case "BODY":
                    content = content with { Body = Text(component, "text") };
                    Samples(component, "body_text", "body.", content.Body, format, texts);
                    break;
                case "FOOTER":
                    content = content with { Footer = Text(component, "text") };
                    break;
                case "BUTTONS":
                    content = content with { Buttons = ReadButtons(component, texts, lost) };
                    break;
                case var other:
                    lost.Add($"component {other}");
                    break;
            }
        }

        return new TemplateImport(content with { Texts = texts }, lost);
    }

    private static TemplateContent ReadHeader(TemplateContent content, JsonObject component, List<string> lost)
    {
        var format = Text(component, "format").ToUpperInvariant();
        var kind = format switch
        {
            "TEXT" => HeaderKind.Text,
            "IMAGE" => HeaderKind.Image,
            "VIDEO" => HeaderKind.Video,
            "DOCUMENT" => HeaderKind.Document,
            "LOCATION" => HeaderKind.Location,
            _ => HeaderKind.None,
        };
        if (kind == HeaderKind.None) lost.Add($"header {format}");
        return content with { Header = kind, HeaderText = kind == HeaderKind.Text ? Text(component, "text") : null };
    }

    private static List<TemplateButton> ReadButtons(JsonObject component, Dictionary<string, VariableText> texts, List<string> lost)
    {
        var buttons = new List<TemplateButton>();
        foreach (var button in (component["buttons"] as JsonArray)?.OfType<JsonObject>() ?? [])
        {
            var label = Text(button, "text");
            var sample = button["example"] is JsonArray { Count: > 0 } several ? AsText(several[0]) : AsText(button["example"]);
            switch (Text(button, "type").ToUpperInvariant())
            {
                case "QUICK_REPLY":
                    buttons.Add(new TemplateButton(ButtonKind.QuickReply, label));
                    break;
                case "URL":
                    buttons.Add(new TemplateButton(ButtonKind.Url, label, Text(button, "url")));
                    foreach (var variable in Placeholders.In(Text(button, "url")))
                        texts[new TemplateVariable(VariablePlace.ButtonUrl, variable.Name, buttons.Count - 1).Key] = new VariableText(sample);
                    break;
                case "PHONE_NUMBER":
                    buttons.Add(new TemplateButton(ButtonKind.Phone, label, PhoneNumber: Text(button, "phone_number")));
                    break;
                case "COPY_CODE":
                    buttons.Add(new TemplateButton(ButtonKind.CopyCode, label));
                    texts[new TemplateVariable(VariablePlace.ButtonCode, "code", buttons.Count - 1).Key] = new VariableText(sample);
                    break;
                case var other:
                    lost.Add($"button {other}");
                    break;
            }
        }

        return buttons;
    }

    private static void Samples(JsonObject component, string key, string prefix, string? text, ParameterFormat format, Dictionary<string, VariableText> texts)
    {
        if (component["example"] is not JsonObject example || text is null) return;
        if (format == ParameterFormat.Named)
        {
            foreach (var sample in (example[key + "_named_params"] as JsonArray)?.OfType<JsonObject>() ?? [])
                texts[prefix + Text(sample, "param_name")] = new VariableText(Text(sample, "example"));
            return;
        }

        var row = example[key] is JsonArray { Count: > 0 } outer && outer[0] is JsonArray inner ? inner : example[key] as JsonArray;
        for (var i = 0; i < (row?.Count ?? 0); i++)
            texts[prefix + (i + 1).ToString(System.Globalization.CultureInfo.InvariantCulture)] = new VariableText(AsText(row![i]));
    }

    private static string Text(JsonObject node, string name) => AsText(node[name]);

    private static string AsText(JsonNode? node) => node is JsonValue value && value.TryGetValue<string>(out var text) ? text : "";
}
