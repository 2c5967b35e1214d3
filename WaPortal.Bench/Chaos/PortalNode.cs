using System.Collections.Concurrent;
using System.Diagnostics;
using System.Globalization;
using WaPortal.Sandbox;

namespace WaPortal.Bench.Chaos;

/// <summary>One process of the portal, on an address that stays the same however often it dies.</summary>
internal sealed class PortalNode(string program, IReadOnlyDictionary<string, string?> settings) : IAsyncDisposable
{
    private const int KeptLines = 200;
    private static readonly TimeSpan StartTime = TimeSpan.FromMinutes(2);
    private readonly ConcurrentQueue<string> _output = new();
    private Process? _process;

    public string Address { get; } = string.Create(CultureInfo.InvariantCulture, $"http://127.0.0.1:{FreePort.Take()}");

    public bool IsFrozen { get; private set; }

    /// <summary>Starts it and waits until it listens.</summary>
    public async Task StartAsync()
    {
        var start = new ProcessStartInfo("dotnet") { UseShellExecute = false, RedirectStandardOutput = true, RedirectStandardError = true, WorkingDirectory = settings["Data:Directory"] };
        foreach (var argument in (string[])[program, "--urls", Address])
            start.ArgumentList.Add(argument);
        foreach (var (name, value) in settings)
            start.Environment[name.Replace(":", "__", StringComparison.Ordinal)] = value;
        start.Environment["DOTNET_TieredPGO"] = "0"; // it lives too short to profit
        var listening = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
        var process = new Process { StartInfo = start, EnableRaisingEvents = true };
        process.OutputDataReceived += (_, e) => Read(e.Data, listening);
        process.ErrorDataReceived += (_, e) => Read(e.Data, listening);
        process.Exited += (_, _) => listening.TrySetException(new InvalidOperationException("The portal ended before it listened:\n" + string.Join('\n', _output)));
        process.Start();
        _process = process;
        process.BeginOutputReadLine();
        process.BeginErrorReadLine();
        await listening.Task.WaitAsync(StartTime);
    }

    /// <summary>Ends it as a crash would.</summary>
    public async Task KillAsync()
    {
        if (_process is not { } process)
            return;
        if (!process.HasExited)
            process.Kill(); // SIGKILL, also for one that stands still
        await process.WaitForExitAsync();
        process.Dispose();
        (_process, IsFrozen) = (null, false);
    }

    /// <summary>Lets it stand still between two instructions, whichever these are.</summary>
    public Task FreezeAsync()
    {
        IsFrozen = true;
        return SignalAsync("-STOP");
    }

    /// <summary>Lets it go on as if nothing had been.</summary>
    public Task ThawAsync()
    {
        IsFrozen = false;
        return SignalAsync("-CONT");
    }

    public async ValueTask DisposeAsync() => await KillAsync();

    private async Task SignalAsync(string signal)
    {
        if (_process is not { HasExited: false } process)
            return;
        using var kill = Process.Start("kill", [signal, process.Id.ToString(CultureInfo.InvariantCulture)]);
        await kill.WaitForExitAsync();
    }

    private void Read(string? line, TaskCompletionSource listening)
    {
        if (line is null)
            return;
        _output.Enqueue(line);
        while (_output.Count > KeptLines)
            _output.TryDequeue(out _);
        if (line.Contains("WaPortal listens on", StringComparison.Ordinal))
            listening.TrySetResult();
    }
}
