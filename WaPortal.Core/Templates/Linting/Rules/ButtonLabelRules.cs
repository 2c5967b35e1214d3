using WaPortal.Core.Templates.Linting.Fixing;

namespace WaPortal.Core.Templates.Linting.Rules;

/// <summary>What is written on buttons.</summary>
internal sealed class ButtonLabelRules : TemplateRule
{
    public const int MaxLength = 25;

    private static readonly RuleInfo Required = RuleInfo.Error("button.label_required", "Template components", "A button has a label.");
    private static readonly RuleInfo Length = RuleInfo.Error("button.label_length", "Template components", "A label holds 25 characters.");
    private static readonly RuleInfo Format = RuleInfo.Error("button.label_format", "Live answers (2388060)", "Labels hold no variables, line breaks, emojis or formatting.", "Makes it plain text");
    private static readonly RuleInfo LoneCharacter = RuleInfo.Advice("button.label_lone_formatting", "Live answers (2388060)", "Answers speak of formatting characters without listing them.", "Removes the characters");
    private static readonly RuleInfo Fixed = RuleInfo.Error("button.label_fixed", "Catalogue, multi-product and single-product pages", "These labels are the platform's.", "Sets the label");
    private static readonly RuleInfo CodeLabel = RuleInfo.Advice("button.copy_code_label", "Template components", "The label of a code button is the platform's.", "Leaves it out");

    private static readonly Dictionary<string, string> FixedLabels = new(StringComparer.Ordinal)
    {
        ["CATALOG"] = "View catalog",
        ["MPM"] = "View items",
        ["SPM"] = "View",
    };

    public override IReadOnlyList<RuleInfo> Rules => [Required, Length, Format, LoneCharacter, Fixed, CodeLabel];

    public override void Check(TemplatePayload template, FindingList findings)
    {
        foreach (var button in template.AllComponents.Where(c => c.Type == "BUTTONS").SelectMany(c => c.Buttons))
        {
            var label = button.Json["text"];
            if (button.Json["autofill_text"].Text is { } autofill) CheckText(autofill, button.Json["autofill_text"], findings);
            if (TextFacts.IsBlank(label.Text))
            {
                if (button.Type is "QUICK_REPLY" or "URL" or "PHONE_NUMBER" or "FLOW" or "VOICE_CALL" || (label.Exists && button.Type.Length > 0))
                    findings.Add(Required, label, "The button has no label.");
                continue;
            }

            CheckText(label.Text, label, findings);
            if (button.Type == "COPY_CODE")
                findings.Add(CodeLabel, label, "The label of a copy-code button is set by WhatsApp; this one is ignored.", Fix.Remove("Leave it out", label));
            if (FixedLabels.TryGetValue(button.Type, out var wanted) && !label.Text.Equals(wanted, StringComparison.OrdinalIgnoreCase))
                findings.Add(Fixed, label, $"The label of this button is always \"{wanted}\".", Fix.Text($"Call it {wanted}", label, wanted));
        }
    }

    private static void CheckText(string text, JsonCursor at, FindingList findings)
    {
        if (TextFacts.Length(text) > MaxLength)
            findings.Add(Length, at, $"The label has {TextFacts.Length(text)} characters; the limit is {MaxLength}.");
        var problem = Placeholders.In(text).Count > 0 || VariableRules.HasBrokenBraces(text) ? "a variable" : PlainTextProblem.Of(text);
        if (problem is not null)
            findings.Add(Format, at, $"The label holds {problem}. Labels are plain text.", Fix.Text("Make it plain text", at, PlainText.OneLine(PlainText.WithoutVariables(text))));
        else if (TextFacts.HasLoneFormattingCharacter(text))
            findings.Add(LoneCharacter, at, "The label holds _, ~ or `, which the platform may take for formatting.", Fix.Text("Remove formatting characters", at, PlainText.WithoutFormatting(text)));
    }
}
