using Microsoft.EntityFrameworkCore;
using WaPortal.Core.Data;
using WaPortal.Core.Delivery;

namespace WaPortal.Core.Campaigns;

/// <summary>What a campaign is in a test of two versions: one of them, or the rest that gets the winner.</summary>
/// <param name="Whole">The campaign that people planned, and that an approval is about.</param>
/// <param name="Run">The test.</param>
/// <param name="Variant">Which version; null for the rest.</param>
internal sealed record AbTestPart(Campaign Whole, AbTestRun Run, AbVariant? Variant)
{
    /// <summary>The orders of the other parts.</summary>
    public IReadOnlyList<SendOrderId> Others =>
        [.. new[] { Run.AId, Run.BId, Run.CampaignId }.Where(id => id != (Variant is { } variant ? Run.Of(variant) : Run.CampaignId)).Select(id => id.Order)];

    /// <summary>The part that a campaign is; null where it belongs to no test that has begun.</summary>
    public static async Task<AbTestPart?> OfAsync(PortalDbContext db, Campaign campaign, CancellationToken token)
    {
        if (await db.Set<AbTestRun>().AsNoTracking().FirstOrDefaultAsync(r => r.CampaignId == campaign.Id || r.AId == campaign.Id || r.BId == campaign.Id, token) is not { } run)
            return null;
        if (run.CampaignId == campaign.Id)
            return new AbTestPart(campaign, run, null);
        var whole = await db.Set<Campaign>().AsNoTracking().FirstAsync(c => c.Id == run.CampaignId, token);
        return new AbTestPart(whole, run, run.AId == campaign.Id ? AbVariant.A : AbVariant.B);
    }

    /// <summary>
    /// Who of a page belongs to this part. The lot decides who gets which version; the rest is whoever has a row in neither version's order, so that somebody who came to the
    /// audience after the test began gets the winner.
    /// </summary>
    public async Task<IReadOnlyList<Recipient>> OursAsync(PortalDbContext db, IReadOnlyList<Recipient> page, CancellationToken token)
    {
        if (Variant is not null)
            return [.. page.Where(p => Whole.AbTest!.PartOf(Whole.Id, p.PhoneId) == Variant)];
        if (page.Count == 0)
            return page;
        var tested = (await db.QuerySqlAsync(
            $"SELECT phone_id FROM messages WHERE tenant_id = @tenant AND order_id IN (@a, @b) AND {IdSets.IsOneOf(db, "phone_id")}",
            r => Convert.ToHexString(r.GetFieldValue<byte[]>(0)), token,
            ("@tenant", db.TenantId), ("@a", Run.AId.Order), ("@b", Run.BId.Order), ("@ids", IdSets.Value(db, [.. page.Select(p => p.PhoneId)])))).ToHashSet(StringComparer.Ordinal);
        return [.. page.Where(p => !tested.Contains(Convert.ToHexString(p.PhoneId)))];
    }

    /// <summary>People of the other parts who got it or get it; an approval covers all parts together.</summary>
    public async Task<int> PeopleOfOthersAsync(PortalDbContext db, CancellationToken token)
    {
        var others = Others;
        return await db.Set<OrderCount>().Where(c => others.Contains(c.OrderId) && c.State != MessageState.Skipped && c.State != MessageState.Cancelled).SumAsync(c => c.Count, token);
    }
}
