using System.Globalization;
using System.Text.Json.Nodes;
using System.Text.RegularExpressions;

namespace WaPortal.Core.Templates;

/// <summary>One field that differs between two versions.</summary>
/// <param name="Field">Its name for people: "Body", "Button 2, label", "Sample of {{city}}".</param>
/// <param name="Pieces">From the older to the newer.</param>
public sealed record FieldChange(string Field, IReadOnlyList<DiffPiece> Pieces);

/// <summary>
/// Compares two contents field by field. It works on the stored form, so a component that comes to the content later is compared too; one
/// that has no name here is shown by the name it is stored under.
/// </summary>
public static partial class ContentDiff
{
    /// <summary>What differs, in the order in which people see the fields. Empty: nothing.</summary>
    public static IReadOnlyList<FieldChange> Between(TemplateContent before, TemplateContent after)
    {
        var (from, to) = (JsonNode.Parse(before.ToJson())!.AsObject(), JsonNode.Parse(after.ToJson())!.AsObject());
        Align(from, to);
        var (old, now) = (Leaves(from), Leaves(to));
        return
        [
            .. old.Keys.Union(now.Keys, StringComparer.Ordinal)
                .Where(path => path != "version" && old.GetValueOrDefault(path, "") != now.GetValueOrDefault(path, ""))
                .OrderBy(Rank).ThenBy(path => path, StringComparer.Ordinal)
                .Select(path => new FieldChange(Name(path), WordDiff.Between(Shown(path, old.GetValueOrDefault(path, "")), Shown(path, now.GetValueOrDefault(path, ""))))),
        ];
    }

    // A button that was put in must not make all after it look changed: what is equal is laid side by side, gaps are filled up with nothing.
    private static void Align(JsonNode? from, JsonNode? to)
    {
        if (from is JsonObject a && to is JsonObject b)
        {
            foreach (var (name, value) in a.ToList())
            {
                if (value is JsonArray old && b[name] is JsonArray now) (a[name], b[name]) = Aligned(old, now);
                else Align(value, b[name]);
            }
        }
    }

    private static (JsonArray From, JsonArray To) Aligned(JsonArray from, JsonArray to)
    {
        var (a, b) = (from.Select(n => n?.ToJsonString() ?? "null").ToList(), to.Select(n => n?.ToJsonString() ?? "null").ToList());
        var (left, right) = (new List<string>(), new List<string>());
        var (x, y) = (0, 0);
        while (x < a.Count || y < b.Count)
        {
            // The next pair that is equal; what stands before it on both sides belongs together in its order.
            var match = Enumerable.Range(x, a.Count - x).Select(i => (From: i, To: b.IndexOf(a[i], y))).FirstOrDefault(p => p.To >= 0, (From: a.Count, To: b.Count));
            for (; x < match.From || y < match.To; x = Math.Min(x + 1, match.From), y = Math.Min(y + 1, match.To))
            {
                left.Add(x < match.From ? a[x] : "null");
                right.Add(y < match.To ? b[y] : "null");
            }

            if (x >= a.Count || y >= b.Count) continue;
            left.Add(a[x++]);
            right.Add(b[y++]);
        }

        var pair = (new JsonArray([.. left.Select(t => JsonNode.Parse(t))]), new JsonArray([.. right.Select(t => JsonNode.Parse(t))]));
        for (var i = 0; i < left.Count; i++) Align(pair.Item1[i], pair.Item2[i]);
        return pair;
    }

    private static Dictionary<string, string> Leaves(JsonObject root)
    {
        var leaves = new Dictionary<string, string>(StringComparer.Ordinal);
        Walk(root, "");
        return leaves;

        void Walk(JsonNode? node, string path)
        {
            switch (node)
            {
                case JsonObject members:
                    foreach (var (name, value) in members) Walk(value, path.Length == 0 ? name : $"{path}/{name}");
                    break;
                case JsonArray items:
                    for (var i = 0; i < items.Count; i++) Walk(items[i], $"{path}/{(i + 1).ToString(CultureInfo.InvariantCulture)}");
                    break;
                case JsonValue value:
                    leaves[path] = value.TryGetValue<string>(out var text) ? text : value.ToJsonString();
                    break;
            }
        }
    }

    private static string Shown(string path, string value) => path switch
    {
        _ when path.EndsWith("Media", StringComparison.Ordinal) => value.Length > 8 ? $"file {value[..8]}" : value,
        "header" => value == nameof(HeaderKind.None) ? "" : value,
        _ => value,
    };

    private static int Rank(string path) => path.Split('/')[0] switch
    {
        "header" => 0,
        "headerText" => 1,
        "headerMedia" => 2,
        "body" => 3,
        "footer" => 4,
        "buttons" => 6,
        "texts" => 7,
        _ => 5,
    };

    private static string Name(string path)
    {
        switch (path.Split('/'))
        {
            case ["header"]:
                return "Kind of header";
            case ["headerText"]:
                return "Header";
            case ["headerMedia"]:
                return "Header file";
            case ["buttons", var number, var what]:
                return $"Button {number}, {ButtonPart(what)}";
            case ["texts", var key, var what]:
                var name = key[(key.IndexOf('.', StringComparison.Ordinal) + 1)..];
                return what == "fallback" ? $"Stands in for {{{{{name}}}}}" : $"Sample of {{{{{name}}}}}";
            default:
                return string.Join(", ", path.Split('/').Select(Words));
        }
    }

    private static string ButtonPart(string what) => what switch
    {
        "kind" => "kind",
        "text" => "label",
        "url" => "address",
        "phoneNumber" => "number",
        "optOut" => "way out",
        _ => Words(what).ToLowerInvariant(),
    };

    private static string Words(string name)
    {
        var words = Humps().Replace(name, " $1").ToLowerInvariant();
        return words.Length == 0 ? words : char.ToUpperInvariant(words[0]) + words[1..];
    }

    [GeneratedRegex("(?<=[a-z])([A-Z])")]
    private static partial Regex Humps();
}
