using System.Text.Json;
using WaPortal.Tests.Templates.Linting;
using WaPortal.Verbs;
using Xunit;

namespace WaPortal.Tests.Verbs;

public sealed class TemplateLintVerbTests
{
    private static async Task<(int Exit, string Out, string Error)> RunAsync(string input, params string[] args)
    {
        var (verb, rest) = VerbTable.Find(["template", "lint", .. args])!.Value;
        using var output = new StringWriter();
        using var error = new StringWriter();
        var exit = await verb.RunAsync(rest, new StringReader(input), output, error, TestContext.Current.CancellationToken);
        return (exit, output.ToString(), error.ToString());
    }

    [Fact]
    public async Task Each_case_gets_a_line_in_order_and_one_invalid_case_makes_the_exit_code_1()
    {
        var input = JsonSerializer.Serialize(DocumentedCases.All.Select(c => new { id = c.Id, payload = c.Payload }));

        var (exit, output, error) = await RunAsync(input, "-");

        var lines = output.Split(Environment.NewLine, StringSplitOptions.RemoveEmptyEntries).Select(l => JsonDocument.Parse(l).RootElement).ToList();
        Assert.Equal(1, exit);
        Assert.Empty(error);
        Assert.Equal(DocumentedCases.All.Select(c => (c.Id, c.Valid)), lines.Select(l => (l.GetProperty("id").GetString()!, l.GetProperty("valid").GetBoolean())));
        Assert.All(lines.SelectMany(l => l.GetProperty("problems").EnumerateArray()), p =>
        {
            Assert.Contains(p.GetProperty("severity").GetString(), new[] { "error", "advice" });
            Assert.NotEmpty(p.GetProperty("rule").GetString()!);
            Assert.NotEmpty(p.GetProperty("message").GetString()!);
            Assert.NotNull(p.GetProperty("path").GetString());
        });
    }

    [Fact]
    public async Task Only_valid_cases_exit_with_0()
    {
        var (exit, _, _) = await RunAsync(JsonSerializer.Serialize(DocumentedCases.All.Where(c => c.Valid).Select(c => new { id = c.Id, payload = c.Payload })), "-");
        Assert.Equal(0, exit);
    }

    [Fact]
    public async Task A_case_without_payload_is_invalid_and_known_by_its_place()
    {
        var (exit, output, _) = await RunAsync("[{}]", "-");
        Assert.Equal(1, exit);
        Assert.StartsWith("{\"id\":0,\"valid\":false,", output, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("{ broken", "not valid JSON")]
    [InlineData("{}", "expected an array")]
    [InlineData("", "not valid JSON")]
    public async Task Unreadable_input_is_named_and_exits_with_2(string input, string message)
    {
        var (exit, output, error) = await RunAsync(input, "-");
        Assert.Equal(2, exit);
        Assert.Empty(output);
        Assert.Contains(message, error, StringComparison.Ordinal);
    }

    private const string Payload = """{"name":"ready","language":"en_GB","category":"UTILITY","components":[{"type":"BODY","text":"Your parcel is waiting at the front desk of our store."}]}""";

    [Theory]
    [InlineData(Payload, "ready")]
    [InlineData("{\"id\":\"A\",\"payload\":" + Payload + "}", "A")]
    [InlineData("[" + Payload + "]", "0")]
    [InlineData("{\"data\":[" + Payload + "]}", "0")]
    public async Task A_payload_may_stand_alone_in_an_array_or_in_a_list_answer(string input, string id)
    {
        var (exit, output, error) = await RunAsync(input, "-", "--json");

        Assert.Equal((0, ""), (exit, error));
        var line = JsonDocument.Parse(output).RootElement;
        Assert.Equal((id, true), (line.GetProperty("id").ToString(), line.GetProperty("valid").GetBoolean()));
    }

    [Fact]
    public async Task A_family_gets_a_line_for_each_language_with_what_differs()
    {
        const string family = """
            {"format":"waportal.template-family","version":1,"name":"ready","category":"UTILITY","parameter_format":"POSITIONAL","translations":[
              {"language":"en_GB","components":[{"type":"BODY","text":"Dear {{1}}, your parcel is waiting at the front desk.","example":{"body_text":[["Ana"]]}}]},
              {"language":"es","components":[{"type":"BODY","text":"Su paquete le espera en la recepción de la tienda."}],"message_send_ttl_seconds":5}]}
            """;

        var (exit, output, _) = await RunAsync(family, "-");

        var lines = output.Split(Environment.NewLine, StringSplitOptions.RemoveEmptyEntries).Select(l => JsonDocument.Parse(l).RootElement).ToList();
        Assert.Equal(1, exit);
        Assert.Equal([("ready/en_GB", true), ("ready/es", false)], lines.Select(l => (l.GetProperty("id").GetString()!, l.GetProperty("valid").GetBoolean())));
        Assert.Equal(["ttl.range", "family.variables", "family.ttl"], lines[1].GetProperty("problems").EnumerateArray().Select(p => p.GetProperty("rule").GetString()));
    }

    [Fact]
    public async Task Words_for_people_name_rule_place_reason_source_and_fix()
    {
        var (exit, output, _) = await RunAsync(Payload.Replace("\"ready\"", "\"Not Ready\"", StringComparison.Ordinal), "--text", "-");

        Assert.Equal(1, exit);
        Assert.Contains("Not Ready: not valid", output, StringComparison.Ordinal);
        Assert.Contains("error name.charset at name:", output, StringComparison.Ordinal);
        Assert.Contains("why: Names are lower-case letters", output, StringComparison.Ordinal);
        Assert.Contains("fix: Call it not_ready", output, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_family_without_translations_is_not_valid()
    {
        var (exit, output, _) = await RunAsync("""{"format":"waportal.template-family","name":"a"}""", "-");

        Assert.Equal(1, exit);
        Assert.Contains("family.shape", output, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_second_translation_in_a_language_and_one_with_a_category_of_its_own_are_not_valid()
    {
        const string family = """
            {"format":"waportal.template-family","name":"ready","category":"UTILITY","translations":[
              {"language":"en_GB","category":"utility","components":[{"type":"BODY","text":"Your parcel is waiting at the front desk."}]},
              {"language":"es","category":"MARKETING","components":[{"type":"BODY","text":"Su paquete le espera en la recepción."}]},
              {"language":"en_GB","components":[{"type":"BODY","text":"Your parcel has been here for a week."}]},
              {"components":[{"type":"BODY","text":"O seu pacote espera na recepção."}]},
              {"components":[{"type":"BODY","text":"Ihr Paket wartet am Empfang."}]}]}
            """;

        var (exit, output, _) = await RunAsync(family, "-");

        Assert.Equal(1, exit);
        Assert.Equal(
            ["ready/en_GB ", "ready/es family.category@category", "ready/en_GB family.language@language", "ready/? language.required@language", "ready/? language.required@language"],
            Told(output));
    }

    [Theory]
    [InlineData("""[{"id":"\ud800","payload":PAYLOAD}]""", "\ufffd payload.unicode@id")]
    [InlineData("""[{"id":"a","\ud800":1,"payload":PAYLOAD}]""", "a payload.unicode@\ufffd")]
    [InlineData("""[{"id":"a","payload":{"x":"\ud800","name":"ready","language":"en_GB","category":"UTILITY","components":[{"type":"BODY","text":"Your \ud800 parcel"}]}}]""", "a payload.unicode@x payload.unicode@components[0].text")]
    [InlineData("""[PAYLOAD,{"name":"\udc00","language":"en_GB","category":"UTILITY","components":[{"type":"BODY","text":"Your parcel is here."}]}]""", "0 |1 payload.unicode@name")]
    [InlineData("""["\ud800"]""", "0 payload.unicode@")]
    [InlineData("""{"data":[PAYLOAD],"paging":{"next":"\ud800"}}""", "0 payload.unicode@paging.next")]
    [InlineData("""{"format":"waportal.template-family","name":"\ud800","category":"UTILITY","translations":[{"language":"de","components":[{"type":"BODY","text":"Ihr Paket ist da."}]}]}""", "\ufffd/de payload.unicode@name")]
    [InlineData("""{"format":"waportal.template-family","name":"a","category":"UTILITY","translations":[{"language":"\ud800","components":[{"type":"BODY","text":"Ihr Paket ist da."}]},{"language":"\udc00","components":[{"type":"BODY","text":"Your \ud800."}]}]}""", "a/\ufffd payload.unicode@language|a/\ufffd payload.unicode@language payload.unicode@components[0].text")]
    public async Task Half_a_surrogate_pair_is_a_finding_at_its_place(string input, string told)
    {
        input = input.Replace("PAYLOAD", Payload, StringComparison.Ordinal);

        var (exit, output, error) = await RunAsync(input, "-");
        var (inWordsExit, inWords, _) = await RunAsync(input, "--text", "-");

        Assert.Equal((1, "", 1), (exit, error, inWordsExit));
        Assert.Equal(told, string.Join('|', Told(output)));
        Assert.Contains("payload.unicode", inWords, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("""{"data":[{"name":"code","language":"en","category":"AUTHENTICATION","components":[{"type":"BODY","text":"{{1}} is your code."},{"type":"BUTTONS","buttons":[{"type":"URL","text":"Copy code","url":"https://www.whatsapp.com/otp/code/?otp_type=COPY_CODE&code=otp{{1}}","example":["a"]}]}]}]}""", 0)]
    [InlineData("""[{"id":"1","status":"APPROVED","name":"a","language":"en","category":"UTILITY","sub_category":"CUSTOM","components":[{"type":"BODY","text":"Your parcel is here."}]}]""", 0)]
    [InlineData("""[{"id":"1","name":"a","language":"en","category":"UTILITY","sub_category":"CUSTOM","components":[{"type":"BODY","text":"Your parcel is here."}]}]""", 1)]
    public async Task Items_of_a_list_answer_and_those_with_id_and_status_are_judged_as_reads(string input, int exit) =>
        Assert.Equal(exit, (await RunAsync(input, "-")).Exit);

    [Theory]
    [InlineData(64, 1, "")]
    [InlineData(65, 2, "deeper than 64 levels")]
    [InlineData(50_000, 2, "deeper than 64 levels")]
    public async Task The_depth_that_is_read_is_named(int depth, int exit, string message)
    {
        var (code, _, error) = await RunAsync(new string('[', depth) + new string(']', depth), "-");

        Assert.Equal(exit, code);
        Assert.Contains(message, error, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Words_for_people_hold_nothing_that_steers_a_terminal()
    {
        var (_, output, _) = await RunAsync("""{"name":"a\u001b[31m\u202e\u0085","language":"en","category":"UTILITY","components":[{"type":"BODY","text":"Your {{\u001b[2J\n}} parcel is here."}]}""", "--text", "-");

        Assert.Contains("a\\u001b[31m\\u202e\\u0085: not valid", output, StringComparison.Ordinal);
        Assert.Contains("{{\\u001b[2J}}", output, StringComparison.Ordinal);
        Assert.DoesNotContain(output.Replace(Environment.NewLine, "", StringComparison.Ordinal), c => char.IsControl(c) || c == '\u202e');
    }

    private static IEnumerable<string> Told(string output) => output.Split(Environment.NewLine, StringSplitOptions.RemoveEmptyEntries)
        .Select(l => JsonDocument.Parse(l).RootElement)
        .Select(l => $"{l.GetProperty("id")} " + string.Join(' ', l.GetProperty("problems").EnumerateArray().Select(p => $"{p.GetProperty("rule")}@{p.GetProperty("path")}")));

    [Fact]
    public async Task A_missing_file_is_named_and_exits_with_2()
    {
        var (exit, _, error) = await RunAsync("", "/nowhere/cases.json");
        Assert.Equal(2, exit);
        Assert.Contains("/nowhere/cases.json", error, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Without_a_file_the_usage_is_shown()
    {
        var (exit, _, error) = await RunAsync("");
        Assert.Equal(2, exit);
        Assert.Contains("usage", error, StringComparison.Ordinal);
    }
}
