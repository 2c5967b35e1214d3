using Microsoft.EntityFrameworkCore;
using WaPortal.Core.Access;
using WaPortal.Core.Audit;
using WaPortal.Core.Data;
using WaPortal.Core.Jobs;
using WaPortal.Core.Tenancy;

namespace WaPortal.Core.Templates;

/// <summary>
/// Compares the templates of all accounts with WhatsApp now. Whoever writes templates may: it reads what the account holds and changes nothing there.
/// </summary>
public sealed class FetchTemplates(PortalDatabase database, AuditTrail audit, IBackgroundJobs jobs, IPortalSignals signals, TimeProvider clock)
{
    /// <summary>Asks for the comparison; null: it is under way, else why not.</summary>
    public async Task<string?> RunAsync(Actor actor, CancellationToken token)
    {
        actor.Demand(Right.EditTemplates);
        var accounts = await database.WriteAsync(actor.Tenant, async (db, t) =>
        {
            await db.DemandWorkAsync(t);
            var connected = await db.Set<WhatsAppAccount>().Where(a => a.DisconnectedAt == null).Select(a => a.Id).ToListAsync(t);
            foreach (var account in connected)
            {
                await AccountTurn.TakeAsync(db, account, t);
                (await AccountTurn.ComparisonAsync(db, account, clock.GetUtcNow(), t)).Request(clock.GetUtcNow());
                audit.Record(db, actor, "templates.fetched", account.Value.ToString());
            }

            return connected;
        }, token);
        foreach (var account in accounts) await jobs.EnqueueAsync<SyncTemplatesJob>(actor.Tenant, account.Value, token);
        signals.Publish(actor.Tenant, TemplateTopics.All);
        return accounts.Count == 0 ? "Connect a WhatsApp account first." : null;
    }
}
