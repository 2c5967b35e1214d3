using System.Text.Json;
using WaPortal.Core.OptIns.Phone;

namespace WaPortal.Verbs;

/// <summary>Reads phone numbers from standard input, one a line, and prints what the portal makes of each.</summary>
internal sealed class PhoneNormalizeVerb : IVerb
{
    public string Name => "phone normalize";

    public string Usage => "< LINES   each line a JSON string, a tab and a region; prints E.164, possible:E.164 or invalid";

    public async Task<int> RunAsync(string[] args, TextReader stdin, TextWriter stdout, TextWriter stderr, CancellationToken token)
    {
        var code = 0;
        while (await stdin.ReadLineAsync(token) is { } line)
        {
            var tab = line.LastIndexOf('\t');
            if (Input(tab < 0 ? line : line[..tab]) is { } input)
            {
                await stdout.WriteLineAsync(Written(PhoneNumberParser.Parse(input, tab < 0 ? null : line[(tab + 1)..].Trim())));
            }
            else
            {
                // One answer a line, whatever stands in it, so that the lines still match up.
                await stdout.WriteLineAsync("invalid");
                await stderr.WriteLineAsync("A line holds no JSON string before its tab.");
                code = 2;
            }
        }

        return code;
    }

    private static string Written(PhoneParseResult result) => result switch
    {
        PhoneParseResult.Valid valid => valid.E164,
        PhoneParseResult.Possible possible => "possible:" + possible.E164,
        _ => "invalid",
    };

    private static string? Input(string json)
    {
        try
        {
            return JsonSerializer.Deserialize<string>(json);
        }
        catch (JsonException)
        {
            return null;
        }
    }
}
