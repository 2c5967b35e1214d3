using System.Globalization;
using System.Runtime.InteropServices;
using WaPortal.Sandbox;

namespace WaPortal.Verbs;

/// <summary>Runs the sandbox as a process of its own.</summary>
public sealed class SandboxVerb : IVerb
{
    public string Name => "sandbox";

    public string Usage => "[--urls http://127.0.0.1:5081] [--seed N] [--log FILE] [--data DIR] [--review-delay SECONDS] [--webhook URL] "
        + "[--tier N|none] [--throughput N|none] [--pair N|none] [--any-interface]: a WhatsApp platform in a box";

    public async Task<int> RunAsync(string[] args, TextReader stdin, TextWriter stdout, TextWriter stderr, CancellationToken token)
    {
        var options = new SandboxOptions();
        if (Read(args, options) is { } fault)
        {
            await stderr.WriteLineAsync(fault);
            await stderr.WriteLineAsync($"{Name} {Usage}");
            return 2;
        }

        using var stop = CancellationTokenSource.CreateLinkedTokenSource(token);
        using var onTerminate = PosixSignalRegistration.Create(PosixSignal.SIGTERM, signal =>
        {
            signal.Cancel = true;
            stop.Cancel();
        });
        try
        {
            await using var server = await SandboxServer.StartAsync(options, stop.Token);
            await stdout.WriteLineAsync($"The sandbox listens on {server.BaseAddress}");
            await stdout.FlushAsync(stop.Token);
            await Task.Delay(Timeout.InfiniteTimeSpan, stop.Token);
        }
        catch (SandboxStartException reason)
        {
            await stderr.WriteLineAsync(reason.Message);
            return 2;
        }
        catch (OperationCanceledException) when (stop.IsCancellationRequested)
        {
            // Stopped by the person who started it.
        }

        return 0;
    }

    private static string? Read(string[] args, SandboxOptions options)
    {
        for (var at = 0; at < args.Length; at++)
        {
            var parts = args[at].Split('=', 2);
            if (parts[0] == "--any-interface")
            {
                options.AllowOtherInterfaces = true;
                continue;
            }

            var value = parts.Length == 2 ? parts[1] : at + 1 < args.Length ? args[++at] : null;
            if (value is null) return $"{parts[0]} needs a value.";
            if (!Take(parts[0], value, options)) return $"'{parts[0]} {value}' is not understood.";
        }

        return null;
    }

    private static bool Take(string name, string value, SandboxOptions options)
    {
        var isNumber = int.TryParse(value, NumberStyles.Integer, CultureInfo.InvariantCulture, out var number);
        int? limit = value == "none" ? null : number;
        var isLimit = value == "none" || (isNumber && number >= 0);
        switch (name)
        {
            case "--urls" or "--url":
                options.Url = value;
                return true;
            case "--seed" when isNumber:
                options.Seed = number;
                return true;
            case "--log":
                options.LogFile = value;
                return true;
            case "--data":
                options.DataDirectory = value;
                return true;
            case "--webhook" when Uri.TryCreate(value, UriKind.Absolute, out _):
                options.WebhookUrl = value;
                return true;
            case "--review-delay" when double.TryParse(value, NumberStyles.Float, CultureInfo.InvariantCulture, out var seconds) && seconds is >= 0 and < 86_400:
                options.ReviewDelay = TimeSpan.FromSeconds(seconds);
                return true;
            case "--tier" when isLimit:
                options.Tier = limit;
                return true;
            case "--throughput" when isLimit:
                options.Throughput = limit;
                return true;
            case "--pair" when isLimit:
                options.Pair = limit;
                return true;
            default:
                return false;
        }
    }
}
