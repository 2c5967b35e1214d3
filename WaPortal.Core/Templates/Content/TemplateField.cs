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

    /// <summary>The strip of a limited-time offer.</summary>
    Offer,

    /// <summary>The carousel as a whole; what belongs to one card has its part and <see cref="TemplateField.CardIndex"/>.</summary>
    Cards,

    /// <summary>How long delivery is tried.</summary>
    TimeToLive,
}

/// <summary>A field of the editor.</summary>
/// <param name="Kind">Which part.</param>
/// <param name="ButtonIndex">Which button, where it is one button's.</param>
/// <param name="CardIndex">Which card, where it is one card's.</param>
public sealed partial record TemplateField(TemplateFieldKind Kind, int? ButtonIndex = null, int? CardIndex = null)
{
    /// <summary>The field that a finding about <paramref name="content"/>'s payload belongs to.</summary>
    public static TemplateField Of(TemplateFinding finding, TemplateContent content)
    {
        if (finding.Path is "name") return new TemplateField(TemplateFieldKind.Name);
        if (finding.Path is "language") return new TemplateField(TemplateFieldKind.Language);
        if (finding.Path is "category") return new TemplateField(TemplateFieldKind.Category);
        if (finding.Path is "message_send_ttl_seconds") return new TemplateField(TemplateFieldKind.TimeToLive);
        if (PathPattern().Match(finding.Path) is not { Success: true } match) return new TemplateField(TemplateFieldKind.Template);

        var order = TemplatePayloadWriter.Order(content);
        // A component that is missing is looked for behind the last one; it is mostly the buttons that are missing.
        var kind = Number(match.Groups["component"]) is { } index && index < order.Count ? order[index] : TemplateFieldKind.Buttons;
        var card = Number(match.Groups["card"]);
        var header = content.Header;
        if (kind == TemplateFieldKind.Cards && card is { } at && at < content.Cards.Count)
        {
            header = content.Cards[at].Header;
            kind = Part(content.Cards[at], Number(match.Groups["part"]));
        }

        var isSample = match.Groups["rest"].Value.StartsWith(".example", StringComparison.Ordinal);
        if (isSample && (kind == TemplateFieldKind.Body || (kind == TemplateFieldKind.Header && !TemplateContent.IsMedia(header)))) kind = TemplateFieldKind.Variables;
        return new TemplateField(kind, Number(match.Groups["button"]), card);
    }

    private static TemplateFieldKind Part(TemplateCard card, int? index)
    {
        var order = new List<TemplateFieldKind>();
        if (card.Header != HeaderKind.None) order.Add(TemplateFieldKind.Header);
        if (card.Body.Length > 0) order.Add(TemplateFieldKind.Body);
        if (card.Buttons.Count > 0) order.Add(TemplateFieldKind.Buttons);
        return index < order.Count ? order[index.Value] : TemplateFieldKind.Cards;
    }

    private static int? Number(Group group) => group.Success ? int.Parse(group.Value, CultureInfo.InvariantCulture) : null;

    [GeneratedRegex(@"^components\[(?<component>\d{1,4})\](?:\.cards(?:\[(?<card>\d{1,4})\](?:\.components(?:\[(?<part>\d{1,4})\])?)?)?)?(?:\.buttons\[(?<button>\d{1,4})\])?(?<rest>.*)$", RegexOptions.CultureInvariant)]
    private static partial Regex PathPattern();
}
