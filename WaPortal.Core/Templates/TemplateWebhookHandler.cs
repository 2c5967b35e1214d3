using WaPortal.Core.WhatsApp;

namespace WaPortal.Core.Templates;

/// <summary>Hands the platform's webhooks about templates to <see cref="TemplateNews"/>.</summary>
internal sealed class TemplateWebhookHandler(TemplateNews news) : IWebhookHandler
{
    public bool Handles(WebhookEvent webhookEvent) => TemplateNews.Concerns(webhookEvent);

    public Task HandleAsync(WebhookBatch batch, CancellationToken cancellationToken) =>
        news.ApplyAsync(batch.Db, batch.Events, batch.Publish, cancellationToken);
}
