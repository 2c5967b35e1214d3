using Microsoft.EntityFrameworkCore;
using WaPortal.Core.Data;
using WaPortal.Core.OptIns.Segments;

namespace WaPortal.Core.Campaigns;

/// <summary>Campaigns that will take their people from a segment. One that has begun has written it out and needs it no more.</summary>
internal sealed class CampaignsOfSegment : ISegmentUse
{
    public async Task<IReadOnlyList<string>> OfAsync(PortalDbContext db, SegmentId segment, CancellationToken token)
    {
        var waiting = await db.Set<Campaign>().AsNoTracking()
            .Where(c => c.AudienceJson != null && c.FrozenAudienceJson == null && (c.State == CampaignState.Draft || c.State == CampaignState.Scheduled || c.State == CampaignState.Preparing))
            .OrderBy(c => c.Name).ToListAsync(token);
        return [.. waiting.Where(c => c.Audience.AllSegments.Contains(segment.Value)).Select(c => $"the campaign {c.Name}")];
    }
}
