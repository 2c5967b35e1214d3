using System.Globalization;
using System.Text.Json.Nodes;

namespace WaPortal.Core.Templates;

/// <summary>A file for a media header: an uploaded media id or a public address.</summary>
/// <param name="MediaId">Media id of the sender number; takes precedence.</param>
/// <param name="Link">A public https address.</param>
/// <param name="FileName">Shown for documents.</param>
public sealed record HeaderMedia(string? MediaId, string? Link = null, string? FileName = null);

/// <summary>A place for a location header.</summary>
public sealed record HeaderLocation(double Latitude, double Longitude, string Name, string Address);

/// <summary>What one person's message is filled with.</summary>
/// <param name="Values">By <see cref="TemplateVariable.Key"/>.</param>
/// <param name="Media">For a media header.</param>
/// <param name="Location">For a location header.</param>
/// <param name="QuickReplyPayloads">By button index: what comes back when it is tapped. Without one the platform sends the label.</param>
public sealed record TemplateValues(
    IReadOnlyDictionary<string, string> Values, HeaderMedia? Media = null, HeaderLocation? Location = null, IReadOnlyDictionary<int, string>? QuickReplyPayloads = null);

/// <summary>Why a value cannot be sent.</summary>
/// <param name="Key">The variable, or <c>header</c>.</param>
/// <param name="Message">For the report; holds no value.</param>
public sealed record ValueProblem(string Key, string Message);

/// <summary>The components of a message, or why there are none.</summary>
public abstract record MessageComponents
{
    private MessageComponents()
    {
    }

    /// <summary>As on the wire; empty for a template without anything to fill.</summary>
    public sealed record Built(IReadOnlyList<JsonObject> Components) : MessageComponents;

    /// <summary>A value is missing or the platform would refuse it (132018, 132000).</summary>
    public sealed record Refused(IReadOnlyList<ValueProblem> Problems) : MessageComponents;
}

/// <summary>Writes the components of one message.</summary>
public static class TemplateMessageComponents
{
    private const int MaxCodeLength = 20;

    /// <summary>The components for one person. Fallbacks are the caller's: a missing value is refused here.</summary>
    public static MessageComponents Build(TemplateContent content, ParameterFormat format, TemplateValues values)
    {
        var problems = new List<ValueProblem>();
        var components = new List<JsonObject>();
        var variables = content.Variables();
        AddHeader(content, format, variables, values, components, problems);
        AddTexts("body", VariablePlace.Body, format, variables, values, components, problems);
        for (var i = 0; i < content.Buttons.Count; i++) AddButton(content, i, variables, values, components, problems);
        return problems.Count > 0 ? new MessageComponents.Refused(problems) : new MessageComponents.Built(components);
    }

    /// <summary>Why the platform would refuse a value, or null: no line breaks, tabs or more than four blanks in a row, and not empty.</summary>
    public static string? Problem(string? value)
    {
        if (string.IsNullOrWhiteSpace(value)) return "The value is missing.";
        if (value.AsSpan().IndexOfAny('\n', '\r') >= 0) return "The value holds a line break.";
        if (value.Contains('\t', StringComparison.Ordinal)) return "The value holds a tab.";
        return value.Contains("     ", StringComparison.Ordinal) ? "The value holds more than four blanks in a row." : null;
    }

    private static void AddHeader(
        TemplateContent content, ParameterFormat format, IReadOnlyList<TemplateVariable> variables, TemplateValues values, List<JsonObject> components, List<ValueProblem> problems)
    {
        if (content.Header == HeaderKind.Text)
        {
            AddTexts("header", VariablePlace.Header, format, variables, values, components, problems);
        }
        else if (content.HasMediaHeader)
        {
            if (values.Media is not { } media || (media.MediaId ?? media.Link) is null)
            {
                problems.Add(new ValueProblem("header", "The file of the header is missing."));
                return;
            }

            var kind = content.Header.ToString().ToLowerInvariant();
            var file = media.MediaId is { } id ? new JsonObject { ["id"] = id } : new JsonObject { ["link"] = media.Link };
            if (content.Header == HeaderKind.Document && media.FileName is { } name) file["filename"] = name;
            components.Add(Component("header", new JsonObject { ["type"] = kind, [kind] = file }));
        }
        else if (content.Header == HeaderKind.Location)
        {
            if (values.Location is not { } place)
            {
                problems.Add(new ValueProblem("header", "The place of the header is missing."));
                return;
            }

            components.Add(Component("header", new JsonObject
            {
                ["type"] = "location",
                ["location"] = new JsonObject
                {
                    ["latitude"] = place.Latitude.ToString("R", CultureInfo.InvariantCulture),
                    ["longitude"] = place.Longitude.ToString("R", CultureInfo.InvariantCulture),
                    ["name"] = place.Name,
                    ["address"] = place.Address,
                },
            }));
        }
    }

    private static void AddTexts(
        string type, VariablePlace where, ParameterFormat format, IReadOnlyList<TemplateVariable> variables, TemplateValues values, List<JsonObject> components, List<ValueProblem> problems)
    {
        var here = variables.Where(v => v.Place == where);
        // Positional values go by number, which need not be the order in the text.
        var ordered = format == ParameterFormat.Positional
            ? here.OrderBy(v => int.TryParse(v.Name, CultureInfo.InvariantCulture, out var n) ? n : int.MaxValue)
            : here;
        var parameters = new List<JsonObject>();
        foreach (var variable in ordered)
        {
            if (Value(variable, values, problems) is not { } value) continue;
            var parameter = new JsonObject { ["type"] = "text", ["text"] = value };
            if (format == ParameterFormat.Named) parameter["parameter_name"] = variable.Name;
            parameters.Add(parameter);
        }

        if (parameters.Count > 0) components.Add(Component(type, [.. parameters]));
    }

    private static void AddButton(
        TemplateContent content, int index, IReadOnlyList<TemplateVariable> variables, TemplateValues values, List<JsonObject> components, List<ValueProblem> problems)
    {
        var variable = variables.FirstOrDefault(v => v.ButtonIndex == index);
        switch (content.Buttons[index].Kind)
        {
            case ButtonKind.QuickReply when values.QuickReplyPayloads?.GetValueOrDefault(index) is { } payload:
                components.Add(Button("quick_reply", index, new JsonObject { ["type"] = "payload", ["payload"] = payload }));
                break;
            case ButtonKind.Url when variable is not null && Value(variable, values, problems) is { } suffix:
                components.Add(Button("url", index, new JsonObject { ["type"] = "text", ["text"] = Suffix(suffix) }));
                break;
            case ButtonKind.CopyCode when Value(variable!, values, problems) is { } code:
                if (code.Length > MaxCodeLength) problems.Add(new ValueProblem(variable!.Key, "The code has more than 20 characters."));
                components.Add(Button("copy_code", index, new JsonObject { ["type"] = "coupon_code", ["coupon_code"] = code }));
                break;
        }
    }

    private static string? Value(TemplateVariable variable, TemplateValues values, List<ValueProblem> problems)
    {
        var value = values.Values.GetValueOrDefault(variable.Key);
        if (Problem(value) is not { } problem) return value;
        problems.Add(new ValueProblem(variable.Key, problem));
        return null;
    }

    // The platform puts the value behind the address as it comes. Whole paths and queries are legal values ("autumn?r=1"), so only what
    // may not stand in an address at all is escaped, and an escape that is already there is left alone.
    private static string Suffix(string value)
    {
        var escaped = new System.Text.StringBuilder();
        for (var i = 0; i < value.Length; i++)
        {
            var c = value[i];
            var isEscape = c == '%' && i + 2 < value.Length && char.IsAsciiHexDigit(value[i + 1]) && char.IsAsciiHexDigit(value[i + 2]);
            if (isEscape || char.IsAsciiLetterOrDigit(c) || "-._~/?#[]@!$&'()*+,;=:".Contains(c, StringComparison.Ordinal))
            {
                escaped.Append(c);
            }
            else if (char.IsHighSurrogate(c) && i + 1 < value.Length && char.IsLowSurrogate(value[i + 1]))
            {
                escaped.Append(Uri.EscapeDataString(value.AsSpan(i, 2)));
                i++;
            }
            else
            {
                escaped.Append(Uri.EscapeDataString(char.IsSurrogate(c) ? "\uFFFD" : c.ToString()));
            }
        }

        return escaped.ToString();
    }

    private static JsonObject Component(string type, params JsonObject[] parameters) =>
        new() { ["type"] = type, ["parameters"] = new JsonArray([.. parameters]) };

    private static JsonObject Button(string subType, int index, JsonObject parameter) => new()
    {
        ["type"] = "button",
        ["sub_type"] = subType,
        ["index"] = index.ToString(CultureInfo.InvariantCulture),
        ["parameters"] = new JsonArray(parameter),
    };
}
