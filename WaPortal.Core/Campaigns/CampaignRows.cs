using Microsoft.EntityFrameworkCore;
using WaPortal.Core.Data;
using WaPortal.Core.Delivery.Remains;
using WaPortal.Core.Retention;
using WaPortal.Core.Tenancy;

namespace WaPortal.Core.Campaigns;

/// <summary>Campaigns that ended long ago, with their order and its figures. They outlive their messages: one of which messages are left stays.</summary>
internal sealed class CampaignRows(PortalDatabase database) : IRetainedRows
{
    public DataClass Class => DataClass.Summaries;

    public async Task<RetainedCount> CountAsync(PortalDbContext db, DateTimeOffset before, CancellationToken token)
    {
        var ended = db.Set<Campaign>().Where(c => c.State == CampaignState.Completed || c.State == CampaignState.Cancelled);
        return new RetainedCount(
            await ended.LongCountAsync(token), await ended.LongCountAsync(c => c.ChangedAt < before, token), await ended.MinAsync(c => (DateTimeOffset?)c.ChangedAt, token));
    }

    public Task<int> PurgeAsync(TenantId tenant, DateTimeOffset before, int most, CancellationToken token) => database.WriteAsync(tenant, async (db, t) =>
    {
        await db.OverwriteDeletedAsync(t);
        var old = await db.QuerySqlAsync(
            """
            SELECT c.id FROM campaigns c
            WHERE c.tenant_id = @tenant AND c.state IN ('Completed', 'Cancelled') AND c.changed_at < @before
              AND NOT EXISTS (SELECT 1 FROM messages m WHERE m.tenant_id = c.tenant_id AND m.order_id = c.id)
            ORDER BY c.id LIMIT @most
            """,
            r => new CampaignId(r.GetGuid(0)), t, ("@tenant", db.TenantId), ("@before", before), ("@most", most));
        if (old.Count == 0)
            return 0;
        await db.Set<Campaign>().Where(c => old.Contains(c.Id)).ExecuteDeleteAsync(t); // its events and approvals go with it
        await ForgetOrders.RunAsync(db, old.ConvertAll(c => c.Order), t);
        return old.Count;
    }, token);

    /// <summary>Figures outlive what they count: as long as messages are kept, their campaigns are.</summary>
    public async Task<RetentionFloor?> FloorAsync(PortalDbContext db, CancellationToken token)
    {
        var rule = await db.Set<RetentionRule>().AsNoTracking().FirstOrDefaultAsync(r => r.Class == DataClass.Messages, token);
        var days = rule?.PendingDays ?? rule?.Days ?? RetentionDefaults.Days(DataClass.Messages);
        return new RetentionFloor(days, FormattableString.Invariant($"Messages are kept for {days} days, and a campaign for as long as its messages."));
    }
}
