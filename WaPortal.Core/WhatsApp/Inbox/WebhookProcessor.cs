using System.Security.Cryptography;
using Microsoft.Extensions.Logging;
using WaPortal.Core.Data;
using WaPortal.Core.Tenancy;

namespace WaPortal.Core.WhatsApp;

/// <summary>
/// Turns stored webhooks into events and has the features handle them. The handling and the mark that it was done are one
/// transaction, so a process that dies in between leaves the webhooks waiting, and one that comes back handles them once.
/// </summary>
public sealed partial class WebhookProcessor(
    PortalDatabase database, TenantKeys keys, IEnumerable<IWebhookHandler> handlers, IPortalSignals signals, WebhookMeter meter, TimeProvider clock, ILogger<WebhookProcessor> logger)
{
    /// <summary>How often a webhook is tried before it goes to quarantine.</summary>
    public const int MostAttempts = 5;

    private readonly List<IWebhookHandler> _handlers = [.. handlers];

    /// <summary>Processes one batch of the tenant's waiting webhooks, oldest first, and gives how many were settled.</summary>
    public async Task<int> RunAsync(TenantId tenant, CancellationToken cancellationToken)
    {
        var rows = await database.ReadAsync(tenant, (db, token) => WebhookInboxStore.ReadDueAsync(db, clock.GetUtcNow(), token), cancellationToken);
        if (rows.Count == 0)
            return 0;
        var ring = await keys.GetAsync(tenant, cancellationToken);
        var screen = await database.ReadAsync(tenant, WebhookScreen.LoadAsync, cancellationToken);
        var readings = rows.ConvertAll(row => Read(row, ring, screen));
        try
        {
            return await HandleAsync(tenant, readings, cancellationToken);
        }
        catch (Exception fault) when (fault is not OperationCanceledException)
        {
            if (readings.Count > 1)
                Log.BatchFailed(logger, readings.Count, fault);
        }

        // One of them spoils the batch: alone it spoils only itself.
        var settled = 0;
        foreach (var reading in readings)
        {
            try
            {
                settled += await HandleAsync(tenant, [reading], cancellationToken);
            }
            catch (Exception fault) when (fault is not OperationCanceledException)
            {
                settled += await PostponeAsync(tenant, reading, fault, cancellationToken);
            }
        }

        return settled;
    }

    private static WebhookReading Read(WebhookDelivery row, TenantKeyRing ring, WebhookScreen screen)
    {
        byte[] body;
        try
        {
            body = row.Open(ring);
        }
        catch (CryptographicException)
        {
            return new WebhookReading(row.Id, row.Attempts, [], "the stored body does not open under the tenant's keys");
        }

        var accepted = new List<WebhookEvent>();
        var reasons = new SortedSet<string>(StringComparer.Ordinal);
        foreach (var one in WebhookParser.Parse(body, row.ReceivedAt))
        {
            if (screen.Refusal(one, row.ReceivedAt) is { } reason)
                reasons.Add(reason);
            else
                accepted.Add(one);
        }

        return new WebhookReading(row.Id, row.Attempts, accepted, reasons.Count == 0 ? null : string.Join("; ", reasons));
    }

    private async Task<int> HandleAsync(TenantId tenant, IReadOnlyList<WebhookReading> readings, CancellationToken cancellationToken)
    {
        var topics = new HashSet<string>(StringComparer.Ordinal);
        var settled = await database.WriteAsync(
            tenant,
            async (db, token) =>
            {
                // What another node has in hand, or has settled since it was read here, is left to it.
                topics.Clear();
                var mine = await WebhookInboxStore.LockWaitingAsync(db, readings.Select(reading => reading.Id), token);
                var taken = readings.Where(reading => mine.Contains(reading.Id)).ToList();
                var events = taken.SelectMany(reading => reading.Events).ToList();
                foreach (var handler in _handlers)
                {
                    var wanted = events.FindAll(handler.Handles);
                    if (wanted.Count > 0)
                        await handler.HandleAsync(new WebhookBatch(db, wanted, topics), token);
                }

                await WebhookInboxStore.SettleAsync(db, taken, clock.GetUtcNow(), token);
                return taken;
            },
            cancellationToken);

        meter.Settled(settled.Count(reading => reading.Reason is null), settled.Count(reading => reading.Reason is not null));
        foreach (var topic in topics)
            signals.Publish(tenant, topic);
        return settled.Count;
    }

    private async Task<int> PostponeAsync(TenantId tenant, WebhookReading reading, Exception fault, CancellationToken cancellationToken)
    {
        var attempts = reading.Attempts + 1;
        var last = attempts >= MostAttempts;

        // Only the kind of the fault: its words may quote what a person wrote.
        var reason = last ? $"handling it failed {attempts} times ({fault.GetType().Name})" : null;
        var next = clock.GetUtcNow() + TimeSpan.FromSeconds(Math.Pow(4, attempts));
        Log.RowFailed(logger, reading.Id.Value, attempts, fault);
        var done = await database.WriteAsync(
            tenant, (db, token) => WebhookInboxStore.PostponeAsync(db, reading.Id, attempts, next, reason, clock.GetUtcNow(), token), cancellationToken);
        if (last)
            meter.Settled(0, done);
        return last ? done : 0;
    }

    private static partial class Log
    {
        [LoggerMessage(LogLevel.Warning, "A batch of {Count} webhooks could not be handled; they are tried one by one.")]
        public static partial void BatchFailed(ILogger logger, int count, Exception exception);

        [LoggerMessage(LogLevel.Error, "Webhook {Id} could not be handled (attempt {Attempt}).")]
        public static partial void RowFailed(ILogger logger, Guid id, int attempt, Exception exception);
    }
}

/// <summary>A stored webhook, read.</summary>
/// <param name="Id">The row.</param>
/// <param name="Attempts">How often handling it has failed.</param>
/// <param name="Events">What is to be handled.</param>
/// <param name="Reason">Why the rest is not; null when there is no rest.</param>
internal sealed record WebhookReading(WebhookDeliveryId Id, int Attempts, IReadOnlyList<WebhookEvent> Events, string? Reason);
