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

        var errors = TemplateLinter.Lint(document.RootElement).Where(f => f.Severity == FindingSeverity.Error).ToList();

        Assert.Equal(["\ufffd", "name", "components[0].\ufffd", "components[0].text"], errors.Where(e => e.Rule == "payload.unicode").Select(e => e.Path));
        Assert.Equal(["language.required", "category.required"], errors.Where(e => e.Rule != "payload.unicode").Select(e => e.Rule));
    }

    [Theory]
    [InlineData("""{"a":"\ud83d\ude00","b":"\\ud83d","c":"\uD83D\uDE00 \\\\ud83d"}""", "")]
    [InlineData("""{"a":"\ude00\ud83d"}""", "a")]
    [InlineData("""{"a":["x",{"b":"x\uDC00y"}],"c":"\ud83d\u0041"}""", "a[1].b c")]
    [InlineData("""{"a":{"\ud83d":{"b":"\ud83d\ud83d\ude00"}}}""", "a.\ufffd a.\ufffd.b")]
    [InlineData("\"\\ud83d\"", "")]
    public void Halves_of_pairs_are_found_and_whole_pairs_left_alone(string json, string places)
    {
        using var document = JsonDocument.Parse(json);

        var whole = JsonUnicode.Of(document.RootElement);

        Assert.Equal(places, string.Join(' ', whole.Broken));
        Assert.Empty(JsonUnicode.Of(whole.Root).Broken);
        Assert.Equal(places.Length > 0 || document.RootElement.ValueKind == JsonValueKind.String, whole.Root.GetRawText() != json);
    }

    /// <summary>What there is 20,000 times, and the rule that finds something in each.</summary>
    public static TheoryData<string, string> Many => new()
    {
        { Body("Hello " + Repeat("{{A}} word "), ""), "param.positional_only" },
        { Body("Hello " + Repeat("{{1}} "), ""), "param.adjacent" },
        { Body("Hello " + Repeat("{{ 1 }} word "), ""), "param.blanks" },
        { Body("Hello " + Repeat("{{1}}word "), ""), "param.glued" },
        { Body("Hello {{1}}, a word and more of them", Repeat("\"\",") + "\"\""), "param.example_missing" },
        { Repeat("""{"type":"BODY","text":"Hello"},""") + """{"type":"BODY","text":"Hello"}""", "body.single" },
        { Repeat("""{"type":"FOOTER","text":"A","code_expiration_minutes":1},""") + """{"type":"BODY","text":"Hello"}""", "footer.expiration" },
        { """{"type":"BUTTONS","buttons":[""" + Repeat("""{"type":"QUICK_REPLY","text":"Yes"},""") + """{"type":"QUICK_REPLY","text":"Yes"}]}""", "buttons.duplicate_label" },
    };

    [Theory, MemberData(nameof(Many))]
    public void Of_many_findings_of_one_rule_twenty_are_told_and_then_how_many_more(string components, string rule)
    {
        using var document = JsonDocument.Parse($$"""{"name":"a","language":"en","category":"UTILITY","components":[{{components}}]}""");

        var found = TemplateLinter.Lint(document.RootElement).Where(f => f.Rule == rule).ToList();

        Assert.Equal(21, found.Count);
        Assert.Matches("^… and (19|20)\\d{3} more of this kind\\.$", found[^1].Message);
        Assert.Null(found[^1].Fix);
    }

    [Fact]
    public void A_list_of_names_in_a_message_ends_somewhere()
    {
        using var document = JsonDocument.Parse("""{"name":"a","language":"en","category":"UTILITY","components":[""" + Body("Hello " + string.Concat(Enumerable.Range(1, 500).Select(n => $"word {{{{{n}}}}} ")) + "end", "") + "]}");

        Assert.EndsWith("{{20}} and 480 more have no sample.", TemplateLinter.Lint(document.RootElement).First(f => f.Rule == "param.example_missing").Message, StringComparison.Ordinal);
    }

    private static string Repeat(string what) => string.Concat(Enumerable.Repeat(what, 20_000));

    private static string Body(string text, string samples) =>
        $$"""{"type":"BODY","text":{{JsonSerializer.Serialize(text)}}{{(samples.Length == 0 ? "" : ",\"example\":{\"body_text\":[[" + samples + "]]}")}}}""";

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
