using Microsoft.EntityFrameworkCore;
using WaPortal.Core.Audit;
using WaPortal.Core.Data;

namespace WaPortal.Core.Campaigns;

/// <summary>Campaigns by name.</summary>
internal sealed class CampaignNames : ITargetNames
{
    public async Task<IReadOnlyDictionary<Guid, string>> FindAsync(PortalDbContext db, IReadOnlyCollection<Guid> ids, CancellationToken token)
    {
        var wanted = ids.Select(CampaignId.Create).ToList();
        return await db.Set<Campaign>().Where(c => wanted.Contains(c.Id)).ToDictionaryAsync(c => c.Id.Value, c => c.Name, token);
    }
}
