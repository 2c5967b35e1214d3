using System.Text.Json.Nodes;
using System.Text.RegularExpressions;

namespace WaPortal.Sandbox;

/// <summary>What the platform refuses at once when a template is created or edited, with the documented subcodes.</summary>
internal static partial class TemplateShape
{
    private static readonly HashSet<string> Types =
        ["HEADER", "BODY", "FOOTER", "BUTTONS", "CAROUSEL", "LIMITED_TIME_OFFER", "CALL_PERMISSION_REQUEST"];

    public static GraphAnswer? CheckIdentity(JsonObject payload)
    {
        if (payload.Text("name") is not { Length: > 0 } name) return Missing("name");
        if (name.Length > 512) return GraphErrors.InvalidTemplate(2388040, "Field is too long", "A template's name has at most 512 characters.", "name");
        if (!Name().IsMatch(name)) return GraphErrors.InvalidTemplate(2388046, "Name format is wrong", "The name can only have lower-case letters, digits and underscores.", "name");
        if (payload.Text("language") is not { Length: > 0 } language) return Missing("language");
        if (!TemplateLocales.Codes.Contains(language)) return GraphErrors.InvalidTemplate(null, "Language is not supported", $"The language {language} is not one that templates can be written in.", "language");
        return payload["category"] is null ? Missing("category") : null;
    }

    public static GraphAnswer? CheckContent(JsonArray? components, string category, bool named)
    {
        if (category is not ("MARKETING" or "UTILITY" or "AUTHENTICATION"))
            return GraphErrors.InvalidTemplate(null, "Category is not supported", "The category is MARKETING, UTILITY or AUTHENTICATION.", "category");
        if (components is null || components.Count == 0) return Missing("components");
        var seen = new HashSet<string>();
        foreach (var node in components)
        {
            var type = (node as JsonObject)?.Upper("type") ?? "";
            if (!Types.Contains(type)) return GraphErrors.InvalidTemplate(null, "Component is not supported", $"A component has the unknown type '{type}'.", "components");
            if (!seen.Add(type)) return GraphErrors.InvalidTemplate(null, "Component is there twice", $"Only one {type} component is possible.", "components");
        }

        if (!seen.Contains("BODY")) return Missing("components", 2388043, "The components lack a BODY.");
        if (SpecialShape.Check([.. components.OfType<JsonObject>()], category) is { } special) return special;
        foreach (var component in components.OfType<JsonObject>())
        {
            if (Check(component, category, named) is { } refusal) return refusal;
        }

        return null;
    }

    private static GraphAnswer? Check(JsonObject component, string category, bool named) => component.Upper("type") switch
    {
        "HEADER" => CheckHeader(component, named),
        "BODY" when category == "AUTHENTICATION" => null,
        "BODY" => CheckBody(component, named),
        "FOOTER" when category == "AUTHENTICATION" => null,
        "FOOTER" => CheckFooter(component),
        "BUTTONS" => CheckButtons(component),
        "CAROUSEL" => component.Objects("cards").SelectMany(card => card.Objects("components")).Select(part => Check(part, category, named)).FirstOrDefault(refusal => refusal is not null),
        _ => null,
    };

    private static GraphAnswer? CheckHeader(JsonObject header, bool named)
    {
        var format = header.Upper("format");
        if (format is "IMAGE" or "VIDEO" or "DOCUMENT" or "GIF")
            return header["example"] is JsonObject example && example["header_handle"] is JsonArray { Count: > 0 } ? null : Missing("components", 2388043, "A media header needs an example handle.");
        if (format is "LOCATION" or "PRODUCT") return null;
        if (format != "TEXT") return GraphErrors.InvalidTemplate(null, "Header format is not supported", $"The header format '{format}' is not known.", "components");
        if (header.Text("text") is not { Length: > 0 } text) return Missing("components", 2388043, "A text header needs its text.");
        if (text.Length > 60) return TooLong("header", 60);
        if (text.Contains('\n', StringComparison.Ordinal) || text.Contains('*', StringComparison.Ordinal))
            return GraphErrors.InvalidTemplate(2388072, "Message header is wrong", "Message header can't have new lines, formatting characters, emojis or asterisks.");
        var variables = TemplateText.Variables(text);
        if (variables.Count > 1) return GraphErrors.InvalidTemplate(2388293, "Too many variables", "A header can hold one variable.");
        return Examples(header, variables, named, "header_text");
    }

    private static GraphAnswer? CheckBody(JsonObject body, bool named)
    {
        if (body.Text("text") is not { Length: > 0 } text) return Missing("components", 2388043, "The body needs its text.");
        if (text.Length > 1024) return TooLong("body", 1024);
        var variables = TemplateText.Variables(text);
        if (TemplateText.TouchesAnEdge(text)) return GraphErrors.InvalidTemplate(2388299, "Variables can't be at the start or end of the template", "Put words before the first and after the last variable.");
        if (TemplateText.FixedWords(text) < 2 * variables.Count + 1 && variables.Count > 0)
            return GraphErrors.InvalidTemplate(2388293, "Too many variables for its length", "This template has too many variables for its length. Reduce the number of variables or increase the message length.");
        return Examples(body, variables, named, "body_text");
    }

    private static GraphAnswer? CheckFooter(JsonObject footer)
    {
        if (footer.Text("text") is not { Length: > 0 } text) return Missing("components", 2388043, "A footer needs its text.");
        if (text.Length > 60) return TooLong("footer", 60);
        return text.Contains('\n', StringComparison.Ordinal) || TemplateText.Variables(text).Count > 0
            ? GraphErrors.InvalidTemplate(2388073, "Message footer is wrong", "The footer can't have variables or line breaks.")
            : null;
    }

    private static GraphAnswer? CheckButtons(JsonObject component)
    {
        var buttons = component.Objects("buttons").ToList();
        if (buttons.Count is 0 or > 10) return GraphErrors.InvalidTemplate(null, "Number of buttons is wrong", "A template has one to ten buttons.", "components");
        foreach (var button in buttons)
        {
            var type = button.Upper("type");
            var label = button.Text("text");
            if (type is "QUICK_REPLY" or "URL" or "PHONE_NUMBER" && string.IsNullOrEmpty(label)) return Missing("components", 2388043, "A button needs its text.");
            if (label is { Length: > 25 } && type != "OTP") return TooLong("button label", 25);
            if (label is not null && (label.Contains("{{", StringComparison.Ordinal) || label.Contains('\n', StringComparison.Ordinal)))
                return GraphErrors.InvalidTemplate(2388060, "Button text is wrong", "Buttons can't have any variables, newlines, emojis or formatting characters.");
            if (type == "URL" && (button.Text("url") is not { } url || !Uri.TryCreate(url.Split("{{")[0], UriKind.Absolute, out var address) || address.Scheme is not ("http" or "https")))
                return GraphErrors.InvalidTemplate(2388049, "Button address is wrong", "The address of a URL button is not valid.");
            if (type == "URL" && TemplateText.Variables(button.Text("url")).Count > 0 && button["example"] is not (JsonArray { Count: > 0 } or JsonValue))
                return Missing("components", 2388043, "A URL button with a variable needs an example.");
            if (type == "PHONE_NUMBER" && button.Text("phone_number") is not { Length: > 0 and <= 20 }) return Missing("components", 2388043, "A phone button needs a number of at most 20 characters.");
            if (type == "COPY_CODE" && button["example"].AsText() is { Length: > 20 }) return GraphErrors.InvalidTemplate(2388055, "Coupon code is too long", "A coupon code has at most 20 characters.");
        }

        return null;
    }

    private static GraphAnswer? Examples(JsonObject component, IReadOnlyList<string> variables, bool named, string field)
    {
        if (variables.Count == 0) return null;
        var example = component["example"] as JsonObject;
        var given = named
            ? example?[field + "_named_params"] as JsonArray
            : field == "body_text" && example?[field] is JsonArray { Count: > 0 } outer && outer[0] is JsonArray inner ? inner : example?[field] as JsonArray;
        if (given is null || given.Count == 0) return Missing("components", 2388043, $"The component lacks the field example ({field}).");
        return given.Count == variables.Count ? null
            : GraphErrors.InvalidTemplate(2388043, "Examples do not fit", $"The text has {variables.Count} variables and {given.Count} examples.", "components");
    }

    private static GraphAnswer Missing(string field, int? subcode = null, string? message = null) =>
        GraphErrors.InvalidTemplate(subcode, "Field is missing", message ?? $"The field {field} is required.", field);

    private static GraphAnswer TooLong(string what, int most) =>
        GraphErrors.InvalidTemplate(2388040, "Field is too long", $"The {what} has at most {most} characters.", "components");

    [GeneratedRegex("^[a-z0-9_]+\\z")]
    private static partial Regex Name();
}
