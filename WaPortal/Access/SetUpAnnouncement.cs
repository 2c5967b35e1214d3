using Microsoft.AspNetCore.Hosting.Server;
using Microsoft.AspNetCore.Hosting.Server.Features;
using WaPortal.Core.Access;

namespace WaPortal.Access;

/// <summary>Prints the portal's address when it listens and, as long as there is no user, the code that opens set-up.</summary>
internal sealed class SetUpAnnouncement(Installations installations, IServer server) : IHostedLifecycleService
{
    private string? _code;

    public async Task StartingAsync(CancellationToken cancellationToken) => _code = await installations.StartAsync(cancellationToken);

    public async Task StartedAsync(CancellationToken cancellationToken)
    {
        var address = server.Features.Get<IServerAddressesFeature>()?.Addresses.FirstOrDefault() ?? "";
        var output = Console.Out;
        await output.WriteLineAsync($"WaPortal listens on {address}");
        // What starts with the portal (--demo) may have closed set-up meanwhile.
        if (_code is not null && await installations.IsSetUpOpenAsync(cancellationToken))
        {
            await output.WriteLineAsync($"Set-up: open {address}{AccountAddresses.SetUp} and enter the code below. It works once, within 30 minutes; a restart prints a new one.");
            await output.WriteLineAsync($"Set-up code: {_code}");
        }

        await output.FlushAsync(cancellationToken);
        _code = null;
    }

    public Task StartAsync(CancellationToken cancellationToken) => Task.CompletedTask;

    public Task StopAsync(CancellationToken cancellationToken) => Task.CompletedTask;

    public Task StoppingAsync(CancellationToken cancellationToken) => Task.CompletedTask;

    public Task StoppedAsync(CancellationToken cancellationToken) => Task.CompletedTask;
}
