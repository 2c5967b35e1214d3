using System.Threading.Channels;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;
using WaPortal.Core.Data;
using WaPortal.Core.Tenancy;

namespace WaPortal.Core.WhatsApp;

/// <summary>
/// Stores signed webhooks by group commit: requests queue up, one writer stores what has gathered in one transaction for each
/// tenant and then lets all of them answer. So a thousand concurrent webhooks cost a few commits, and 200 always means stored.
/// </summary>
public sealed partial class WebhookInbox(PortalDatabase database, TenantKeys keys, WebhookWorker worker, WebhookMeter meter, TimeProvider clock, ILogger<WebhookInbox> logger)
    : BackgroundService
{
    private const int GroupSize = 400;
    private const int GroupBytes = 16 * 1024 * 1024;

    // Enough for a burst; above it the platform is told to come again, which it does.
    private readonly Channel<Pending> _queue = Channel.CreateBounded<Pending>(new BoundedChannelOptions(5000) { SingleReader = true });

    /// <summary>The row of the body once it is safely stored; null when it is not, and the platform must be asked to send it again.</summary>
    public async Task<WebhookDeliveryId?> StoreAsync(WebhookDoor door, byte[] body)
    {
        // Here and not in the one writer, behind which all others wait.
        var pending = new Pending(door, body, WebhookGist.Of(body));
        if (_queue.Writer.TryWrite(pending))
            return await pending.Stored.Task;
        meter.Unstored(1);
        return null;
    }

    /// <inheritdoc />
    protected override async Task ExecuteAsync(CancellationToken stoppingToken)
    {
        try
        {
            while (await _queue.Reader.WaitToReadAsync(stoppingToken))
            {
                foreach (var group in Take().GroupBy(pending => pending.Door.Tenant))
                    await CommitAsync(group.Key, [.. group]);
            }
        }
        catch (OperationCanceledException) when (stoppingToken.IsCancellationRequested)
        {
        }
    }

    /// <inheritdoc />
    public override async Task StopAsync(CancellationToken cancellationToken)
    {
        await base.StopAsync(cancellationToken);

        // Here and not in the loop, which never runs when the stop comes right after the start.
        _queue.Writer.TryComplete();
        while (_queue.Reader.TryRead(out var left))
            left.Stored.TrySetResult(null);
    }

    private List<Pending> Take()
    {
        var taken = new List<Pending>();
        var bytes = 0;
        while (taken.Count < GroupSize && bytes < GroupBytes && _queue.Reader.TryRead(out var pending))
        {
            taken.Add(pending);
            bytes += pending.Body.Length;
        }

        return taken;
    }

    private async Task CommitAsync(TenantId tenant, List<Pending> group)
    {
        List<WebhookDelivery>? stored = null;
        try
        {
            // What was taken is brought to its end, also while the portal stops: the platform is waiting for the answer.
            var ring = await keys.GetAsync(tenant, CancellationToken.None);
            var now = clock.GetUtcNow();
            var rows = group.ConvertAll(pending => WebhookDelivery.Receive(ring, pending.Door.Account, pending.Body, pending.Gist, now));
            await database.WriteAsync(
                tenant,
                (db, _) =>
                {
                    db.AddRange(rows);
                    return Task.CompletedTask;
                },
                CancellationToken.None);
            stored = rows;
            meter.Stored(group.Count);
        }
        catch (Exception fault)
        {
            meter.Unstored(group.Count);
            Log.NotStored(logger, group.Count, fault);
        }
        finally
        {
            for (var i = 0; i < group.Count; i++)
                group[i].Stored.TrySetResult(stored?[i].Id);
        }

        if (stored is not null)
            worker.Wake(tenant);
    }

    private sealed record Pending(WebhookDoor Door, byte[] Body, WebhookGist Gist)
    {
        public TaskCompletionSource<WebhookDeliveryId?> Stored { get; } = new(TaskCreationOptions.RunContinuationsAsynchronously);
    }

    private static partial class Log
    {
        [LoggerMessage(LogLevel.Error, "{Count} webhooks could not be stored; the platform was asked to send them again.")]
        public static partial void NotStored(ILogger logger, int count, Exception exception);
    }
}
