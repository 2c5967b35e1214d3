using WaPortal.Core.Templates.Linting.Fixing;

namespace WaPortal.Core.Templates.Linting.Rules;

/// <summary>The footer of all but authentication templates.</summary>
internal sealed class FooterRules : TemplateRule
{
    public const int MaxLength = 60;

    private static readonly RuleInfo TextRequired = RuleInfo.Error("footer.text_required", "Template components", "A footer has a text.", "Removes the footer");
    private static readonly RuleInfo Length = RuleInfo.Error("footer.length", "Template components", "A footer holds 60 characters.");
    private static readonly RuleInfo Variables = RuleInfo.Error("footer.variables", "Sending reference: there are no footer parameters", "A footer cannot be filled when sent.", "Drops the variable");
    private static readonly RuleInfo TextFormat = RuleInfo.Error("footer.text_format", "Error 2388073", "A footer is one line.", "Joins the lines");
    private static readonly RuleInfo Formatting = RuleInfo.Advice("footer.formatting", "Error 2388073", "Formatting is drawn in bodies only.", "Removes the characters");
    private static readonly RuleInfo Expiration = RuleInfo.Error("footer.expiration", "Authentication templates", "Only codes expire.", "Leaves it out");

    public override IReadOnlyList<RuleInfo> Rules => [TextRequired, Length, Variables, TextFormat, Formatting, Expiration];

    public override void Check(TemplatePayload template, FindingList findings)
    {
        if (template.IsAuthentication) return;
        foreach (var footer in template.OfType("FOOTER"))
        {
            var expires = footer.Json["code_expiration_minutes"];
            if (expires.Exists)
                findings.Add(Expiration, expires, "Only authentication templates have an expiry of the code.", footer.Text.Exists ? Fix.Remove("Leave it out", expires) : Fix.Remove("Remove the footer", footer.Json));
            if (expires.Exists && !footer.Text.Exists) continue;
            if (footer.Text.Text is not { } text || TextFacts.IsBlank(text))
                findings.Add(TextRequired, footer.Text, "The footer has no text.", Fix.Remove("Remove the footer", footer.Json));
            else CheckText(text, footer.Text, findings);
        }
    }

    private static void CheckText(string text, JsonCursor at, FindingList findings)
    {
        if (TextFacts.Length(text) > MaxLength)
            findings.Add(Length, at, $"The footer has {TextFacts.Length(text)} characters; the limit is {MaxLength}.");
        if (Placeholders.In(text).Count > 0 || VariableRules.HasBrokenBraces(text))
            findings.Add(Variables, at, "The footer holds a variable. Footers are the same for everybody.", Fix.Text("Drop the variable", at, PlainText.WithoutVariables(text)));
        if (TextFacts.HasNewline(text))
            findings.Add(TextFormat, at, "The footer holds a line break.", Fix.Text("Join the lines", at, PlainText.JoinLines(text)));
        else if (TextFacts.HasFormatting(text))
            findings.Add(Formatting, at, "Formatting characters are not drawn in footers.", Fix.Text("Remove formatting characters", at, PlainText.WithoutFormatting(text)));
    }
}
