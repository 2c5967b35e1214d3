using System.Text.Json;
using WaPortal.Core.Templates.Linting.Rules;

namespace WaPortal.Core.Templates.Linting;

/// <summary>
/// Judges a create payload by the platform's documented and observed rules. "No error" means that it breaks none of them, not
/// that a reviewer will like it. Never throws, whatever the JSON.
/// </summary>
public static class TemplateLinter
{
    private static readonly TemplateRule[] All =
    [
        new UnicodeRule(),
        new IdentityRules(),
        new OptionRules(),
        new TimeToLiveRule(),
        new LibraryRules(),
        new ComponentSetRules(),
        new HeaderRules(),
        new BodyRules(),
        new VariableRules(),
        new VariablePlacementRules(),
        new SampleRules(),
        new FooterRules(),
        new ButtonSetRules(),
        new ButtonLabelRules(),
        new UrlButtonRules(),
        new ButtonTargetRules(),
        new CommerceRules(),
        new CarouselRules(),
        new LimitedTimeOfferRules(),
        new AuthenticationRules(),
        new SpacingRules(),
        new OptOutRule(),
        new CategoryWordingRule(),
        new LinkRules(),
        new PersonalSampleRule(),
    ];

    /// <summary>Every rule there is, for a page or a document that explains them.</summary>
    public static IReadOnlyList<RuleInfo> Rules { get; } = [.. All.SelectMany(rule => rule.Rules)];

    /// <summary>What there is to say about the payload, in the order of the rules. Empty: nothing.</summary>
    public static IReadOnlyList<TemplateFinding> Lint(JsonElement payload) => Lint(JsonUnicode.Of(payload), isRead: false);

    /// <summary>The same for a payload whose texts were looked at before.</summary>
    /// <param name="payload">The payload, and where its texts were broken.</param>
    /// <param name="isRead">
    /// The platform gave it out: finished texts of authentication templates, addresses in place of handles and kinds that cannot be asked for are right there.
    /// </param>
    public static IReadOnlyList<TemplateFinding> Lint(JsonUnicode payload, bool isRead)
    {
        var findings = new FindingList();
        var template = new TemplatePayload(payload, isRead);
        // A document that is not an object has one fault, not twenty.
        TemplateRule[] rules = payload.Root.ValueKind == JsonValueKind.Object ? All : [new UnicodeRule(), new ComponentSetRules()];
        foreach (var rule in rules) rule.Check(template, findings);
        return findings.Finish(template.Broken);
    }
}
