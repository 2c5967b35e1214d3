using System.Threading.Channels;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;
using WaPortal.Core.Tenancy;

namespace WaPortal.Core.WhatsApp;

/// <summary>
/// Has stored webhooks processed: at once when the inbox says so, and every second for whatever else waits, be it left by a
/// process that died, stored by another node, or due for another try.
/// </summary>
public sealed partial class WebhookWorker(WebhookProcessor processor, SystemScope scope, TimeProvider clock, ILogger<WebhookWorker> logger) : BackgroundService
{
    private static readonly TimeSpan Interval = TimeSpan.FromSeconds(1);
    private readonly Channel<TenantId> _woken = Channel.CreateBounded<TenantId>(new BoundedChannelOptions(1000) { FullMode = BoundedChannelFullMode.DropWrite });

    /// <summary>Something of this tenant was stored. Only a hint.</summary>
    public void Wake(TenantId tenant) => _woken.Writer.TryWrite(tenant);

    /// <inheritdoc />
    protected override async Task ExecuteAsync(CancellationToken stoppingToken)
    {
        try
        {
            await Task.WhenAll(FollowAsync(stoppingToken), PollAsync(stoppingToken));
        }
        catch (OperationCanceledException) when (stoppingToken.IsCancellationRequested)
        {
        }
    }

    private async Task FollowAsync(CancellationToken stoppingToken)
    {
        while (await _woken.Reader.WaitToReadAsync(stoppingToken))
        {
            var due = new HashSet<TenantId>();
            while (_woken.Reader.TryRead(out var tenant))
                due.Add(tenant);
            foreach (var tenant in due)
                await TryAsync(tenant, stoppingToken);
        }
    }

    private async Task PollAsync(CancellationToken stoppingToken)
    {
        using var timer = new PeriodicTimer(Interval, clock);
        do
        {
            try
            {
                // One at a time through the same reader, so that two loops never race for the same rows. A suspended or closed enterprise
                // is heard too: an opt-out that waited until it is resumed could come after its next message.
                await scope.ForEachAsync("webhooks to process", (tenant, _) =>
                {
                    Wake(tenant.Id);
                    return Task.CompletedTask;
                }, stoppingToken, TenantReach.Held);
            }
            catch (Exception fault) when (fault is not OperationCanceledException)
            {
                Log.Failed(logger, fault);
            }
        }
        while (await timer.WaitForNextTickAsync(stoppingToken));
    }

    private async Task TryAsync(TenantId tenant, CancellationToken stoppingToken)
    {
        try
        {
            while (await processor.RunAsync(tenant, stoppingToken) > 0)
                stoppingToken.ThrowIfCancellationRequested();
        }
        catch (Exception fault) when (fault is not OperationCanceledException)
        {
            Log.Failed(logger, fault);
        }
    }

    private static partial class Log
    {
        [LoggerMessage(LogLevel.Error, "Processing webhooks failed; it is tried again within a second.")]
        public static partial void Failed(ILogger logger, Exception exception);
    }
}
