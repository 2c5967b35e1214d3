using System.Globalization;
using System.Text.Json.Nodes;
using System.Text.RegularExpressions;

namespace WaPortal.Core.Templates.Linting.Fixing;

/// <summary>A place in a payload as findings name it: <c>components[1].buttons[0].text</c>.</summary>
internal static partial class PayloadPath
{
    /// <summary>The value there, or null.</summary>
    public static JsonNode? Get(JsonNode root, string path)
    {
        JsonNode? at = root;
        foreach (var step in Steps(path)) at = Step(at, step);
        return at;
    }

    /// <summary>Puts a value there; objects on the way are made, elements of arrays are not.</summary>
    public static void Set(JsonNode root, string path, JsonNode? value)
    {
        var steps = Steps(path);
        JsonNode? at = root;
        for (var i = 0; i < steps.Count - 1; i++)
        {
            var next = Step(at, steps[i]);
            if (next is null or JsonValue && at is JsonObject parent && steps[i] is string name && steps[i + 1] is string) parent[name] = next = new JsonObject();
            at = next;
        }

        if (at is JsonObject into && steps[^1] is string last) into[last] = value;
        else if (at is JsonArray list && steps[^1] is int index && index < list.Count) list[index] = value;
    }

    /// <summary>Takes away a property or an element.</summary>
    public static void Remove(JsonNode root, string path)
    {
        var steps = Steps(path);
        JsonNode? at = root;
        foreach (var step in steps.SkipLast(1)) at = Step(at, step);
        if (at is JsonObject from && steps[^1] is string name) from.Remove(name);
        else if (at is JsonArray list && steps[^1] is int index && index < list.Count) list.RemoveAt(index);
    }

    /// <summary>The place around: <c>components[1].text</c> → <c>components[1]</c>.</summary>
    public static string Parent(string path)
    {
        var cut = Math.Max(path.LastIndexOf('.'), path.LastIndexOf('['));
        return cut < 0 ? "" : path[..cut];
    }

    private static JsonNode? Step(JsonNode? at, object step) => (at, step) switch
    {
        (JsonObject json, string name) => json[name],
        (JsonArray list, int index) when index < list.Count => list[index],
        _ => null,
    };

    private static List<object> Steps(string path) =>
        [.. Pattern().Matches(path).Select(m => m.Groups[2].Success ? (object)int.Parse(m.Groups[2].Value, CultureInfo.InvariantCulture) : m.Groups[1].Value)];

    [GeneratedRegex(@"([^.\[\]]+)|\[(\d{1,6})\]", RegexOptions.CultureInvariant)]
    private static partial Regex Pattern();
}
