namespace WaPortal.Core.Templates.Linting.Rules;

/// <summary>Texts that are legal JSON and no text.</summary>
internal sealed class UnicodeRule : TemplateRule
{
    internal static readonly RuleInfo HalfPair = RuleInfo.Error("payload.unicode", "RFC 8259, section 8.2", "Half of a surrogate pair is no character: nobody can draw or store it.");

    public override IReadOnlyList<RuleInfo> Rules => [HalfPair];

    public override void Check(TemplatePayload template, FindingList findings)
    {
        foreach (var place in template.Broken) findings.Add(HalfPair, place, "This is not valid Unicode: it holds half of a surrogate pair. Type the character again.");
    }
}
