using System.Collections.Concurrent;
using WaPortal.Core.Access;
using WaPortal.Core.Audit;
using WaPortal.Core.WhatsApp;

namespace WaPortal.Tests.WhatsApp;

/// <summary>A feature that writes a row for each status, in the batch's transaction, and fails when told to.</summary>
internal sealed class RecordingHandler : IWebhookHandler
{
    public ConcurrentQueue<IReadOnlyList<WebhookEvent>> Batches { get; } = new();

    public Func<WebhookEvent, bool> Spoils { get; set; } = _ => false;

    public Func<WebhookEvent, bool> Wants { get; set; } = e => e is MessageStatusEvent or InboundMessageEvent;

    public bool Handles(WebhookEvent webhookEvent) => Wants(webhookEvent);

    public Task HandleAsync(WebhookBatch batch, CancellationToken cancellationToken)
    {
        foreach (var one in batch.Events)
        {
            batch.Db.Add(AuditEvent.Create(Actor.Job(batch.TenantId, "test"), "test.handled", one is MessageStatusEvent status ? status.MessageId : "other", "ok", null, one.Timestamp));
            if (Spoils(one))
                throw new InvalidDataException("a word that a person wrote");
        }

        Batches.Enqueue(batch.Events);
        batch.Publish("test");
        return Task.CompletedTask;
    }
}
