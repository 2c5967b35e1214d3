using Microsoft.EntityFrameworkCore;
using WaPortal.Core.Data;
using WaPortal.Core.Delivery.Costs;
using WaPortal.Core.OptIns.Phone;
using WaPortal.Core.Templates;
using WaPortal.Core.Tenancy;

namespace WaPortal.Core.Delivery.Notifications;

/// <summary>
/// Sends one message to one person: put together outside a transaction, queued in the caller's, and woken after its commit. Whether it may leave is decided by
/// the claim, as for every other message.
/// </summary>
public sealed class SendNotification(PortalDatabase database, SendableTemplates templates, SendOrders orders, TenantKeys tenantKeys, TimeProvider clock)
{
    /// <summary>Puts the message together from the template as it is now. A change of the template from here on makes it unfit.</summary>
    public async Task<NotificationDraft> ComposeAsync(TenantId tenant, Notification wanted, CancellationToken token)
    {
        if (wanted.Key.Length is 0 or > Message.KeyLength)
            throw new ArgumentException("A notification's key has 1 to 200 characters.", nameof(wanted));
        var readAt = clock.GetUtcNow();
        if (await templates.GetAsync(tenant, wanted.Template, token) is not { } template
            || template.Translations.FirstOrDefault(t => t.Language == wanted.Language) is not { } translation)
            return new NotificationDraft.Refused("The template has no approved translation in this language.");
        if (await database.ReadAsync(tenant, (db, t) => db.Set<SenderNumber>().FirstOrDefaultAsync(n => n.Id == wanted.Sender, t), token) is not { DisconnectedAt: null } sender)
            return new NotificationDraft.Refused("The sender number is not connected.");
        if (sender.AccountId != template.AccountId)
            return new NotificationDraft.Refused("The sender number belongs to another WhatsApp account than the template.");
        var payloads = WaysOut.Of(translation.Content);
        foreach (var (button, payload) in wanted.Replies)
            payloads.TryAdd(button, payload);
        var built = TemplateMessageComponents.Build(
            translation.Content, translation.Format ?? template.ParameterFormat, new TemplateValues(wanted.Values, wanted.Media, wanted.CardMedia, payloads));
        if (built is not MessageComponents.Built done)
            return new NotificationDraft.Refused("A value that the template needs is missing, or WhatsApp would refuse it.");
        var keys = await tenantKeys.GetAsync(tenant, token);
        var id = wanted.Id ?? new MessageId(Guid.CreateVersion7(readAt));
        var message = new NewMessage(
            id, keys.PhoneId(wanted.Phone), wanted.ContactId, translation.Language, new MessagePayload(wanted.Phone, done.Components).Encrypt(keys, id), null, null);
        return new NotificationDraft.Ready(
            wanted, template.Name, message with { Market = Market.Of(PhoneNumberParser.Parse(wanted.Phone, null) is PhoneParseResult.Valid { Region: var region } ? region : null, wanted.Phone), Own = new SingleMessage(wanted.Key, readAt, wanted.ExpiresAt, null) });
    }

    /// <summary>Queues it in the caller's transaction. Call <see cref="WakeAsync"/> after the commit.</summary>
    /// <param name="db">In a write transaction.</param>
    /// <param name="draft">From <see cref="ComposeAsync"/>.</param>
    /// <param name="permit">The ledger entry that permits this one message, where no consent to its purpose is needed; null otherwise.</param>
    /// <param name="token">Cancels.</param>
    public async Task<NotificationResult> QueueAsync(PortalDbContext db, NotificationDraft.Ready draft, long? permit, CancellationToken token)
    {
        if (!await db.MayWorkAsync(token))
            return new NotificationResult.Refused("The enterprise is suspended.");
        var wanted = draft.Notification;
        var order = await orders.StandingAsync(db, wanted.Sender, wanted.Template.Value, draft.TemplateName, wanted.Purpose, wanted.Origin, wanted.OriginName, token);
        var message = draft.Message with { Own = draft.Message.Own! with { PermitSeq = permit } };
        if (await orders.AddAsync(db, order, [message], token) == 1)
            return new NotificationResult.Accepted(message.Id);
        var known = await db.Set<Message>().AsNoTracking()
            .Where(m => m.OrderId == order && m.PhoneId == message.PhoneId && m.CallerKey == wanted.Key).Select(m => (MessageId?)m.Id).FirstOrDefaultAsync(token);
        return known is { } id ? new NotificationResult.AlreadyThere(id) : new NotificationResult.Refused("This person was erased.");
    }

    /// <summary>Has the number look at once for what it may send.</summary>
    public Task WakeAsync(TenantId tenant, SenderNumberId sender, CancellationToken token) => orders.WakeAsync(tenant, sender, token);
}
