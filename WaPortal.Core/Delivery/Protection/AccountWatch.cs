using Microsoft.EntityFrameworkCore;
using WaPortal.Core.Access;
using WaPortal.Core.Audit;
using WaPortal.Core.Data;
using WaPortal.Core.Tenancy;
using WaPortal.Core.WhatsApp;

namespace WaPortal.Core.Delivery.Protection;

/// <summary>
/// Stops orders in the transaction that takes in what the platform tells of accounts, numbers and templates. It comes after the handlers of those, so it sees what they
/// made of it.
/// </summary>
internal sealed class AccountWatch(ProtectOrders protect, AuditTrail audit) : IWebhookHandler
{
    public bool Handles(WebhookEvent webhookEvent) =>
        webhookEvent is AccountEvent { Field: "account_update" or "account_review_update" } or PhoneNumberEvent or TemplateStatusEvent or TemplateCategoryEvent;

    public async Task HandleAsync(WebhookBatch batch, CancellationToken cancellationToken)
    {
        foreach (var told in batch.Events.OfType<AccountEvent>().OrderBy(e => e.Timestamp))
            await TakeAsync(batch.Db, told, cancellationToken);
        await protect.ApplyAsync(batch.Db, cancellationToken);
        batch.Publish("barriers");
    }

    private async Task TakeAsync(PortalDbContext db, AccountEvent told, CancellationToken token)
    {
        var (raised, lifts) = (BarrierWords.Raised(told), BarrierWords.Lifts(told, out var word));
        if (raised.Count == 0 && !lifts)
            return;
        if (await db.Set<WhatsAppAccount>().AsNoTracking().FirstOrDefaultAsync(a => a.WabaId == told.WabaId, token) is not { } account)
            return;
        var known = await db.Set<SendingBarrier>().AsTracking().Where(b => b.AccountId == account.Id).ToListAsync(token);
        var actor = Actor.Job(db.TenantId, "sending");
        foreach (var fact in raised)
        {
            var barrier = known.Find(b => b.Word == fact.Word);
            if (barrier is null)
                db.Add(barrier = SendingBarrier.Create(db.TenantId, account.Id, fact.Word));
            if (barrier.Raise(fact.Words, fact.Purpose, fact.Until, told.Timestamp))
                audit.Record(db, actor, "account.restricted", account.Id.Value.ToString(), reason: fact.Words);
        }

        foreach (var barrier in known.Where(b => lifts && (word is null || b.Word == word)))
        {
            if (barrier.Lift(told.Timestamp))
                audit.Record(db, actor, "account.released", account.Id.Value.ToString(), reason: barrier.Words);
        }

        await db.SaveChangesAsync(token);
    }
}
