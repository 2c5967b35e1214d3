using System.Globalization;
using System.Text.Json.Nodes;

namespace WaPortal.Core.Templates;

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
    /// <summary>The components for one person. Fallbacks are the caller's: a missing value is refused here.</summary>
    public static MessageComponents Build(TemplateContent content, ParameterFormat format, TemplateValues values)
    {
        var problems = new List<ValueProblem>();
        var components = new MessageWriter(content.Effective(), format, values, problems).Write();
        return problems.Count > 0 ? new MessageComponents.Refused(problems) : new MessageComponents.Built(components);
    }

    /// <summary>The name of a button in <see cref="TemplateValues.QuickReplyPayloads"/>.</summary>
    /// <param name="index">Its place.</param>
    /// <param name="card">The card it is on; null for the message itself.</param>
    public static string ButtonKey(int index, int? card) => card is null ? string.Create(CultureInfo.InvariantCulture, $"button{index}") : string.Create(CultureInfo.InvariantCulture, $"card{card}.button{index}");

    /// <summary>Why the platform would refuse a value, or null: no line breaks, tabs or more than four blanks in a row, and not empty.</summary>
    public static string? Problem(string? value)
    {
        if (string.IsNullOrWhiteSpace(value)) return "The value is missing.";
        if (value.AsSpan().IndexOfAny('\n', '\r') >= 0) return "The value holds a line break.";
        if (value.Contains('\t', StringComparison.Ordinal)) return "The value holds a tab.";
        return value.Contains("     ", StringComparison.Ordinal) ? "The value holds more than four blanks in a row." : null;
    }

    /// <summary>Why a value cannot stand at the place of a variable, or null.</summary>
    public static string? Problem(TemplateVariable variable, string? value)
    {
        if (Problem(value) is { } problem) return problem;
        return variable.Place switch
        {
            VariablePlace.OfferEnd when OfferEnd.Read(value!) is null => "This is not a moment with its time zone, such as 2026-12-24T18:00+01:00.",
            VariablePlace.ButtonProducts => ProductSections.Read(value!).Problem,
            VariablePlace.HeaderLocation when variable.Name == "latitude" && Degrees(value!, 90) is null => "A latitude is a number between -90 and 90.",
            VariablePlace.HeaderLocation when variable.Name == "longitude" && Degrees(value!, 180) is null => "A longitude is a number between -180 and 180.",
            _ => null,
        };
    }

    private static double? Degrees(string value, double most) =>
        double.TryParse(value.Trim(), NumberStyles.AllowLeadingSign | NumberStyles.AllowDecimalPoint, CultureInfo.InvariantCulture, out var degrees) && Math.Abs(degrees) <= most ? degrees : null;
}
