using Microsoft.EntityFrameworkCore;
using WaPortal.Core.Data;

namespace WaPortal.Core.Campaigns;

/// <summary>What a campaign is in a test of two versions that has begun.</summary>
/// <param name="Whole">The campaign that people planned.</param>
/// <param name="WholeName">Its name.</param>
/// <param name="Variant">Which version it sends; null for the campaign itself, which goes to the rest.</param>
/// <param name="IsUndecided">Nobody has won yet.</param>
public sealed record AbRole(CampaignId Whole, string WholeName, AbVariant? Variant, bool IsUndecided)
{
    /// <summary>The roles of those campaigns that have one.</summary>
    internal static async Task<Dictionary<CampaignId, AbRole>> OfAsync(PortalDbContext db, IReadOnlyCollection<CampaignId> campaigns, CancellationToken token)
    {
        var runs = await (from run in db.Set<AbTestRun>()
                          join whole in db.Set<Campaign>() on run.CampaignId equals whole.Id
                          where campaigns.Contains(run.CampaignId) || campaigns.Contains(run.AId) || campaigns.Contains(run.BId)
                          select new { Run = run, whole.Name, whole.Winner, whole.State }).ToListAsync(token);
        return runs.SelectMany(r => new (CampaignId Id, AbVariant? Variant)[] { (r.Run.CampaignId, null), (r.Run.AId, AbVariant.A), (r.Run.BId, AbVariant.B) }
            .Select(p => (p.Id, Role: new AbRole(r.Run.CampaignId, r.Name, p.Variant, r is { Winner: null, State: CampaignState.Scheduled })))).ToDictionary(p => p.Id, p => p.Role);
    }
}
