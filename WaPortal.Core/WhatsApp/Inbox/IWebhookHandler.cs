namespace WaPortal.Core.WhatsApp;

/// <summary>
/// A feature's ear. Called inside the transaction that marks the webhooks as processed, so that what it changes and that it
/// was changed are one. The same event may come again in another webhook: handling it twice must change nothing.
/// </summary>
public interface IWebhookHandler
{
    /// <summary>Whether the event concerns the feature.</summary>
    bool Handles(WebhookEvent webhookEvent);

    /// <summary>
    /// Takes in the batch's events, all of which <see cref="Handles"/> wanted. An exception undoes the batch for every feature; the
    /// webhooks are then tried one by one, and one that keeps failing ends in quarantine. No network calls in here.
    /// </summary>
    Task HandleAsync(WebhookBatch batch, CancellationToken cancellationToken);
}
