using System.Globalization;
using System.Text.RegularExpressions;
using WaPortal.Core.Templates.Linting;

namespace WaPortal.Core.Templates;

/// <summary>The parts of the editor that a finding can belong to.</summary>
public enum TemplateFieldKind
{
    Template,
    Name,
    Language,
    Category,
    Header,
    Body,
    Variables,
    Footer,
    Buttons,
}

/// <summary>A field of the editor.</summary>
/// <param name="Kind">Which part.</param>
/// <param name="ButtonIndex">Which button, where it is one button's.</param>
public sealed partial record TemplateField(TemplateFieldKind Kind, int? ButtonIndex = null)
{
    /// <summary>The field that a finding about <paramref name="content"/>'s payload belongs to.</summary>
    public static TemplateField Of(TemplateFinding finding, TemplateContent content)
    {
        if (finding.Path is "name") return new TemplateField(TemplateFieldKind.Name);
        if (finding.Path is "language") return new TemplateField(TemplateFieldKind.Language);
        if (finding.Path is "category") return new TemplateField(TemplateFieldKind.Category);
        if (PathPattern().Match(finding.Path) is not { Success: true } match) return new TemplateField(TemplateFieldKind.Template);

        // The writer puts components in one order: header, body, footer, buttons, each only when it is there.
        var order = new List<TemplateFieldKind>();
        if (content.Header != HeaderKind.None) order.Add(TemplateFieldKind.Header);
        order.Add(TemplateFieldKind.Body);
        if (!string.IsNullOrWhiteSpace(content.Footer)) order.Add(TemplateFieldKind.Footer);
        order.Add(TemplateFieldKind.Buttons);
        var index = int.Parse(match.Groups[1].Value, CultureInfo.InvariantCulture);
        var kind = index < order.Count ? order[index] : TemplateFieldKind.Template;
        var isSample = match.Groups[2].Value.StartsWith(".example", StringComparison.Ordinal) && !content.HasMediaHeader;
        if (kind is TemplateFieldKind.Body or TemplateFieldKind.Header && (isSample || (kind == TemplateFieldKind.Body && match.Groups[2].Value.StartsWith(".example", StringComparison.Ordinal))))
            return new TemplateField(TemplateFieldKind.Variables);
        return new TemplateField(kind, match.Groups[3].Success ? int.Parse(match.Groups[3].Value, CultureInfo.InvariantCulture) : null);
    }

    [GeneratedRegex(@"^components\[(\d{1,4})\]((?:\.buttons\[(\d{1,4})\])?.*)$", RegexOptions.CultureInvariant)]
    private static partial Regex PathPattern();
}
