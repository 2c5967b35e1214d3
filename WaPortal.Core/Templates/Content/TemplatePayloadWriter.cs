using System.Text.Json;
using System.Text.Json.Nodes;
using WaPortal.Core.Templates.Linting;

namespace WaPortal.Core.Templates;

/// <summary>Writes contents as the platform's create and edit calls want them.</summary>
public static class TemplatePayloadWriter
{
    // Stands for the handle that the upload gives at submission, so that a draft can be judged before.
    private const string PendingHandle = "4::pending";

    /// <summary>The whole create payload.</summary>
    /// <param name="content">What it says.</param>
    /// <param name="name">The template's name.</param>
    /// <param name="language">The platform's code.</param>
    /// <param name="category">What it is for.</param>
    /// <param name="format">How variables are written.</param>
    /// <param name="sampleHandle">Handle of the uploaded header sample; null while it is not uploaded.</param>
    public static JsonObject ToCreatePayload(
        this TemplateContent content, string name, string language, TemplateCategory category, ParameterFormat format, string? sampleHandle = null) => new()
        {
            ["name"] = name,
            ["language"] = language,
            ["category"] = category.ToString().ToUpperInvariant(),
            ["parameter_format"] = format.ToString().ToUpperInvariant(),
            ["components"] = content.ToComponents(format, sampleHandle),
        };

    /// <summary>The components alone, as an edit sends them.</summary>
    public static JsonArray ToComponents(this TemplateContent content, ParameterFormat format, string? sampleHandle = null)
    {
        var components = new JsonArray();
        if (content.Header != HeaderKind.None) components.Add((JsonNode)Header(content, format, sampleHandle));
        var body = new JsonObject { ["type"] = "BODY", ["text"] = content.Body };
        AddSamples(body, content, VariablePlace.Body, format);
        components.Add((JsonNode)body);
        if (!string.IsNullOrWhiteSpace(content.Footer)) components.Add((JsonNode)new JsonObject { ["type"] = "FOOTER", ["text"] = content.Footer });
        if (content.Buttons.Count > 0)
            components.Add((JsonNode)new JsonObject { ["type"] = "BUTTONS", ["buttons"] = new JsonArray([.. content.Buttons.Select((b, i) => Button(content, b, i))]) });
        return components;
    }

    /// <summary>What the linter says about the content.</summary>
    public static IReadOnlyList<TemplateFinding> Lint(this TemplateContent content, string name, string language, TemplateCategory category, ParameterFormat format) =>
        TemplateLinter.Lint(JsonSerializer.SerializeToElement(content.ToCreatePayload(name, language, category, format)));

    private static JsonObject Header(TemplateContent content, ParameterFormat format, string? sampleHandle)
    {
        var header = new JsonObject { ["type"] = "HEADER", ["format"] = content.Header.ToString().ToUpperInvariant() };
        if (content.Header == HeaderKind.Text)
        {
            header["text"] = content.HeaderText ?? "";
            AddSamples(header, content, VariablePlace.Header, format);
        }
        else if (content.HasMediaHeader && (sampleHandle ?? (content.HeaderMedia is null ? null : PendingHandle)) is { } handle)
        {
            header["example"] = new JsonObject { ["header_handle"] = new JsonArray(handle) };
        }

        return header;
    }

    private static void AddSamples(JsonObject component, TemplateContent content, VariablePlace place, ParameterFormat format)
    {
        var variables = content.Variables().Where(v => v.Place == place).ToList();
        if (variables.Count == 0) return;
        var key = place == VariablePlace.Body ? "body_text" : "header_text";
        if (format == ParameterFormat.Named)
        {
            var named = new JsonArray([.. variables.Select(v => new JsonObject { ["param_name"] = v.Name, ["example"] = content.SampleOf(v) })]);
            component["example"] = new JsonObject { [key + "_named_params"] = named };
            return;
        }

        // Samples go by number, whatever the order in the text.
        var ordered = variables.OrderBy(v => int.TryParse(v.Name, System.Globalization.CultureInfo.InvariantCulture, out var n) ? n : int.MaxValue);
        var samples = new JsonArray([.. ordered.Select(v => (JsonNode?)content.SampleOf(v))]);
        component["example"] = new JsonObject { [key] = place == VariablePlace.Body ? new JsonArray(samples) : samples };
    }

    private static JsonObject Button(TemplateContent content, TemplateButton button, int index)
    {
        switch (button.Kind)
        {
            case ButtonKind.QuickReply:
                return new JsonObject { ["type"] = "QUICK_REPLY", ["text"] = button.Text };
            case ButtonKind.Phone:
                return new JsonObject { ["type"] = "PHONE_NUMBER", ["text"] = button.Text, ["phone_number"] = button.PhoneNumber ?? "" };
            case ButtonKind.CopyCode:
                return new JsonObject { ["type"] = "COPY_CODE", ["example"] = content.SampleOf(new TemplateVariable(VariablePlace.ButtonCode, "code", index)) };
            case ButtonKind.Url:
                var link = new JsonObject { ["type"] = "URL", ["text"] = button.Text, ["url"] = button.Url ?? "" };
                var variables = content.Variables().Where(v => v.Place == VariablePlace.ButtonUrl && v.ButtonIndex == index).ToList();
                if (variables.Count > 0) link["example"] = new JsonArray([.. variables.Select(v => (JsonNode?)content.SampleOf(v))]);
                return link;
            default:
                throw new InvalidOperationException($"Unknown kind of button {button.Kind}.");
        }
    }
}
