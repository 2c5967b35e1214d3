using System.Text.Json;
using System.Text.Json.Nodes;
using WaPortal.Core.Templates.Linting;
using Xunit;

namespace WaPortal.Tests.Templates.Linting;

public sealed class LinterRobustnessTests
{
    private static readonly string[] Odd =
    [
        "null", "true", "[]", "{}", "0", "-1e400", "1e30", "\"\"", "\"{{\"", "\"}}{{1}}{{\"", "\"\\ud83d\"", "\"{{99999999999}}\"", "[[[1]]]", "[null]",
        "{\"type\":[]}", "\"\\u0000\"", "\"{{ }}\"", "\"https://{{1}}\"",
    ];

    [Fact]
    public void Any_damage_to_any_case_is_judged_without_an_exception()
    {
        var random = new Random(20261123);
        foreach (var known in DocumentedCases.All)
        {
            for (var round = 0; round < 40; round++)
            {
                using var document = JsonDocument.Parse(Damage(known.Payload, random));
                Assert.All(TemplateLinter.Lint(document.RootElement), f => Assert.True(f.Message.Length > 0 && f.Rule.Length > 0));
            }
        }
    }

    [Fact]
    public void Names_with_half_a_surrogate_pair_are_survived()
    {
        using var document = JsonDocument.Parse("""{"\ud83d":1,"name":"\ud83d","components":[{"\ud83d":2,"type":"BODY","text":"\ud83d"}]}""");

        Assert.Contains(TemplateLinter.Lint(document.RootElement), f => f.Rule == "body.text_required");
    }

    /// <summary>Replaces a few values somewhere in the document by odd ones, as text, so that illegal strings get in.</summary>
    private static string Damage(JsonObject payload, Random random)
    {
        var node = payload.DeepClone();
        var markers = Enumerable.Range(0, random.Next(1, 4)).Select(n => $"damage-{n}").ToList();
        foreach (var marker in markers)
        {
            var places = new List<JsonNode>();
            Collect(node, places);
            places[random.Next(places.Count)].ReplaceWith(JsonValue.Create(marker));
        }

        return markers.Aggregate(node.ToJsonString(), (text, marker) => text.Replace($"\"{marker}\"", Odd[random.Next(Odd.Length)], StringComparison.Ordinal));
    }

    private static void Collect(JsonNode node, List<JsonNode> places)
    {
        var children = node switch
        {
            JsonObject o => o.Select(p => p.Value),
            JsonArray a => a,
            _ => [],
        };
        foreach (var child in children)
        {
            if (child is null) continue;
            places.Add(child);
            Collect(child, places);
        }
    }
}
