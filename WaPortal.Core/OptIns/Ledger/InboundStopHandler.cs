using WaPortal.Core.WhatsApp;

namespace WaPortal.Core.OptIns.Ledger;

/// <summary>Turns stop words, buttons that are marked as a way out, WhatsApp's own stop button and error 131050 into opt-outs, in the transaction that takes the webhook in.</summary>
internal sealed class InboundStopHandler(OptOuts optOuts) : IWebhookHandler
{
    public bool Handles(WebhookEvent webhookEvent) => InboundStops.Find(webhookEvent) is not null;

    public async Task HandleAsync(WebhookBatch batch, CancellationToken cancellationToken)
    {
        foreach (var stop in batch.Events.Select(InboundStops.Find).OfType<InboundStops.Stop>())
        {
            if (await optOuts.RecordAsync(batch.Db, stop, cancellationToken))
                batch.Publish("ledger");
        }
    }
}
