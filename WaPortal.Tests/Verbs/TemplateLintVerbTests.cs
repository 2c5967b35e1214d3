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
