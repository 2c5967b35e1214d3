using System.Text.RegularExpressions;
using WaPortal.Core.Templates.Linting.Fixing;

namespace WaPortal.Core.Templates.Linting.Rules;

/// <summary>How variables are written, in headers and bodies.</summary>
internal sealed partial class VariableRules : TemplateRule
{
    private static readonly RuleInfo Syntax = RuleInfo.Error("param.syntax", "Template review", "Braces come in matching pairs.", "Repairs braces that are nearly right");
    private static readonly RuleInfo SingleBraces = RuleInfo.Advice("param.single_braces", "Template review", "One pair of braces is plain text, and mostly a slip.", "Writes double braces");
    private static readonly RuleInfo Charset = RuleInfo.Error("param.charset", "Template review", "#, $ and % are not allowed inside the braces.", "Leaves the characters out");
    private static readonly RuleInfo Blanks = RuleInfo.Advice("param.blanks", "Template fundamentals", "All samples of the platform are written without blanks.", "Removes the blanks");
    private static readonly RuleInfo PositionalOnly = RuleInfo.Error("param.positional_only", "Template fundamentals", "A template is positional unless it says that it is named.");
    private static readonly RuleInfo NamedOnly = RuleInfo.Error("param.named_only", "Template fundamentals", "A template has one parameter format.");
    private static readonly RuleInfo NamedCharset = RuleInfo.Error("param.named_charset", "Template fundamentals", "Names are lower-case letters and underscores.", "Makes a name of the allowed characters");
    private static readonly RuleInfo NamedDigits = RuleInfo.Advice("param.named_digits", "Template fundamentals", "Whether names may hold digits is not confirmed.");
    private static readonly RuleInfo Sequential = RuleInfo.Error("param.sequential", "Template fundamentals", "Numbers run from 1 without a gap, anew in each component.", "Numbers from 1");
    private static readonly RuleInfo Repeated = RuleInfo.Advice("param.repeated", "Vendors disagree", "Whether a variable may be used twice is not settled.");
    private static readonly RuleInfo Order = RuleInfo.Advice("param.order", "Template review; a vendor says otherwise", "Whether {{2}} may stand before {{1}} is not settled.", "Numbers in the order of the text; samples move along");

    public override IReadOnlyList<RuleInfo> Rules =>
        [Syntax, SingleBraces, Charset, Blanks, PositionalOnly, NamedOnly, NamedCharset, NamedDigits, Sequential, Repeated, Order];

    public override void Check(TemplatePayload template, FindingList findings)
    {
        foreach (var component in template.AllComponents)
        {
            if (!CarriesVariables(template, component) || component.Text.Text is not { } text) continue;
            CheckBraces(text, component.Text, findings);
            var variables = Placeholders.In(text);
            foreach (var variable in variables) CheckOne(template.IsNamed, variable, component, findings);
            if (!template.IsNamed && !HasBrokenBraces(text)) CheckNumbers(variables, component, findings);
            foreach (var name in variables.GroupBy(v => v.Name, StringComparer.Ordinal).Where(g => g.Count() > 1).Select(g => g.Key))
                findings.Add(Repeated, component.Text, $"{Shown(name)} is used more than once. Some accounts refuse that.");
        }
    }

    /// <summary>Bodies and text headers; the body of an authentication template is the platform's own.</summary>
    internal static bool CarriesVariables(TemplatePayload template, ComponentView component) => component.Type switch
    {
        "BODY" => !template.IsAuthentication,
        "HEADER" => component.Format == "TEXT",
        _ => false,
    };

    /// <summary>Braces that open or close nothing.</summary>
    internal static bool HasBrokenBraces(string text)
    {
        var rest = Placeholders.Without(text, "\u0001");
        if (BrokenBraces().IsMatch(rest)) return true;
        var depth = 0;
        foreach (var c in rest)
        {
            if (c == '{') depth++;
            if (c == '}' && --depth < 0) return true;
        }

        return depth != 0;
    }

    /// <summary>It cannot be told which variables are meant, so that their samples cannot be counted.</summary>
    internal static bool IsUnclear(string text) => HasBrokenBraces(text) || Placeholders.In(text).Any(v => v.Name.Length == 0);

    private static void CheckBraces(string text, JsonCursor at, FindingList findings)
    {
        if (HasBrokenBraces(text))
            findings.Add(Syntax, at, "The braces of a variable do not match. Write variables like {{1}} or {{first_name}}.", VariableFixes.Braces(at));
        else if (Placeholders.Without(text, "").Contains('{', StringComparison.Ordinal))
            findings.Add(SingleBraces, at, "There are single braces in the text. A variable has two on each side.", VariableFixes.Braces(at));
    }

    private static void CheckOne(bool named, Placeholder variable, ComponentView component, FindingList findings)
    {
        var at = component.Text;
        var name = variable.Name;
        if (name.Length == 0)
            findings.Add(Syntax, at, "There is a variable without a name: {{}}.");
        else if (name.AsSpan().IndexOfAny("#$%") >= 0)
            findings.Add(Charset, at, $"{Shown(name)} holds one of #, $ and %, which are not allowed in a variable.", () => VariableFixes.Rename(component, name, VariableFixes.AsName(name)));
        else if (named && name.All(char.IsAsciiDigit))
            findings.Add(NamedOnly, at, $"{Shown(name)} is a number, but this template uses named variables.");
        else if (named && !NamedPattern().IsMatch(name))
            findings.Add(NamedCharset, at, $"{Shown(name)} is not a name: use lower-case letters and underscores.", () => VariableFixes.Rename(component, name, VariableFixes.AsName(name)));
        else if (named && name.Any(char.IsAsciiDigit))
            findings.Add(NamedDigits, at, $"{Shown(name)} holds a digit. It is not confirmed that the platform takes that.");
        else if (!named && !name.All(char.IsAsciiDigit))
            findings.Add(PositionalOnly, at, $"{Shown(name)} is not a number, but this template uses numbered variables.");
        if (variable.HasBlanks && name.Length > 0)
            findings.Add(Blanks, at, $"Write {Shown(name)} without blanks inside the braces.", () => Fix.Text("Remove the blanks", at, Placeholders.Fill(at.Text!, Shown)));
    }

    private static void CheckNumbers(IReadOnlyList<Placeholder> variables, ComponentView component, FindingList findings)
    {
        var at = component.Text;
        var numeric = variables.Where(v => v.Name.Length > 0 && v.Name.All(char.IsAsciiDigit)).ToList();
        if (numeric.Count == 0) return;
        var numbers = numeric.Select(v => v.Position).OfType<int>().Distinct().ToList();
        if (numeric.Exists(v => v.Position is null) || numbers.Min() != 1 || numbers.Max() != numbers.Count)
            findings.Add(Sequential, at, "Variables are numbered from {{1}} on without a gap.", VariableFixes.Renumber(component, byText: false));
        else if (!numbers.SequenceEqual(numbers.Order()))
            findings.Add(Order, at, "The variables do not stand in the order of their numbers. Some reviewers reject that.", VariableFixes.Renumber(component, byText: true));
    }

    internal static string Shown(string name) => "{{" + name + "}}";

    [GeneratedRegex(@"^[a-z0-9_]+\z", RegexOptions.CultureInvariant)]
    private static partial Regex NamedPattern();

    [GeneratedRegex(@"\{\{|\}\}|\{\u0001|\u0001\}", RegexOptions.CultureInvariant)]
    private static partial Regex BrokenBraces();
}
