using Microsoft.EntityFrameworkCore;
using WaPortal.Core.Data;
using WaPortal.Core.Tenancy;
using WaPortal.Core.WhatsApp;

namespace WaPortal.Core.Retention;

/// <summary>Webhooks as they came. Those that still wait stay: an opt-out among them is not heard yet.</summary>
internal sealed class WebhookRows(PortalDatabase database) : IRetainedRows
{
    public DataClass Class => DataClass.WebhookBodies;

    public async Task<RetainedCount> CountAsync(PortalDbContext db, DateTimeOffset before, CancellationToken token) => new(
        await db.Set<WebhookDelivery>().LongCountAsync(token),
        await Older(db, before).LongCountAsync(token),
        await db.Set<WebhookDelivery>().MinAsync(w => (DateTimeOffset?)w.ReceivedAt, token));

    public Task<int> PurgeAsync(TenantId tenant, DateTimeOffset before, int most, CancellationToken token) => database.WriteAsync(tenant, async (db, t) =>
    {
        await db.OverwriteDeletedAsync(t);
        var ids = Older(db, before).OrderBy(w => w.ReceivedAt).Select(w => w.Id).Take(most);
        return await db.Set<WebhookDelivery>().Where(w => ids.Contains(w.Id)).ExecuteDeleteAsync(t);
    }, token);

    private static IQueryable<WebhookDelivery> Older(PortalDbContext db, DateTimeOffset before) =>
        db.Set<WebhookDelivery>().Where(w => w.ReceivedAt < before && w.State != WebhookState.Waiting);
}
