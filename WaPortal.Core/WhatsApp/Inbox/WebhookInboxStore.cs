using Microsoft.EntityFrameworkCore;
using WaPortal.Core.Data;

namespace WaPortal.Core.WhatsApp;

/// <summary>The inbox's SQL. A hot path: every message brings three webhooks.</summary>
internal static class WebhookInboxStore
{
    private const int BatchSize = 200;
    private const int BatchBytes = 8 * 1024 * 1024;

    public static async Task<List<WebhookDelivery>> ReadDueAsync(PortalDbContext db, DateTimeOffset now, CancellationToken token)
    {
        var due = new List<WebhookDelivery>();
        var bytes = 0;
        var waiting = db.Set<WebhookDelivery>()
            .Where(row => row.State == WebhookState.Waiting && row.NextAttemptAt <= now)
            .OrderBy(row => row.NextAttemptAt).ThenBy(row => row.Id)
            .Take(BatchSize);
        await foreach (var row in waiting.AsAsyncEnumerable().WithCancellation(token))
        {
            due.Add(row);
            bytes += row.Body.Length;
            if (bytes > BatchBytes)
                break;
        }

        return due;
    }

    /// <summary>Those of the rows that still wait and that no other node has locked.</summary>
    public static async Task<HashSet<WebhookDeliveryId>> LockWaitingAsync(PortalDbContext db, IEnumerable<WebhookDeliveryId> ids, CancellationToken token)
    {
        var wanted = ids.ToArray();
        if (!db.IsPostgres)
        {
            // The write transaction is already the only one.
            return await db.Set<WebhookDelivery>()
                .Where(row => wanted.Contains(row.Id) && row.State == WebhookState.Waiting)
                .Select(row => row.Id)
                .ToHashSetAsync(token);
        }

        var locked = await db.QuerySqlAsync(
            """
            SELECT id FROM webhook_inbox
            WHERE tenant_id = @tenant AND id = ANY(@ids) AND state = 'Waiting'
            ORDER BY id
            FOR UPDATE SKIP LOCKED
            """,
            row => new WebhookDeliveryId(row.GetGuid(0)),
            token,
            ("@tenant", db.TenantId),
            ("@ids", wanted.Select(id => id.Value).ToArray()));
        return [.. locked];
    }

    public static async Task SettleAsync(PortalDbContext db, IReadOnlyCollection<WebhookReading> readings, DateTimeOffset now, CancellationToken token)
    {
        var processed = readings.Where(reading => reading.Reason is null).Select(reading => reading.Id).ToArray();
        if (processed.Length > 0)
        {
            await db.Set<WebhookDelivery>()
                .Where(row => processed.Contains(row.Id))
                .ExecuteUpdateAsync(set => set.SetProperty(row => row.State, WebhookState.Processed).SetProperty(row => row.SettledAt, now), token);
        }

        foreach (var reading in readings.Where(reading => reading.Reason is not null))
            await QuarantineAsync(db, reading.Id, reading.Attempts, reading.Reason!, now, token);
    }

    /// <summary>Puts off a webhook that could not be handled, or gives it up when there is a reason; 0 when another node was faster.</summary>
    public static Task<int> PostponeAsync(
        PortalDbContext db, WebhookDeliveryId id, int attempts, DateTimeOffset next, string? reason, DateTimeOffset now, CancellationToken token) =>
        reason is not null
            ? QuarantineAsync(db, id, attempts, reason, now, token)
            : db.Set<WebhookDelivery>()
                .Where(row => row.Id == id && row.State == WebhookState.Waiting)
                .ExecuteUpdateAsync(set => set.SetProperty(row => row.Attempts, attempts).SetProperty(row => row.NextAttemptAt, next), token);

    private static Task<int> QuarantineAsync(PortalDbContext db, WebhookDeliveryId id, int attempts, string reason, DateTimeOffset now, CancellationToken token)
    {
        var words = reason.Length <= WebhookDelivery.ReasonLength ? reason : reason[..WebhookDelivery.ReasonLength];
        return db.Set<WebhookDelivery>()
            .Where(row => row.Id == id && row.State == WebhookState.Waiting)
            .ExecuteUpdateAsync(
                set => set
                    .SetProperty(row => row.State, WebhookState.Quarantined)
                    .SetProperty(row => row.Reason, words)
                    .SetProperty(row => row.Attempts, attempts)
                    .SetProperty(row => row.SettledAt, now),
                token);
    }
}
