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
    public static IReadOnlyList<TemplateFinding> Lint(JsonElement payload)
    {
        var findings = new FindingList();
        var template = new TemplatePayload(payload);
        // A document that is not an object has one fault, not twenty.
        var rules = payload.ValueKind == JsonValueKind.Object ? All : [new ComponentSetRules()];
        foreach (var rule in rules) rule.Check(template, findings);
        return findings.Findings;
    }
}
