namespace WaPortal.Core.Templates.Linting.Rules;

/// <summary>Marketing without a way out draws blocks and reports, which pause the template.</summary>
internal sealed class OptOutRule : TemplateRule
{
    private static readonly RuleInfo Wording = RuleInfo.Advice("quality.opt_out", "Marketing templates", "The platform recommends a reply that stops promotions.");

    public override IReadOnlyList<RuleInfo> Rules => [Wording];

    public override void Check(TemplatePayload template, FindingList findings)
    {
        if (template.Category != "MARKETING" || template.IsLibraryClone || template.Components.Count == 0) return;
        if (template.OfType("FOOTER").Any() || template.HasButton("QUICK_REPLY")) return;
        if (template.HasLimitedTimeOffer || template.Cards.Count > 0) return;
        findings.Add(Wording, template.Root["components"], "Say how to stop these messages, in the footer or with a quick reply such as \"Stop promotions\".");
    }
}
