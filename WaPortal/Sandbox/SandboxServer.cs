using System.Net;
using System.Net.Sockets;
using Microsoft.AspNetCore.Connections;
using Microsoft.AspNetCore.Hosting.Server;
using Microsoft.AspNetCore.Hosting.Server.Features;

namespace WaPortal.Sandbox;

/// <summary>The sandbox could not start; the message is for the person who started it.</summary>
public sealed class SandboxStartException(string message, Exception? inner = null) : Exception(message, inner);

/// <summary>A WhatsApp platform in a box on a Kestrel of its own.</summary>
public sealed class SandboxServer : IAsyncDisposable
{
    private static readonly TimeSpan ReviewRound = TimeSpan.FromMilliseconds(50);

    private readonly WebApplication _app;
    private readonly SandboxState _state;
    private readonly WebhookPump _pump;
    private readonly CancellationTokenSource _stop = new();
    private readonly Task _loops;
    private int _disposed;

    private SandboxServer(WebApplication app, SandboxState state, WebhookPump pump, ITemplateReviewer reviewer)
    {
        (_app, _state, _pump) = (app, state, pump);
        BaseAddress = new Uri(app.Services.GetRequiredService<IServer>().Features.Get<IServerAddressesFeature>()!.Addresses.First());
        _loops = Task.WhenAll(pump.RunAsync(_stop.Token), ReviewAsync(state, reviewer, _stop.Token));
    }

    public Uri BaseAddress { get; }

    public static Task<SandboxServer> StartAsync(SandboxOptions options, CancellationToken token) => StartAsync(options, TimeProvider.System, token);

    /// <exception cref="SandboxStartException">The address is wrong, taken, or open to others without having been asked for.</exception>
    public static async Task<SandboxServer> StartAsync(SandboxOptions options, TimeProvider time, CancellationToken token)
    {
        var endpoint = EndpointOf(options);
        SandboxState? state = null;
        WebApplication? app = null;
        try
        {
            state = new SandboxState(options, time);
            var pump = new WebhookPump(state, options, time);
            // An empty builder reads no settings file: the portal's own addresses must not reach this server.
            var builder = WebApplication.CreateEmptyBuilder(new WebApplicationOptions());
            builder.WebHost.UseKestrelCore().ConfigureKestrel(kestrel =>
            {
                kestrel.AddServerHeader = false;
                kestrel.Limits.MaxRequestBodySize = 110L << 20;
                kestrel.Listen(endpoint);
            });
            builder.Services.AddRoutingCore();
            builder.Services.AddSingleton<IHostLifetime, GuestLifetime>();
            builder.Services.Configure<HostOptions>(host => host.ShutdownTimeout = TimeSpan.FromSeconds(2));
            app = builder.Build();
            app.UseRouting();
            Map(app, state, pump);
            await app.StartAsync(token);
            return new SandboxServer(app, state, pump, new LintingReviewer(new RuleReviewer()));
        }
        catch (Exception fault) when (fault is IOException or SocketException or UnauthorizedAccessException or Microsoft.Data.Sqlite.SqliteException)
        {
            state?.Dispose();
            if (app is not null) await app.DisposeAsync();
            throw new SandboxStartException(
                fault.InnerException is AddressInUseException || fault is AddressInUseException
                    ? $"The sandbox cannot listen on {options.Url}: the port is in use. Choose another with --urls or the setting Sandbox:Url."
                    : $"The sandbox cannot start on {options.Url}: {fault.Message}",
                fault);
        }
    }

    public async ValueTask DisposeAsync()
    {
        if (Interlocked.Exchange(ref _disposed, 1) == 1) return;
        await _stop.CancelAsync();
        await _app.StopAsync();
        try
        {
            await _loops;
        }
        catch (OperationCanceledException)
        {
            // This is how the loops end.
        }

        await _app.DisposeAsync();
        _pump.Dispose();
        _state.Dispose();
        _stop.Dispose();
    }

    private static void Map(WebApplication app, SandboxState state, WebhookPump pump)
    {
        var gate = new GraphGate(state);
        var graph = app.MapGroup("/v{major:int}.{minor:int}");
        graph.MapMessages(gate, new MessageDesk(state));
        graph.MapTemplates(gate, state);
        graph.MapMedia(gate, state);
        graph.MapAccount(gate, state);
        app.MapArchive(gate, state);
        app.MapDownload(state);
        app.MapControl(state, pump);
    }

    private static async Task ReviewAsync(SandboxState state, ITemplateReviewer reviewer, CancellationToken token)
    {
        using var rounds = new PeriodicTimer(ReviewRound, TimeProvider.System);
        while (await rounds.WaitForNextTickAsync(token)) state.Templates.Advance(reviewer);
    }

    private static IPEndPoint EndpointOf(SandboxOptions options)
    {
        if (!Uri.TryCreate(options.Url, UriKind.Absolute, out var url) || url.Scheme != "http")
            throw new SandboxStartException($"'{options.Url}' is not an address that the sandbox can listen on: write http://127.0.0.1:PORT.");
        var address = url.Host == "localhost" ? IPAddress.Loopback : IPAddress.TryParse(url.Host.Trim('[', ']'), out var literal) ? literal : null;
        if (address is null) throw new SandboxStartException($"'{url.Host}' is not an address of this machine: write 127.0.0.1, [::1] or localhost.");
        if (!IPAddress.IsLoopback(address) && !options.AllowOtherInterfaces)
            throw new SandboxStartException($"The sandbox takes any token, so it listens on loopback only. To open {options.Url} all the same, say --any-interface or set Sandbox:AllowOtherInterfaces.");
        return new IPEndPoint(address, url.Port);
    }

    // Signals belong to whoever started the sandbox: it must not go before the portal that still talks to it.
    private sealed class GuestLifetime : IHostLifetime
    {
        public Task WaitForStartAsync(CancellationToken cancellationToken) => Task.CompletedTask;

        public Task StopAsync(CancellationToken cancellationToken) => Task.CompletedTask;
    }
}
