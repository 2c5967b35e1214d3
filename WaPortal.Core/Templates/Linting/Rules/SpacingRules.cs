using WaPortal.Core.Templates.Linting.Fixing;

namespace WaPortal.Core.Templates.Linting.Rules;

/// <summary>Blanks that are too many or missing.</summary>
internal sealed class SpacingRules : TemplateRule
{
    private static readonly RuleInfo Edge = RuleInfo.Advice("text.blanks", "Common sense", "Blanks around a text are drawn or cut, as each phone likes.", "Removes them");
    private static readonly RuleInfo Glued = RuleInfo.Advice("param.glued", "Common sense", "A word that touches a variable runs into its value.", "Puts a blank between them");

    public override IReadOnlyList<RuleInfo> Rules => [Edge, Glued];

    public override void Check(TemplatePayload template, FindingList findings)
    {
        foreach (var component in template.AllComponents)
        {
            if (component.Type is "HEADER" or "BODY" or "FOOTER") CheckEdges(component.Text, findings);
            if (component.Type is "HEADER" or "BODY") CheckGlue(component.Text, findings);
            foreach (var button in component.Buttons) CheckEdges(button.Json["text"], findings);
        }
    }

    private static void CheckEdges(JsonCursor at, FindingList findings)
    {
        if (at.Text is { } text && text.Trim() is { Length: > 0 } trimmed && trimmed.Length != text.Length)
            findings.Add(Edge, at, "The text begins or ends with blanks or line breaks.", Fix.Text("Remove the blanks", at, trimmed));
    }

    private static void CheckGlue(JsonCursor at, FindingList findings)
    {
        if (at.Text is not { } text) return;
        foreach (var variable in Placeholders.In(text))
        {
            if (variable.Start > 0 && IsSpaced(text[variable.Start - 1]))
                findings.Add(Glued, at, $"There is no blank before {VariableRules.Shown(variable.Name)}.", () => Fix.Text("Put a blank before it", at, text.Insert(variable.Start, " ")));
            if (variable.End < text.Length && IsSpaced(text[variable.End]))
                findings.Add(Glued, at, $"There is no blank after {VariableRules.Shown(variable.Name)}.", () => Fix.Text("Put a blank after it", at, text.Insert(variable.End, " ")));
        }
    }

    // Letters of scripts that put blanks between words. Others join short words to the next one, or know no blanks.
    private static bool IsSpaced(char c) => char.IsLetter(c) && c is (< '\u0590' and not '\u00AA' and not '\u00BA') or (>= '\u1E00' and <= '\u1FFF');
}
