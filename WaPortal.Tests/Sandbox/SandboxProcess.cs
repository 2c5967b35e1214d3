using System.Diagnostics;
using System.Net.Http.Json;
using System.Text.Json.Nodes;
using WaPortal.Sandbox;
using WaPortal.Tests.Browser;

namespace WaPortal.Tests.Sandbox;

/// <summary>The sandbox as a process of its own, as an operator would start it.</summary>
public sealed class SandboxProcess : IAsyncDisposable
{
    private readonly Process _process;
    private readonly string _directory;

    private SandboxProcess(Process process, Uri address, string directory)
    {
        _process = process;
        _directory = directory;
        Http = new HttpClient { BaseAddress = address };
    }

    public HttpClient Http { get; }

    /// <summary>One JSON line for each accepted message.</summary>
    public string LogFile => Path.Combine(_directory, "accepted.jsonl");

    public static async Task<SandboxProcess> StartAsync(params string[] args)
    {
        var directory = Directory.CreateTempSubdirectory("waportal-sandbox-").FullName;
        var address = new Uri($"http://127.0.0.1:{FreePort.Take()}");
        var start = new ProcessStartInfo("dotnet") { UseShellExecute = false, RedirectStandardOutput = true, RedirectStandardError = true };
        foreach (var argument in (string[])[PortalProcess.Program, "sandbox", "--urls", address.ToString(), "--log", Path.Combine(directory, "accepted.jsonl"), .. args])
            start.ArgumentList.Add(argument);
        start.Environment["DOTNET_TieredPGO"] = "0";
        var process = Process.Start(start)!;
        process.OutputDataReceived += (_, _) => { };
        process.ErrorDataReceived += (_, _) => { };
        process.BeginOutputReadLine();
        process.BeginErrorReadLine();
        var sandbox = new SandboxProcess(process, address, directory);
        await Eventually.TrueAsync(sandbox.AnswersAsync, "The sandbox did not start.");
        return sandbox;
    }

    public Task PostAsync(string path, object body) => Http.PostAsJsonAsync(new Uri(path, UriKind.Relative), body).ContinueWith(
        t => t.Result.EnsureSuccessStatusCode(), TaskScheduler.Default);

    /// <summary>The accepted messages so far, as the platform saw them.</summary>
    public async Task<List<JsonObject>> AcceptedAsync()
    {
        if (!File.Exists(LogFile))
            return [];
        await using var stream = new FileStream(LogFile, FileMode.Open, FileAccess.Read, FileShare.ReadWrite);
        using var reader = new StreamReader(stream);
        var lines = (await reader.ReadToEndAsync()).Split('\n', StringSplitOptions.RemoveEmptyEntries);
        return [.. lines.Where(l => l.EndsWith('}')).Select(l => JsonNode.Parse(l)!.AsObject())];
    }

    public async ValueTask DisposeAsync()
    {
        Http.Dispose();
        _process.Kill(entireProcessTree: true);
        await _process.WaitForExitAsync();
        _process.Dispose();
        Directory.Delete(_directory, recursive: true);
    }

    private async Task<bool> AnswersAsync()
    {
        try
        {
            return (await Http.GetAsync(new Uri("/sandbox/state", UriKind.Relative))).IsSuccessStatusCode;
        }
        catch (HttpRequestException)
        {
            return false;
        }
    }
}
