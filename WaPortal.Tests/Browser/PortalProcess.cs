using System.Collections.Concurrent;
using System.Diagnostics;
using System.Text.RegularExpressions;
using WaPortal.Sandbox;

namespace WaPortal.Tests.Browser;

/// <summary>The built portal as a process of its own, on a free loopback port with its own data directory; both are gone after disposal.</summary>
public sealed partial class PortalProcess : IAsyncDisposable
{
    private static readonly TimeSpan StartTime = TimeSpan.FromMinutes(3);
    private readonly Process _process;
    private readonly string _directory;
    private readonly bool _ownsDirectory;
    private readonly ConcurrentQueue<string> _output = new();
    private readonly ConcurrentDictionary<string, TaskCompletionSource> _awaited = new(StringComparer.Ordinal);
    private readonly TaskCompletionSource _listening = new(TaskCreationOptions.RunContinuationsAsynchronously);
    private readonly TaskCompletionSource<string> _setUpCode = new(TaskCreationOptions.RunContinuationsAsynchronously);

    private PortalProcess(string address, string directory, bool ownsDirectory, string[] args, IReadOnlyDictionary<string, string>? settings)
    {
        Address = address;
        _directory = directory;
        _ownsDirectory = ownsDirectory;
        var start = new ProcessStartInfo("dotnet")
        {
            UseShellExecute = false,
            RedirectStandardOutput = true,
            RedirectStandardError = true,
            WorkingDirectory = directory,
        };
        foreach (var argument in (string[])[Program, .. args, "--urls", address])
            start.ArgumentList.Add(argument);
        start.Environment["Data__Directory"] = directory;
        start.Environment["DOTNET_TieredPGO"] = "0"; // it lives too short to profit
        start.Environment["Sandbox__Url"] = "http://127.0.0.1:0"; // any free port: several portals run at once
        foreach (var (name, value) in settings ?? new Dictionary<string, string>())
            start.Environment[name.Replace(":", "__", StringComparison.Ordinal)] = value;
        _process = new Process { StartInfo = start, EnableRaisingEvents = true };
        _process.OutputDataReceived += (_, e) => Read(e.Data);
        _process.ErrorDataReceived += (_, e) => Read(e.Data);
        _process.Exited += (_, _) => _listening.TrySetException(new InvalidOperationException("The portal ended before it listened:\n" + Output));
    }

    /// <summary>Such as <c>http://127.0.0.1:41234</c>.</summary>
    public string Address { get; }

    /// <summary>Its data directory.</summary>
    public string DataPath => _directory;

    /// <summary>What it has printed so far.</summary>
    public string Output => string.Join('\n', _output);

    /// <summary>The process id.</summary>
    public int Id => _process.Id;

    /// <summary>The set-up code that it printed; waits for it.</summary>
    public Task<string> SetUpCodeAsync() => _setUpCode.Task.WaitAsync(TimeSpan.FromSeconds(10));

    /// <summary>Waits until it has printed a line that holds these words.</summary>
    public async Task SaysAsync(string words, TimeSpan atMost)
    {
        var said = _awaited.GetOrAdd(words, _ => new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously));
        if (_output.Any(line => line.Contains(words, StringComparison.Ordinal)))
            return;
        try
        {
            await said.Task.WaitAsync(atMost);
        }
        catch (TimeoutException e)
        {
            throw new InvalidOperationException($"The portal never said \"{words}\":\n{Output}", e);
        }
    }

    /// <summary>Starts the portal and waits until it listens.</summary>
    /// <param name="settings">Configuration, such as <c>Network:ForwardLimit</c>.</param>
    /// <param name="dataPath">An existing data directory (to start a stopped portal again); null for a new one that disposal removes.</param>
    /// <param name="args">Further arguments.</param>
    public static async Task<PortalProcess> StartAsync(
        IReadOnlyDictionary<string, string>? settings = null, string? dataPath = null, params string[] args)
    {
        var directory = dataPath ?? Directory.CreateTempSubdirectory("waportal-process-").FullName;
        var portal = new PortalProcess($"http://127.0.0.1:{FreePort.Take()}", directory, dataPath is null, args, settings);
        portal._process.Start();
        portal._process.BeginOutputReadLine();
        portal._process.BeginErrorReadLine();
        try
        {
            await portal._listening.Task.WaitAsync(StartTime);
        }
        catch (Exception e)
        {
            var output = portal.Output;
            await portal.DisposeAsync();
            throw new InvalidOperationException($"The portal did not start:\n{output}", e);
        }

        return portal;
    }

    /// <summary>Runs a verb of the portal on a data directory and gives its exit code and output.</summary>
    public static async Task<(int ExitCode, string Output)> RunVerbAsync(string dataPath, string? input, params string[] args)
    {
        var start = new ProcessStartInfo("dotnet") { UseShellExecute = false, RedirectStandardOutput = true, RedirectStandardError = true, RedirectStandardInput = true };
        foreach (var argument in (string[])[Program, .. args])
            start.ArgumentList.Add(argument);
        start.Environment["Data__Directory"] = dataPath;
        using var process = Process.Start(start)!;
        if (input is not null)
            await process.StandardInput.WriteLineAsync(input);
        process.StandardInput.Close();
        var output = process.StandardOutput.ReadToEndAsync();
        var error = process.StandardError.ReadToEndAsync();
        await process.WaitForExitAsync();
        return (process.ExitCode, await output + await error);
    }

    /// <summary>Ends the process at once, as a crash would.</summary>
    public async Task KillAsync()
    {
        if (!_process.HasExited)
            _process.Kill(entireProcessTree: true);
        await _process.WaitForExitAsync();
    }

    public async ValueTask DisposeAsync()
    {
        await KillAsync();
        _process.Dispose();
        if (_ownsDirectory)
            Directory.Delete(_directory, recursive: true);
    }

    // The portal's own output, where its static assets' manifest lies, built in the same configuration as the tests.
    internal static string Program { get; } = Path.Combine(
        Repository.Root, "WaPortal", "bin", Path.Combine(AppContext.BaseDirectory.TrimEnd('/').Split('/')[^2..]), "WaPortal.dll");

    private void Read(string? line)
    {
        if (line is null)
            return;
        _output.Enqueue(line);
        foreach (var (words, said) in _awaited)
        {
            if (line.Contains(words, StringComparison.Ordinal))
                said.TrySetResult();
        }

        if (line.Contains("WaPortal listens on", StringComparison.Ordinal))
            _listening.TrySetResult();
        if (SetUpCodeLine().Match(line) is { Success: true } match)
            _setUpCode.TrySetResult(match.Groups[1].Value);
    }

    [GeneratedRegex("Set-up code: ([A-Z2-7-]+)")]
    private static partial Regex SetUpCodeLine();
}
