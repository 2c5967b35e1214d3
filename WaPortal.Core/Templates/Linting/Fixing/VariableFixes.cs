using System.Globalization;
using System.Text.Json.Nodes;
using System.Text.RegularExpressions;

namespace WaPortal.Core.Templates.Linting.Fixing;

/// <summary>Fixes of how variables are written, in the text of a header or body and in its samples.</summary>
internal static partial class VariableFixes
{
    /// <summary>
    /// Numbers from 1 in the order of the old numbers, which is the order of the samples. With <paramref name="byText"/>, in the order of the text;
    /// then the samples move along.
    /// </summary>
    public static TemplateFix? Renumber(ComponentView component, bool byText)
    {
        var text = component.Text.Text!;
        var names = Placeholders.In(text).Select(v => v.Name).Where(n => int.TryParse(n, NumberStyles.None, CultureInfo.InvariantCulture, out _)).Distinct(StringComparer.Ordinal).ToList();
        var bySample = names.OrderBy(n => int.Parse(n, CultureInfo.InvariantCulture)).ToList();
        var order = byText ? names : bySample;
        var numbers = order.Select((name, i) => (name, number: (i + 1).ToString(CultureInfo.InvariantCulture))).ToDictionary(p => p.name, p => p.number, StringComparer.Ordinal);
        var changed = Placeholders.Fill(text, name => numbers.TryGetValue(name, out var number) ? VariableShown(number) : null);
        var (path, key, prefix) = (component.Json.Path, SampleKey(component), Prefix(component));
        return new TemplateFix(
            byText ? "Number the variables in their order" : "Number the variables from 1",
            payload =>
            {
                PayloadPath.Set(payload, path + ".text", changed);
                if (!byText || Row(payload, path, key) is not { } row || row.Count != order.Count) return;
                var samples = row.Select(s => s?.DeepClone()).ToList();
                var places = bySample.Select((name, i) => (name, i)).ToDictionary(p => p.name, p => p.i, StringComparer.Ordinal);
                for (var i = 0; i < order.Count; i++) row[i] = samples[places[order[i]]];
            },
            numbers.Where(p => p.Key != p.Value).ToDictionary(p => prefix + p.Key, p => prefix + p.Value));
    }

    /// <summary>Gives a variable another name, in the text and in the named samples.</summary>
    public static TemplateFix? Rename(ComponentView component, string name, string to)
    {
        var text = component.Text.Text!;
        if (to.Length == 0 || to == name || Placeholders.In(text).Any(v => v.Name == to)) return null;
        var changed = Placeholders.Fill(text, n => n == name ? VariableShown(to) : null);
        var (path, key, prefix) = (component.Json.Path, SampleKey(component) + "_named_params", Prefix(component));
        return new TemplateFix(
            $"Write {VariableShown(to)}",
            payload =>
            {
                PayloadPath.Set(payload, path + ".text", changed);
                foreach (var sample in (PayloadPath.Get(payload, $"{path}.example.{key}") as JsonArray)?.OfType<JsonObject>() ?? [])
                {
                    if (sample["param_name"] is JsonValue value && value.TryGetValue<string>(out var given) && given == name) sample["param_name"] = to;
                }
            },
            new Dictionary<string, string> { [prefix + name] = prefix + to });
    }

    /// <summary>Repairs braces that are nearly right: <c>{1}}</c>, <c>{{{1}}}</c>, <c>{{1 }</c>.</summary>
    public static TemplateFix? Braces(JsonCursor at)
    {
        var repaired = NearlyBraces().Replace(at.Text!, m => VariableShown(m.Groups[1].Value));
        return Rules.VariableRules.HasBrokenBraces(repaired) ? null : Fix.Text("Repair the braces", at, repaired);
    }

    /// <summary>Samples for the variables that have none, in the shape of the place; those that are there stay.</summary>
    public static TemplateFix Samples(ComponentView component, bool named, IReadOnlyList<string> names)
    {
        var (path, key) = (component.Json.Path, SampleKey(component));
        return new TemplateFix(names.Count == 1 ? "Set a sample" : "Set samples", payload =>
        {
            if (named)
            {
                var given = (PayloadPath.Get(payload, $"{path}.example.{key}_named_params") as JsonArray)?.OfType<JsonObject>().ToList() ?? [];
                PayloadPath.Set(payload, $"{path}.example.{key}_named_params", new JsonArray([.. names.Select(name => new JsonObject
                {
                    ["param_name"] = name,
                    ["example"] = Given(given.Find(s => (string?)Text(s["param_name"]) == name)?["example"]) ?? SampleWords.For(name),
                })]));
                return;
            }

            var row = Row(payload, path, key);
            var samples = new JsonArray([.. names.Select((name, i) => (JsonNode?)(Given(row is not null && i < row.Count ? row[i] : null) ?? SampleWords.For(name)))]);
            PayloadPath.Set(payload, $"{path}.example.{key}", component.Type == "BODY" ? new JsonArray(samples) : samples);
        });
    }

    /// <summary>A name as the platform takes it, as near as possible.</summary>
    public static string AsName(string name) => TemplateName.Suggest(name.Replace("#", "", StringComparison.Ordinal).Replace("$", "", StringComparison.Ordinal).Replace("%", "", StringComparison.Ordinal));

    internal static string VariableShown(string name) => "{{" + name + "}}";

    private static string SampleKey(ComponentView component) => component.Type == "BODY" ? "body_text" : "header_text";

    private static string Prefix(ComponentView component) =>
        (component.Card is { } card ? FormattableString.Invariant($"card{card}.") : "") + (component.Type == "BODY" ? "body." : "header.");

    private static JsonArray? Row(JsonObject payload, string path, string key)
    {
        var outer = PayloadPath.Get(payload, $"{path}.example.{key}") as JsonArray;
        return outer is { Count: > 0 } && outer[0] is JsonArray inner ? inner : outer;
    }

    private static string? Given(JsonNode? node) => Text(node) is { } text && !TextFacts.IsBlank(text) ? text : null;

    private static string? Text(JsonNode? node) => node is JsonValue value && value.TryGetValue<string>(out var text) ? text : null;

    [GeneratedRegex(@"\{(?:\s{0,3}\{){0,4}\s{0,3}([A-Za-z0-9_]+)\s{0,3}\}(?:\s{0,3}\}){0,4}", RegexOptions.CultureInvariant)]
    private static partial Regex NearlyBraces();
}
