using System.Text.Json.Nodes;
using WaPortal.Tests.Data;
using WaPortal.Verbs;

namespace WaPortal.Tests.OptIns;

/// <summary>Runs the verb over bytes as a file, and writes its answer short.</summary>
internal static class ImportCheck
{
    public static readonly DateTimeOffset Now = new(2026, 11, 20, 9, 0, 0, TimeSpan.Zero);

    public static async Task<(int Exit, JsonNode? Json, string Error)> RunAsync(byte[] bytes, string ending = ".csv", params string[] options)
    {
        var path = Path.Combine(Path.GetTempPath(), Path.GetRandomFileName() + ending);
        await File.WriteAllBytesAsync(path, bytes);
        try
        {
            return await RunAsync(path, options);
        }
        finally
        {
            File.Delete(path);
        }
    }

    public static async Task<(int Exit, JsonNode? Json, string Error)> RunAsync(string path, params string[] options)
    {
        await using var output = new StringWriter();
        await using var error = new StringWriter();
        var exit = await new ImportCheckVerb(new MovableClock(Now)).RunAsync([path, .. options], TextReader.Null, output, error, CancellationToken.None);
        return (exit, output.ToString() is { Length: > 0 } text ? JsonNode.Parse(text) : null, error.ToString());
    }

    /// <summary>"refused CODE", or "RECORDS/ACCEPTED" with "line:code" of each rejected and "line=first" of each duplicate record.</summary>
    public static async Task<string> CodesAsync(byte[] bytes, string ending = ".csv", params string[] options)
    {
        var (_, json, _) = await RunAsync(bytes, ending, options);
        if (json!["refused"] is { } refused)
            return "refused " + (string?)refused["code"];
        return string.Join(' ', [
            $"{json["records"]}/{json["accepted"]}",
            .. json["rejected"]!.AsArray().Select(r => $"{r!["line"]}:{r["code"]}"),
            .. json["duplicates"]!.AsArray().Select(r => $"{r!["line"]}={r["firstLine"]}"),
        ]);
    }
}
