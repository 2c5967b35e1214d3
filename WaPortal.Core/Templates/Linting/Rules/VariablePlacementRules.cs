using WaPortal.Core.Templates.Linting.Fixing;

namespace WaPortal.Core.Templates.Linting.Rules;

/// <summary>Where variables stand in a body, and how many words stand around them.</summary>
internal sealed class VariablePlacementRules : TemplateRule
{
    private static readonly RuleInfo LeadingTrailing = RuleInfo.Error("param.leading_trailing", "Template review; error 2388299", "A body neither starts nor ends with a variable.", "Puts a greeting before it, or a sentence behind it");
    private static readonly RuleInfo NearEdge = RuleInfo.Advice("param.near_edge", "Two integrators; the platform's own samples do it", "Punctuation alone after the last variable is rejected by some reviewers.", "Puts a sentence behind it");
    private static readonly RuleInfo Adjacent = RuleInfo.Error("param.adjacent", "Status webhook's sample of a rejection", "Words stand between two variables.", "Puts a comma between them");
    private static readonly RuleInfo Ratio = RuleInfo.Error("param.ratio", "Error 2388293; three vendors' measurements", "At least 2n + 1 fixed words for n variables.");
    private static readonly RuleInfo ThinText = RuleInfo.Advice("param.thin_text", "One integrator's measurement", "Below four fixed words for each variable some templates are refused.");

    public override IReadOnlyList<RuleInfo> Rules => [LeadingTrailing, NearEdge, Adjacent, Ratio, ThinText];

    public override void Check(TemplatePayload template, FindingList findings)
    {
        foreach (var body in template.AllComponents.Where(c => c.Type == "BODY" && VariableRules.CarriesVariables(template, c)))
        {
            if (body.Text.Text is not { } text || Placeholders.In(text) is not { Count: > 0 } variables) continue;
            // Those have findings of their own, and would have these by the way.
            if (BodyRules.IsOnlyVariables(text) || VariableRules.HasBrokenBraces(text)) continue;
            CheckEdges(text, variables, body.Text, Phrases.Of(template.Root["language"].Text), findings);
            CheckNeighbours(text, variables, body.Text, findings);
            CheckWords(text, variables.Count, body, findings);
        }
    }

    private static void CheckEdges(string text, IReadOnlyList<Placeholder> variables, JsonCursor at, Phrases? phrases, FindingList findings)
    {
        Look(text[..variables[0].Start], variables[0], "starts", EdgeWords.Before(at, variables[0], phrases));
        Look(text[variables[^1].End..], variables[^1], "ends", EdgeWords.Behind(at, variables[^1], phrases));

        void Look(string outside, Placeholder variable, string verb, TemplateFix? fix)
        {
            var shown = VariableRules.Shown(variable.Name);
            if (TextFacts.IsBlank(outside))
                findings.Add(LeadingTrailing, at, $"The body {verb} with {shown}. WhatsApp refuses a variable at the start or the end.", fix);
            else if (!TextFacts.HasWord(outside))
                findings.Add(NearEdge, at, $"The body {verb} with {shown} and no word beyond it. Some reviewers reject that.", fix);
        }
    }

    private static void CheckNeighbours(string text, IReadOnlyList<Placeholder> variables, JsonCursor at, FindingList findings)
    {
        foreach (var (left, right) in variables.Zip(variables.Skip(1)))
        {
            if (TextFacts.IsBlank(text.AsSpan(left.End..right.Start)))
                findings.Add(Adjacent, at, $"{VariableRules.Shown(left.Name)} and {VariableRules.Shown(right.Name)} stand side by side. Put words between them.", () => Fix.Text("Put a comma between them", at, text[..left.End] + ", " + text[right.Start..]));
        }
    }

    private static void CheckWords(string text, int count, ComponentView body, FindingList findings)
    {
        // The measurements were made on messages without cards and in languages with blanks between words.
        if (TextFacts.IsMostlyUnspaced(text)) return;
        var words = TextFacts.FixedWords(text);
        var least = (2 * count) + 1;
        if (body.Card is null && words < least)
            findings.Add(Ratio, body.Text, $"{Count(words, "fixed word")} for {Count(count, "variable")} are too few: WhatsApp wants at least {least}.");
        else if (words < 4 * count)
            findings.Add(ThinText, body.Text, $"{Count(words, "fixed word")} for {Count(count, "variable")} may be too few. {4 * count} are safe.");
    }

    private static string Count(int n, string what) => n == 1 ? $"1 {what}" : $"{n} {what}s";
}
