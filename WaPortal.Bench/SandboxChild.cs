using System.Diagnostics;
using System.Net.Http.Json;
using WaPortal.Sandbox;

namespace WaPortal.Bench;

/// <summary>The sandbox as a process of its own, without limits, so that nothing but the sender decides how fast messages leave.</summary>
internal sealed class SandboxChild : IAsyncDisposable
{
    private readonly Process _process;

    private SandboxChild(Process process, Uri address) => (_process, Http) = (process, new HttpClient { BaseAddress = address });

    public HttpClient Http { get; }

    public static async Task<SandboxChild> StartAsync(params string[] args)
    {
        var address = new Uri($"http://127.0.0.1:{FreePort.Take()}");
        var start = new ProcessStartInfo("dotnet") { UseShellExecute = false, RedirectStandardOutput = true };
        foreach (var argument in (string[])[Path.Combine(AppContext.BaseDirectory, "WaPortal.dll"), "sandbox", "--urls", address.ToString(), "--review-delay", "0.1", .. args])
            start.ArgumentList.Add(argument);
        var process = Process.Start(start)!;
        var child = new SandboxChild(process, address);
        while (await process.StandardOutput.ReadLineAsync() is { } line && !line.Contains("listens", StringComparison.Ordinal))
        {
        }

        return child;
    }

    public async Task PostAsync(string path, object body)
    {
        using var answer = await Http.PostAsJsonAsync(new Uri(path, UriKind.Relative), body);
        answer.EnsureSuccessStatusCode();
    }

    public async Task DeleteAsync(string path)
    {
        using var answer = await Http.DeleteAsync(new Uri(path, UriKind.Relative));
        answer.EnsureSuccessStatusCode();
    }

    public async ValueTask DisposeAsync()
    {
        Http.Dispose();
        _process.Kill(entireProcessTree: true);
        await _process.WaitForExitAsync();
        _process.Dispose();
    }
}
