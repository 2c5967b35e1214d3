using System.Text.Json;
using WaPortal.Core.Templates.Linting.Fixing;

namespace WaPortal.Core.Templates.Linting.Rules;

/// <summary>Addresses behind buttons.</summary>
internal sealed class UrlButtonRules : TemplateRule
{
    public const int MaxLength = 2000;

    private static readonly RuleInfo Required = RuleInfo.Error("button.url_required", "Template components", "An address button has an address.");
    private static readonly RuleInfo Length = RuleInfo.Error("button.url_length", "Template components", "An address holds 2000 characters.");
    private static readonly RuleInfo Format = RuleInfo.Error("button.url_format", "Error 2388049", "An address is complete, with scheme and host.", "Completes the address");
    private static readonly RuleInfo Insecure = RuleInfo.Advice("button.url_insecure", "Common sense", "http shows a warning in many browsers.", "Writes https");
    private static readonly RuleInfo VariableSuffix = RuleInfo.Error("button.url_variable_suffix", "Template components", "One variable, at the very end.", "Drops what follows the variable");
    private static readonly RuleInfo VariableHost = RuleInfo.Advice("button.url_variable_host", "Common sense", "A value must not change whose site opens.", "Puts a / before it");
    private static readonly RuleInfo Syntax = RuleInfo.Error("param.syntax", "Template review", "Braces come in matching pairs.");
    private static readonly RuleInfo Number = RuleInfo.Error("button.url_variable_number", "Template fundamentals", "Numbering restarts in each button.", "Writes {{1}}");
    private static readonly RuleInfo PositionalOnly = RuleInfo.Error("param.positional_only", "Template fundamentals", "A template is positional unless it says that it is named.");
    private static readonly RuleInfo NamedCharset = RuleInfo.Error("param.named_charset", "Template fundamentals", "Names are lower-case letters and underscores.");
    private static readonly RuleInfo Example = RuleInfo.Error("button.url_example", "Template components", "Reviewers open the sample.", "Sets a sample");
    private static readonly RuleInfo ExampleCount = RuleInfo.Error("button.url_example_count", "Template fundamentals", "As many samples as variables: one.", "Keeps the first");
    private static readonly RuleInfo ExampleShape = RuleInfo.Advice("button.url_example_shape", "Template components; carousel pages", "Samples of addresses are arrays of one text.", "Writes it as an array");
    private static readonly RuleInfo ExampleUnused = RuleInfo.Advice("button.url_example_unused", "Template components", "A fixed address needs no sample.", "Leaves it out");

    public override IReadOnlyList<RuleInfo> Rules =>
        [Required, Length, Format, Insecure, VariableSuffix, VariableHost, Number, Example, ExampleCount, ExampleShape, ExampleUnused];

    public override void Check(TemplatePayload template, FindingList findings)
    {
        foreach (var button in template.AllComponents.Where(c => c.Type == "BUTTONS").SelectMany(c => c.Buttons).Where(b => b.Type == "URL"))
        {
            var at = button.Json["url"];
            if (TextFacts.IsBlank(at.Text))
            {
                findings.Add(Required, at, "The button has no address.");
                continue;
            }

            CheckTarget(template.IsNamed, at.Text, at, findings);
            // Braces that do not match leave open whether there is a variable.
            if (!VariableRules.HasBrokenBraces(at.Text)) CheckExample(Placeholders.In(at.Text).Count, button.Json["example"], findings);
        }
    }

    /// <summary>Length, form and variable of an address, wherever in a payload it stands.</summary>
    internal static void CheckTarget(bool named, string url, JsonCursor at, FindingList findings)
    {
        if (TextFacts.Length(url) > MaxLength)
            findings.Add(Length, at, $"The address has {TextFacts.Length(url)} characters; the limit is {MaxLength}.");
        var variables = Placeholders.In(url);
        if (VariableRules.HasBrokenBraces(url) || variables.Any(v => v.Name.Length == 0))
        {
            findings.Add(Syntax, at, "The braces of the variable in the address do not match.", VariableFixes.Braces(at));
            return;
        }

        var fixedPart = variables.Count > 0 ? url[..variables[0].Start] : url;
        if (variables.Count > 0 && variables[^1].End != url.Length && IsWithinHost(fixedPart))
        {
            findings.Add(VariableSuffix, at, "The variable is part of the site's name. An address has one variable, at its very end.");
            return;
        }

        CheckVariables(named, url, variables, at, findings);
        CheckAddress(fixedPart, variables.Count > 0, at, findings);
    }

    private static bool IsWithinHost(string before) =>
        before.IndexOf("://", StringComparison.Ordinal) is >= 0 and var scheme && before.AsSpan(scheme + 3).IndexOfAny("/?#") < 0;

    private static void CheckVariables(bool named, string url, IReadOnlyList<Placeholder> variables, JsonCursor at, FindingList findings)
    {
        if (variables.Count > 1)
            findings.Add(VariableSuffix, at, "The address has more than one variable; one is allowed, at its end.");
        else if (variables.Count == 1 && variables[0].End != url.Length)
            findings.Add(VariableSuffix, at, "The variable of an address stands at its very end.", Fix.Text("Drop what follows the variable", at, url[..variables[0].End]));
        if (variables.Count != 1) return;

        var name = variables[0].Name;
        if (name.All(char.IsAsciiDigit))
        {
            if (name != "1") findings.Add(Number, at, "The variable of an address is {{1}}: numbering starts anew in each button.", Fix.Text("Write {{1}}", at, Placeholders.Fill(url, _ => "{{1}}")));
        }
        else if (!named)
            findings.Add(PositionalOnly, at, $"{VariableRules.Shown(name)} is not a number, but this template uses numbered variables.");
        else if (!name.All(c => char.IsAsciiLetterLower(c) || char.IsAsciiDigit(c) || c == '_'))
            findings.Add(NamedCharset, at, $"{VariableRules.Shown(name)} is not a name: use lower-case letters and underscores.");
    }

    private static void CheckAddress(string fixedPart, bool hasVariable, JsonCursor at, FindingList findings)
    {
        if (fixedPart.Any(char.IsWhiteSpace) || !Uri.TryCreate(fixedPart, UriKind.Absolute, out var uri) || uri.Scheme is not ("https" or "http") || uri.Host.Length == 0)
        {
            findings.Add(Format, at, "This is not a complete web address. Start with https:// and the name of the site.", Completed(at));
            return;
        }

        if (uri.Scheme == "http") findings.Add(Insecure, at, "Use https:// rather than http://.", Fix.Text("Use https://", at, "https" + at.Text!.TrimStart()[4..]));
        if (hasVariable && IsWithinHost(fixedPart))
            findings.Add(VariableHost, at, "The variable is part of the site's name: a value could lead to another site. Put a / before it.", Fix.Text("Put a / before it", at, at.Text!.Replace(fixedPart, fixedPart + "/", StringComparison.Ordinal)));
    }

    private static void CheckExample(int variables, JsonCursor example, FindingList findings)
    {
        if (variables == 0)
        {
            if (example.Exists) findings.Add(ExampleUnused, example, "The address has no variable, so its sample is not used.", Fix.Remove("Leave the sample out", example));
            return;
        }

        if (example.Kind == JsonValueKind.String && !TextFacts.IsBlank(example.Text))
            findings.Add(ExampleShape, example, "Write the sample as an array with one text.", Sample(example, example.Text));
        else if (example.Items.Count == 0 || TextFacts.IsBlank(example.Items[0].Text))
            findings.Add(Example, example, "The variable of the address has no sample.", Sample(example, "sample"));
        else if (example.Items.Count > 1 && example.Items.Count != variables)
            findings.Add(ExampleCount, example, $"There are {example.Items.Count} samples for {(variables == 1 ? "1 variable" : $"{variables} variables")}.", Fix.Set("Keep the first", example.Path, new System.Text.Json.Nodes.JsonArray(example.Items[0].Text)));
    }

    private static TemplateFix Sample(JsonCursor example, string text) =>
        Fix.Set(text == "sample" ? "Set a sample" : "Write it as an array", example.Path, new System.Text.Json.Nodes.JsonArray(text));

    // "shop.example/sale" was meant as an address; "see our shop" was not.
    private static TemplateFix? Completed(JsonCursor at)
    {
        var text = string.Concat(at.Text!.Where(c => !char.IsWhiteSpace(c)));
        var completed = text.Contains("://", StringComparison.Ordinal) ? text : "https://" + text.TrimStart('/');
        var fixedPart = Placeholders.In(completed) is [var first, ..] ? completed[..first.Start] : completed;
        return Uri.TryCreate(fixedPart, UriKind.Absolute, out var uri) && (uri.Scheme is "https" or "http") && uri.Host.Contains('.', StringComparison.Ordinal)
            ? Fix.Text("Complete the address", at, completed)
            : null;
    }
}
