namespace WaPortal.Core.Templates.Linting.Rules;

/// <summary>Catalogue, multi-product and single-product templates.</summary>
internal sealed class CommerceRules : TemplateRule
{
    private static readonly RuleInfo Category = RuleInfo.Error("commerce.category", "Catalogue, multi-product and single-product pages", "Products are marketing.");
    private static readonly RuleInfo ProductHeader = RuleInfo.Error("header.product_only", "Single-product page", "A product header belongs to a product button.");
    private static readonly RuleInfo ProductButton = RuleInfo.Error("spm.header", "Single-product page", "A product button belongs to a product header.");
    private static readonly RuleInfo ManyHeader = RuleInfo.Error("mpm.header", "Multi-product page", "Multi-product templates have a text header.");
    private static readonly RuleInfo ManyNoHeader = RuleInfo.Advice("mpm.no_header", "Multi-product page", "The page shows a text header without saying that it must be there.");

    public override IReadOnlyList<RuleInfo> Rules => [Category, ProductHeader, ProductButton, ManyHeader, ManyNoHeader];

    public override void Check(TemplatePayload template, FindingList findings)
    {
        var button = template.Buttons.FirstOrDefault(b => b.Type is "CATALOG" or "MPM" or "SPM");
        if (button is not null && template.Category != "MARKETING")
            findings.Add(Category, template.Root["category"], $"A template with a {button.Type} button belongs to the category MARKETING.");

        var header = template.OfType("HEADER").FirstOrDefault();
        if (header?.Format == "PRODUCT" && !template.HasButton("SPM"))
            findings.Add(ProductHeader, header.Json["format"], "A product header needs a product button (SPM).");
        if (button?.Type == "SPM" && header?.Format != "PRODUCT")
            findings.Add(ProductButton, header?.Json["format"] ?? button.Json, "A product button (SPM) needs a product header.");
        if (button?.Type == "MPM" && header is null)
            findings.Add(ManyNoHeader, button.Json, "Multi-product templates have a text header in all samples.");
        else if (button?.Type == "MPM" && header!.Format != "TEXT")
            findings.Add(ManyHeader, header.Json["format"], "The header of a multi-product template is a text.");
    }
}
