using System.Globalization;
using System.Text;
using System.Text.Encodings.Web;
using System.Text.Json;
using System.Text.RegularExpressions;
using WaPortal.Core.Templates.Linting;

namespace WaPortal.Verbs;

/// <summary>Judges template payloads in files, one line of JSON each, or in words for people.</summary>
internal sealed partial class TemplateLintVerb : IVerb
{
    private static readonly JsonSerializerOptions Output = new(JsonSerializerDefaults.Web) { Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping };

    // What System.Text.Json reads by itself.
    private const int MaxDepth = 64;

    public string Name => "template lint";

    public string Usage => "FILE... [--json | --text]   judges a create payload, an array of payloads or of {id, payload}, a list answer, or an exported family; "
        + "one JSON line each, or words; FILE may be - for the standard input; 0 all valid, 1 not all, 2 unreadable";

    public async Task<int> RunAsync(string[] args, TextReader stdin, TextWriter stdout, TextWriter stderr, CancellationToken token)
    {
        var inWords = args.Contains("--text", StringComparer.Ordinal);
        var files = args.Where(a => a is not ("--text" or "--json")).ToList();
        if (files.Count == 0 || files.Exists(f => f.StartsWith("--", StringComparison.Ordinal)) || (inWords && args.Contains("--json", StringComparer.Ordinal)))
        {
            await stderr.WriteLineAsync("usage: template lint FILE... [--json | --text]");
            return 2;
        }

        var result = 0;
        foreach (var file in files) result = Math.Max(result, await LintAsync(file, inWords, stdin, stdout, stderr, token));
        return result;
    }

    private static async Task<int> LintAsync(string file, bool inWords, TextReader stdin, TextWriter stdout, TextWriter stderr, CancellationToken token)
    {
        var text = "";
        try
        {
            text = file == "-" ? await stdin.ReadToEndAsync(token) : await File.ReadAllTextAsync(file, token);
            // As bytes: half a surrogate pair in the text itself becomes U+FFFD rather than a fault.
            using var document = JsonDocument.Parse(Encoding.UTF8.GetBytes(text));
            if (LintCase.Read(document.RootElement) is { } cases) return await LintAsync(cases, inWords, stdout);
            await stderr.WriteLineAsync($"{file}: expected an array of objects with id and payload, a create payload, or an exported family.");
        }
        catch (JsonException) when (IsDeep(text))
        {
            await stderr.WriteLineAsync($"{file}: nested deeper than {MaxDepth} levels, which is as deep as JSON is read here.");
        }
        catch (JsonException fault)
        {
            await stderr.WriteLineAsync(string.Create(CultureInfo.InvariantCulture, $"{file}: not valid JSON at line {fault.LineNumber + 1}, byte {fault.BytePositionInLine + 1}."));
        }
        catch (Exception fault) when (fault is IOException or UnauthorizedAccessException or ArgumentException or NotSupportedException)
        {
            await stderr.WriteLineAsync($"{file}: cannot be read. {fault.Message}");
        }

        return 2;
    }

    private static bool IsDeep(string text)
    {
        var reader = new Utf8JsonReader(Encoding.UTF8.GetBytes(text), new JsonReaderOptions { MaxDepth = int.MaxValue });
        var deepest = 0;
        try
        {
            while (reader.Read()) deepest = Math.Max(deepest, reader.CurrentDepth);
            return deepest >= MaxDepth;
        }
        catch (JsonException)
        {
            return false;
        }
    }

    private static async Task<int> LintAsync(IReadOnlyList<LintCase> cases, bool inWords, TextWriter stdout)
    {
        var allValid = true;
        foreach (var one in cases)
        {
            var findings = one.Lint();
            var valid = findings.All(f => f.Severity != FindingSeverity.Error);
            if (inWords) await WriteWordsAsync(one.Id, valid, findings, stdout);
            else await stdout.WriteLineAsync(JsonSerializer.Serialize(new Verdict(one.Id, valid, findings.Select(Problem.Of)), Output));
            allValid &= valid;
        }

        return allValid ? 0 : 1;
    }

    private static async Task WriteWordsAsync(JsonElement id, bool valid, IReadOnlyList<TemplateFinding> findings, TextWriter stdout)
    {
        await stdout.WriteLineAsync($"{OneLine(id.ToString())}: {(valid ? "valid" : "not valid")}");
        foreach (var finding in findings)
        {
            await stdout.WriteLineAsync($"  {Word(finding.Severity)} {finding.Rule} at {(finding.Path.Length == 0 ? "the payload" : OneLine(finding.Path))}: {OneLine(finding.Message)}");
            await stdout.WriteLineAsync($"    why: {finding.Reason} ({finding.Source})");
            if (finding.Fix is { } fix) await stdout.WriteLineAsync($"    fix: {OneLine(fix.Label)}");
        }
    }

    // What a template holds must not steer the terminal that shows it: control characters, line breaks and turns of direction are shown as escapes.
    private static string OneLine(string text) => Steering().Replace(text, m => string.Create(CultureInfo.InvariantCulture, $"\\u{(int)m.Value[0]:x4}"));

    [GeneratedRegex(@"[\p{Cc}\u061C\u200E\u200F\u2028-\u202E\u2066-\u2069]", RegexOptions.CultureInvariant)]
    private static partial Regex Steering();

    private static string Word(FindingSeverity severity) => severity == FindingSeverity.Error ? "error" : "advice";

    private sealed record Verdict(JsonElement Id, bool Valid, IEnumerable<Problem> Problems);

    private sealed record Problem(string Rule, string Severity, string Path, string Message, string Reason, string Source, string? Fix)
    {
        public static Problem Of(TemplateFinding finding) =>
            new(finding.Rule, Word(finding.Severity), finding.Path, finding.Message, finding.Reason, finding.Source, finding.Fix?.Label);
    }
}
