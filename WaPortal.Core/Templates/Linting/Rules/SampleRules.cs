using System.Text.Json;
using WaPortal.Core.Templates.Linting.Fixing;

namespace WaPortal.Core.Templates.Linting.Rules;

/// <summary>Sample values of header and body variables.</summary>
internal sealed class SampleRules : TemplateRule
{
    private static readonly RuleInfo Missing = RuleInfo.Error("param.example_missing", "Template fundamentals; live answers (2388043)", "Reviewers see the samples in place of the variables.", "Sets a sample by the variable's name");
    private static readonly RuleInfo Mismatch = RuleInfo.Error("param.example_mismatch", "Template fundamentals", "As many samples as variables, under the same names.", "Drops or sets samples");
    private static readonly RuleInfo Shape = RuleInfo.Error("param.example_shape", "Template fundamentals", "Samples have one shape per place.", "Writes the samples anew");
    private static readonly RuleInfo Flat = RuleInfo.Advice("param.example_flat", "Template components; carousel pages", "Pages of the platform differ on how deep body samples are nested.", "Nests them");
    private static readonly RuleInfo NotText = RuleInfo.Advice("param.example_type", "Template fundamentals", "All samples of the platform are strings.", "Writes it as text");
    private static readonly RuleInfo HoldsVariable = RuleInfo.Advice("param.example_variable", "Template review", "A sample stands for a real value.");

    public override IReadOnlyList<RuleInfo> Rules => [Missing, Mismatch, Shape, Flat, NotText, HoldsVariable];

    public override void Check(TemplatePayload template, FindingList findings)
    {
        foreach (var component in template.AllComponents.Where(c => VariableRules.CarriesVariables(template, c)))
        {
            if (component.Text.Text is not { } text || VariableRules.IsUnclear(text)) continue;
            var names = Placeholders.In(text).Select(v => v.Name).Where(n => n.Length > 0).Distinct(StringComparer.Ordinal).ToList();
            var key = component.Type == "BODY" ? "body_text" : "header_text";
            var fix = names.Count > 0 ? VariableFixes.Samples(component, template.IsNamed, template.IsNamed ? names : [.. names.OrderBy(Number)]) : Fix.Remove("Leave the samples out", component.Example);
            if (template.IsNamed) CheckNamed(names, component.Example[key + "_named_params"], fix, findings);
            else CheckPositional(names, component.Example[key], nested: component.Type == "BODY", fix, findings);
        }
    }

    private static void CheckNamed(List<string> names, JsonCursor samples, TemplateFix fix, FindingList findings)
    {
        if (samples.Exists && samples.Kind != JsonValueKind.Array)
        {
            findings.Add(Shape, samples, "Named samples are an array of objects with param_name and example.", fix);
            return;
        }

        if (names.Count > 0 && samples.Items.Count == 0)
        {
            findings.Add(Missing, samples, $"{List(names)} {(names.Count == 1 ? "has" : "have")} no sample.", fix);
            return;
        }

        var (wanted, given) = (names.ToHashSet(StringComparer.Ordinal), new HashSet<string>(StringComparer.Ordinal));
        var without = names.Except(samples.Items.Select(i => i["param_name"].Text).OfType<string>(), StringComparer.Ordinal).ToList();
        var told = false;
        foreach (var sample in samples.Items)
        {
            // One sample under a wrong name is one fault: whom it was meant for is said with it.
            var meant = told || without.Count == 0 ? "" : $" {List(without)} {(without.Count == 1 ? "has" : "have")} no sample.";
            if (sample["param_name"].Text is not { } name)
            {
                findings.Add(Shape, sample["param_name"], "The sample does not say which variable it is for." + meant, fix);
                told = true;
                continue;
            }

            if (!given.Add(name))
            {
                findings.Add(Mismatch, sample, $"There are two samples for {VariableRules.Shown(name)}.", fix);
            }
            else if (!wanted.Contains(name))
            {
                findings.Add(Mismatch, sample, $"There is a sample for {VariableRules.Shown(name)}, which the text does not hold.{meant}", fix);
                told = true;
            }

            CheckValue(sample["example"], name, fix, findings);
        }

        if (without.Count > 0 && !told)
            findings.Add(Mismatch, samples, $"{List(without)} {(without.Count == 1 ? "has" : "have")} no sample.", fix);
    }

    private static void CheckPositional(List<string> names, JsonCursor samples, bool nested, TemplateFix fix, FindingList findings)
    {
        if (!samples.Exists)
        {
            if (names.Count > 0) findings.Add(Missing, samples, $"{List(names)} {(names.Count == 1 ? "has" : "have")} no sample.", fix);
            return;
        }

        if (nested && samples.Kind == JsonValueKind.String && names.Count == 1)
        {
            findings.Add(Flat, samples, "Write the sample as an array inside an array.", fix);
            CheckValue(samples, names[0], fix, findings);
            return;
        }

        if (samples.Kind != JsonValueKind.Array)
        {
            findings.Add(Shape, samples, "Samples are an array.", fix);
            return;
        }

        var rows = nested && samples.Items.Any(i => i.Kind == JsonValueKind.Array) ? samples.Items : [samples];
        if (nested && rows[0].Path == samples.Path && samples.Items.Count > 0)
            findings.Add(Flat, samples, "Write the samples of a body as an array inside an array.", fix);
        foreach (var row in rows) CheckRow(names, row, fix, findings);
    }

    private static void CheckRow(List<string> names, JsonCursor row, TemplateFix fix, FindingList findings)
    {
        if (row.Kind != JsonValueKind.Array)
        {
            findings.Add(Shape, row, "Samples are an array of texts.", fix);
            return;
        }

        if (row.Items.Count == 0 && names.Count > 0)
            findings.Add(Missing, row, $"{List(names)} {(names.Count == 1 ? "has" : "have")} no sample.", fix);
        else if (row.Items.Count != names.Count)
            findings.Add(Mismatch, row, $"There {Count(row.Items.Count)} for {(names.Count == 1 ? "1 variable" : $"{names.Count} variables")}.", fix);
        foreach (var (sample, index) in row.Items.Select((s, i) => (s, i)))
            CheckValue(sample, index < names.Count ? names[index] : null, fix, findings);
    }

    private static void CheckValue(JsonCursor sample, string? name, TemplateFix fix, FindingList findings)
    {
        var whose = name is null ? "A variable" : VariableRules.Shown(name);
        if (sample.Kind == JsonValueKind.Array || sample.Kind == JsonValueKind.Object)
            findings.Add(Shape, sample, $"The sample of {whose} is not a text.", fix);
        else if (sample.Kind is JsonValueKind.Number or JsonValueKind.True or JsonValueKind.False)
            findings.Add(NotText, sample, $"Write the sample of {whose} as a text in quotes.", Fix.Set("Write it as text", sample.Path, sample.Raw));
        else if (TextFacts.IsBlank(sample.Text))
            findings.Add(Missing, sample, $"{whose} has an empty sample.", fix);
        else if (Placeholders.In(sample.Text).Count > 0)
            findings.Add(HoldsVariable, sample, $"The sample of {whose} holds a variable. Write what a person would read.");
    }

    private static int Number(string name) => int.TryParse(name, System.Globalization.CultureInfo.InvariantCulture, out var number) ? number : int.MaxValue;

    private static string Count(int samples) => samples == 1 ? "is 1 sample" : $"are {samples} samples";

    private static string List(List<string> names) =>
        string.Join(", ", names.Take(FindingList.Most).Select(VariableRules.Shown)) + (names.Count > FindingList.Most ? $" and {names.Count - FindingList.Most} more" : "");
}
