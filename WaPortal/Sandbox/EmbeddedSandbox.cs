using Microsoft.Extensions.Options;

namespace WaPortal.Sandbox;

/// <summary>Runs the sandbox beside the portal, in its process but on an address of its own.</summary>
public sealed partial class EmbeddedSandbox(IOptions<SandboxOptions> options, TimeProvider time, ILogger<EmbeddedSandbox> logger) : IHostedService, IAsyncDisposable
{
    private SandboxServer? _server;

    /// <summary>Where it listens; null while it does not.</summary>
    public Uri? BaseAddress => _server?.BaseAddress;

    public async Task StartAsync(CancellationToken cancellationToken)
    {
        if (!options.Value.Enabled) return;
        options.Value.DataDirectory ??= Path.Combine("data", "sandbox");
        _server = await SandboxServer.StartAsync(options.Value, time, cancellationToken);
        Log.Started(logger, _server.BaseAddress);
    }

    public async Task StopAsync(CancellationToken cancellationToken) => await DisposeAsync();

    public async ValueTask DisposeAsync()
    {
        if (Interlocked.Exchange(ref _server, null) is { } server) await server.DisposeAsync();
    }

    private static partial class Log
    {
        [LoggerMessage(Level = LogLevel.Information, Message = "The sandbox plays the WhatsApp platform on {Address}")]
        public static partial void Started(ILogger logger, Uri address);
    }
}
