using WaPortal.Core.Access;

namespace WaPortal.Access;

/// <summary>
/// Looks every second whether what is open may stay open: its session may have been ended by another node, by a verb on the server or
/// by time, and its address may have left a list. What ends in this process is cut at once without it.
/// </summary>
internal sealed partial class CircuitSweep(
    CircuitConnections connections, Sessions sessions, PlatformNetworks networks, TenantNetworks own, TimeProvider clock, ILogger<CircuitSweep> log) : BackgroundService
{
    private static readonly TimeSpan Period = TimeSpan.FromSeconds(1);

    protected override async Task ExecuteAsync(CancellationToken stoppingToken)
    {
        using var timer = new PeriodicTimer(Period, clock);
        while (await timer.WaitForNextTickAsync(stoppingToken))
        {
            try
            {
                await SweepAsync(stoppingToken);
            }
#pragma warning disable CA1031 // A database that does not answer for a moment must not stop the sweep for good.
            catch (Exception e) when (!stoppingToken.IsCancellationRequested)
#pragma warning restore CA1031
            {
                Log.Failed(log, e);
            }
        }
    }

    private async Task SweepAsync(CancellationToken token)
    {
        var open = connections.List();
        foreach (var connection in open)
        {
            if (connection.Address is null || await networks.FindAsync(connection.Address, token) is null || !await own.AdmitsAsync(connection.Tenant, connection.Address, token))
                connection.Abort();
        }

        foreach (var tenant in open.GroupBy(c => c.Tenant))
        {
            foreach (var ended in await sessions.FindEndedAsync(tenant.Key, [.. tenant.Select(c => c.Session).Distinct()], token))
                connections.Ended(ended);
        }
    }

    private static partial class Log
    {
        [LoggerMessage(1, LogLevel.Error, "Open connections could not be checked against their sessions")]
        public static partial void Failed(ILogger logger, Exception exception);
    }
}
