using WaPortal.Core.Data;

namespace WaPortal.Core.Campaigns;

/// <summary>Reads a campaign that nobody else may change until the transaction ends.</summary>
internal static class CampaignLock
{
    /// <summary>The campaign, by its row's lock on PostgreSQL; on SQLite there is one writer anyway. Null where there is none.</summary>
    public static async Task<Campaign?> LockedAsync(this PortalDbContext db, CampaignId id, CancellationToken token)
    {
        if (db.IsPostgres)
        {
            await db.ExecuteSqlAsync(
                "SELECT 1 FROM campaigns WHERE tenant_id = @tenant AND id = @id FOR NO KEY UPDATE", token, ("@tenant", db.TenantId), ("@id", id));
        }

        return await db.Set<Campaign>().FindAsync([db.TenantId, id], token);
    }
}
