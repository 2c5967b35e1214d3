using System.Text.Json;
using System.Text.Json.Nodes;
using WaPortal.Core.Templates;
using WaPortal.Core.Templates.Linting;
using Xunit;
using static WaPortal.Tests.Templates.Linting.LintPayload;

namespace WaPortal.Tests.Templates.Linting;

public sealed class TemplateFixTests
{
    /// <summary>Rule, components, what the changed payload holds.</summary>
    public static TheoryData<string, string, string> Cases => new()
    {
        { "param.leading_trailing", BodyText("{{1}}, hello and thank you for your order at our store.", "Ana"), "\"Hello {{1}}, and thank you" },
        { "param.leading_trailing", BodyText("{{1}} is waiting for you at the front desk.", "It"), "\"Hello {{1}} is waiting" },
        { "param.leading_trailing", BodyText("Your parcel waits at the desk under the code {{1}}", "A1"), "code {{1}}. Thank you.\"" },
        { "param.near_edge", BodyText("Your parcel waits at the desk under the code {{1}}.", "A1"), "code {{1}}. Thank you.\"" },
        { "param.adjacent", BodyText("Dear {{1}} {{2}}, your parcel is waiting at the front desk.", "A", "B"), "Dear {{1}}, {{2}}, your" },
        { "param.sequential", BodyText("Dear {{2}}, your parcel {{5}} is waiting at the front desk now.", "A", "B"), "Dear {{1}}, your parcel {{2}} is" },
        { "param.order", BodyText("Dear {{2}}, your parcel {{1}} is waiting at the front desk now.", "P", "N"), "\"body_text\":[[\"N\",\"P\"]]" },
        { "param.blanks", BodyText("Dear {{ 1 }}, your parcel is waiting at the front desk.", "A"), "Dear {{1}}, your" },
        { "param.syntax", BodyText("Dear {1}}, your parcel is waiting at the front desk."), "Dear {{1}}, your" },
        { "param.glued", BodyText("Dear{{1}}, your parcel is waiting at the front desk.", "A"), "Dear {{1}}, your" },
        { "param.example_missing", BodyText("Dear {{1}}, your parcel is waiting at the front desk."), "\"body_text\":[[\"Sample 1\"]]" },
        { "param.example_mismatch", BodyText("Dear {{1}}, your parcel is waiting at the front desk.", "Ana", "B"), "\"body_text\":[[\"Ana\"]]" },
        { "param.example_flat", """{"type":"BODY","text":"Dear {{1}}, your parcel is waiting at the front desk.","example":{"body_text":["Ana"]}}""", "\"body_text\":[[\"Ana\"]]" },
        { "body.newlines", BodyText("First line.\n\n\n\nSecond line."), "First line.\\n\\nSecond" },
        { "text.blanks", BodyText(" Your parcel is waiting. \n"), "\"Your parcel is waiting.\"" },
        { "header.text_format", HeaderText("*Lamp* days \U0001F4A1\nnow") + "," + Body, "\"Lamp days now\"" },
        { "header.location_example", """{"type":"HEADER","format":"LOCATION","example":{"x":1}},""" + Body, "\"format\":\"LOCATION\"}" },
        { "footer.variables", Body + "," + """{"type":"FOOTER","text":"Yours, {{1}}"}""", "\"text\":\"Yours\"" },
        { "footer.text_format", Body + "," + """{"type":"FOOTER","text":"A\nB"}""", "\"text\":\"A B\"" },
        { "footer.text_required", Body + "," + """{"type":"FOOTER","text":""}""", "front desk of our store.\"}]" },
        { "buttons.empty", Body + "," + Buttons(""), "front desk of our store.\"}]" },
        { "buttons.grouping", Body + "," + Buttons("""{"type":"URL","text":"A","url":"https://a.example"},{"type":"QUICK_REPLY","text":"B"},{"type":"PHONE_NUMBER","text":"C","phone_number":"+15550100123"}"""), "\"C\",\"phone_number\":\"+15550100123\"},{\"type\":\"QUICK_REPLY\"" },
        { "button.label_format", Body + "," + Buttons("""{"type":"QUICK_REPLY","text":"*Yes* {{1}}"}"""), "\"text\":\"Yes\"" },
        { "button.label_fixed", Body + "," + Buttons("""{"type":"CATALOG","text":"Look"}"""), "View catalog" },
        { "button.url_format", Body + "," + Buttons("""{"type":"URL","text":"A","url":"shop.example/sale"}"""), "\"https://shop.example/sale\"" },
        { "button.url_insecure", Body + "," + Buttons("""{"type":"URL","text":"A","url":"http://shop.example/sale"}"""), "\"https://shop.example/sale\"" },
        { "button.url_example", Body + "," + Buttons("""{"type":"URL","text":"A","url":"https://shop.example/{{1}}"}"""), "\"example\":[\"sample\"]" },
        { "button.url_example_count", Body + "," + Buttons("""{"type":"URL","text":"A","url":"https://shop.example/{{1}}","example":["a","b"]}"""), "\"example\":[\"a\"]" },
        { "button.phone_format", Body + "," + Buttons("""{"type":"PHONE_NUMBER","text":"A","phone_number":15550100123}"""), "\"+15550100123\"" },
        { "footer.expiration", Body + "," + """{"type":"FOOTER","code_expiration_minutes":5}""", "front desk of our store.\"}]" },
        { "param.single_braces", BodyText("Hi { {1} } there, your parcel is at the desk."), "Hi {{1}} there" },
        { "param.leading_trailing", BodyText("\u200b{{1}} is waiting for you at the front desk.", "It"), "\"Hello {{1}} is waiting" },
        { "param.leading_trailing", BodyText("Your parcel waits at the desk under the code {{1}}\u2060", "A1"), "code {{1}}. Thank you.\"" },
        { "body.newlines", BodyText("First line.\u000b\u000b\u0085\u2028Second line."), "First line.\\n\\nSecond" },
        { "button.url_variable_number", Body + "," + Buttons("""{"type":"URL","text":"A","url":"https://shop.example/{{3}}","example":["b"]}"""), "https://shop.example/{{1}}" },
        { "button.phone_format", Body + "," + Buttons("""{"type":"PHONE_NUMBER","text":"A","phone_number":"555/010-0123"}"""), "\"+5550100123\"" },
        { "quality.opt_out", Body, "{\"type\":\"FOOTER\",\"text\":\"Reply STOP to opt out\"}" },
    };

    [Theory, MemberData(nameof(Cases))]
    public void One_click_removes_the_finding(string rule, string components, string holds)
    {
        var payload = (JsonObject)JsonNode.Parse(Of(components).GetRawText())!;
        var before = payload.ToJsonString();
        var finding = TemplateLinter.Lint(Of(components)).First(f => f.Rule == rule);

        var changed = finding.Fix!.Apply(payload);

        Assert.Equal(before, payload.ToJsonString());
        Assert.Contains(holds, changed.ToJsonString(new() { Encoder = System.Text.Encodings.Web.JavaScriptEncoder.UnsafeRelaxedJsonEscaping }), StringComparison.Ordinal);
        Assert.DoesNotContain(TemplateLinter.Lint(JsonSerializer.SerializeToElement(changed)), f => f.Rule == rule);
    }

    [Fact]
    public void A_fix_of_any_known_case_adds_no_error()
    {
        var payloads = DocumentedCases.All.Select(c => c.Payload)
            .Concat(LintRuleTests.Cases.Select(c => (JsonObject)JsonNode.Parse(Of(c.Data.Item3, c.Data.Item2, c.Data.Item4).GetRawText())!));
        var fixes = 0;
        foreach (var payload in payloads)
        {
            var findings = TemplateLinter.Lint(JsonSerializer.SerializeToElement(payload));
            foreach (var finding in findings.Where(f => f.Fix is not null))
            {
                var after = TemplateLinter.Lint(JsonSerializer.SerializeToElement(finding.Fix!.Apply(payload)));
                Assert.True(Count(after, finding.Rule) < Count(findings, finding.Rule), $"{finding.Rule} stays: {payload.ToJsonString()}");
                var added = Errors(after).Except(Errors(findings)).ToList();
                // Taking the last part away, or a brace that becomes a variable, shows what was hidden behind.
                Assert.True(added.TrueForAll(e => e is "body.required" or "param.example_missing" or "auth.otp_required" or "param.ratio" or "param.leading_trailing" or "button.url_example" or "param.example_mismatch"), $"{finding.Rule} adds {string.Join(", ", added)}: {payload.ToJsonString()}");
                fixes++;
            }
        }

        Assert.True(fixes > 50, $"{fixes} fixes");

        static IEnumerable<string> Errors(IEnumerable<TemplateFinding> findings) => findings.Where(f => f.Severity == FindingSeverity.Error).Select(f => f.Rule).Distinct();
        static int Count(IEnumerable<TemplateFinding> findings, string rule) => findings.Count(f => f.Rule == rule);
    }

    [Fact]
    public void Rules_say_that_they_have_a_fix_only_when_they_have()
    {
        var said = TemplateLinter.Rules.Where(r => r.Fix is not null).Select(r => r.Id).ToHashSet();
        var given = DocumentedCases.All.Select(c => c.Element)
            .Concat(LintRuleTests.Cases.Select(c => Of(c.Data.Item3, c.Data.Item2, c.Data.Item4)))
            .Concat(Cases.Select(c => Of(c.Data.Item2)))
            .SelectMany(TemplateLinter.Lint).Where(f => f.Fix is not null).Select(f => f.Rule).ToHashSet();

        Assert.Empty(given.Except(said));
    }

    [Fact]
    public void A_fix_of_a_content_keeps_files_and_fallbacks_and_lets_them_follow_their_variables()
    {
        var media = Guid.NewGuid();
        var content = new TemplateContent
        {
            Header = HeaderKind.Image,
            HeaderMedia = media,
            Body = "Dear {{2}}, your parcel {{5}} is waiting for you at the front desk now.",
            Buttons = [new(ButtonKind.Url, "A", "https://a.example/{{1}}"), new(ButtonKind.QuickReply, "B"), new(ButtonKind.Phone, "C", PhoneNumber: "+15550100123")],
            Texts = new Dictionary<string, VariableText> { ["body.2"] = new("Ana", "friend"), ["body.5"] = new("P-1"), ["button0.1"] = new("s", "home") },
        };
        var findings = content.Lint("a", "en", TemplateCategory.Utility, ParameterFormat.Positional);

        var numbered = findings.First(f => f.Rule == "param.sequential").Fix!.Apply(content, TemplateCategory.Utility, ParameterFormat.Positional);
        var sorted = findings.First(f => f.Rule == "buttons.grouping").Fix!.Apply(content, TemplateCategory.Utility, ParameterFormat.Positional);

        Assert.Equal(media, numbered.HeaderMedia);
        Assert.Equal("Dear {{1}}, your parcel {{2}} is waiting for you at the front desk now.", numbered.Body);
        Assert.Equal(new VariableText("Ana", "friend"), numbered.Texts["body.1"]);
        Assert.Equal(new VariableText("P-1"), numbered.Texts["body.2"]);
        Assert.Equal([ButtonKind.Url, ButtonKind.Phone, ButtonKind.QuickReply], sorted.Buttons.Select(b => b.Kind));
        Assert.Equal(new VariableText("s", "home"), sorted.Texts["button0.1"]);
    }
}
