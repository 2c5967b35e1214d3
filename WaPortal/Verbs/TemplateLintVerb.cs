using System.Globalization;
using System.Text.Encodings.Web;
using System.Text.Json;
using WaPortal.Core.Templates.Linting;

namespace WaPortal.Verbs;

/// <summary>Judges template payloads in a file, one line of JSON each.</summary>
internal sealed class TemplateLintVerb : IVerb
{
    private static readonly JsonSerializerOptions Output = new(JsonSerializerDefaults.Web) { Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping };

    public string Name => "template lint";

    public string Usage => "FILE.json   judges an array of {id, payload}, one JSON line each; FILE may be - for the standard input; 0 all valid, 1 not all";

    public async Task<int> RunAsync(string[] args, TextReader stdin, TextWriter stdout, TextWriter stderr, CancellationToken token)
    {
        if (args.Length != 1)
        {
            await stderr.WriteLineAsync("usage: template lint FILE.json");
            return 2;
        }

        try
        {
            var text = args[0] == "-" ? await stdin.ReadToEndAsync(token) : await File.ReadAllTextAsync(args[0], token);
            using var document = JsonDocument.Parse(text);
            if (document.RootElement.ValueKind == JsonValueKind.Array) return await LintAsync(document.RootElement, stdout);
            await stderr.WriteLineAsync($"{args[0]}: expected an array of objects with id and payload.");
        }
        catch (JsonException fault)
        {
            await stderr.WriteLineAsync(string.Create(CultureInfo.InvariantCulture, $"{args[0]}: not valid JSON at line {fault.LineNumber + 1}, byte {fault.BytePositionInLine + 1}."));
        }
        catch (Exception fault) when (fault is IOException or UnauthorizedAccessException or ArgumentException or NotSupportedException)
        {
            await stderr.WriteLineAsync($"{args[0]}: cannot be read. {fault.Message}");
        }

        return 2;
    }

    private static async Task<int> LintAsync(JsonElement cases, TextWriter stdout)
    {
        var allValid = true;
        var index = 0;
        foreach (var item in cases.EnumerateArray())
        {
            var findings = TemplateLinter.Lint(Property(item, "payload"));
            var valid = findings.All(f => f.Severity != FindingSeverity.Error);
            var problems = findings.Select(f => new Problem(f.Rule, f.Severity == FindingSeverity.Error ? "error" : "advice", f.Path, f.Message));
            await stdout.WriteLineAsync(JsonSerializer.Serialize(new Verdict(Id(item, index), valid, problems), Output));
            allValid &= valid;
            index++;
        }

        return allValid ? 0 : 1;
    }

    // A case without an id is known by its place, so that no line is anonymous.
    private static JsonElement Id(JsonElement item, int index) =>
        Property(item, "id") is { ValueKind: JsonValueKind.String or JsonValueKind.Number } id ? id : JsonSerializer.SerializeToElement(index);

    private static JsonElement Property(JsonElement item, string name) =>
        item.ValueKind == JsonValueKind.Object && item.TryGetProperty(name, out var value) ? value : default;

    private sealed record Verdict(JsonElement Id, bool Valid, IEnumerable<Problem> Problems);

    private sealed record Problem(string Rule, string Severity, string Path, string Message);
}
