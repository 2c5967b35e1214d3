using System.Text.Json.Nodes;

namespace WaPortal.Sandbox;

/// <summary>What a review found: approved, or rejected with one of the documented reasons.</summary>
internal sealed record ReviewVerdict(string? RejectedReason, string? Explanation = null, string? Recommendation = null)
{
    public static readonly ReviewVerdict Approved = new(RejectedReason: null);
}

/// <summary>Judges a template that passed the checks at the door.</summary>
internal interface ITemplateReviewer
{
    ReviewVerdict Review(JsonObject payload);
}

/// <summary>The sandbox's own reading of the published rules that are judged in review.</summary>
internal sealed class RuleReviewer : ITemplateReviewer
{
    public ReviewVerdict Review(JsonObject payload)
    {
        var components = payload.Objects("components").ToList();
        var named = payload.Upper("parameter_format") == "NAMED";
        foreach (var text in components.Where(component => component.Upper("type") is "HEADER" or "BODY").Select(component => component.Text("text")))
        {
            if (text is null) continue;
            if (TemplateText.HasNeighbours(text))
                return Format("Two placeholders stand side by side with no words between them.", "Put descriptive words between the placeholders and resubmit.");
            var variables = TemplateText.Variables(text);
            var opened = text.Split("{{").Length - 1;
            if (opened != text.Split("}}").Length - 1) return Format("A placeholder has mismatched braces.", "Write each placeholder with two opening and two closing braces.");
            if (!named && !variables.Select((variable, at) => variables.Contains((at + 1).ToString(System.Globalization.CultureInfo.InvariantCulture))).All(found => found))
                return Format("The placeholders are not numbered one after the other from {{1}}.", "Number the placeholders from {{1}} without gaps.");
            if (named && variables.Any(variable => !variable.All(c => char.IsAsciiLetterLower(c) || char.IsAsciiDigit(c) || c == '_') || char.IsAsciiDigit(variable[0])))
                return Format("A placeholder has a name that is not allowed.", "Use lower-case letters and underscores in names.");
        }

        var buttons = components.Where(component => component.Upper("type") == "BUTTONS").SelectMany(component => component.Objects("buttons")).Select(button => button.Upper("type")).ToList();
        var groups = buttons.Where((type, at) => type == "QUICK_REPLY" && (at == 0 || buttons[at - 1] != "QUICK_REPLY")).Count();
        if (groups > 1) return Format("Quick replies and other buttons are mixed.", "Put all quick replies together.");
        return ReviewVerdict.Approved;
    }

    private static ReviewVerdict Format(string explanation, string recommendation) => new("INVALID_FORMAT", explanation, recommendation);
}
