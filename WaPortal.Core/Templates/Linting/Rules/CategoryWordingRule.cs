namespace WaPortal.Core.Templates.Linting.Rules;

/// <summary>Utility templates that read as advertising are moved to marketing when they are approved, and priced as such.</summary>
internal sealed class CategoryWordingRule : TemplateRule
{
    private static readonly RuleInfo Promotional = RuleInfo.Advice(
        "quality.reads_marketing", "Template categorization", "Since April 2025 a promotional utility template is approved as marketing, at marketing's price.");

    public override IReadOnlyList<RuleInfo> Rules => [Promotional];

    public override void Check(TemplatePayload template, FindingList findings)
    {
        if (template.Category != "UTILITY" || Phrases.Of(template.Root["language"].Text) is not { } phrases) return;
        foreach (var component in template.Components.Where(c => c.Type is "HEADER" or "BODY" or "FOOTER"))
        {
            if (component.Text.Text is { } text && Phrases.FirstIn(text, phrases.Promotional) is { } word) Found(word, component.Text, findings);
        }

        foreach (var button in template.Buttons)
        {
            if (button.Json["text"].Text is { } label && Phrases.FirstIn(label, phrases.Promotional) is { } word) Found(word, button.Json["text"], findings);
        }

        if (template.HasButton("COPY_CODE"))
            findings.Add(Promotional, template.Root["category"], "An offer code makes this marketing: WhatsApp may move it there, at marketing's price.");
    }

    private static void Found(string word, JsonCursor at, FindingList findings) =>
        findings.Add(Promotional, at, $"\"{word}\" reads as marketing, and this is filed as utility. WhatsApp may approve it as marketing, at marketing's price.");
}
