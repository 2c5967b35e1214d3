using Microsoft.EntityFrameworkCore;
using WaPortal.Core.Data;
using WaPortal.Core.Tenancy;
using WaPortal.Core.WhatsApp;

namespace WaPortal.Core.Campaigns;

/// <summary>The campaigns that are on their way from an account's numbers.</summary>
internal sealed class CampaignsOfAccount : IAccountUse
{
    private static readonly CampaignState[] OnTheirWay = [CampaignState.Scheduled, CampaignState.Preparing, CampaignState.Running, CampaignState.Paused];

    public async Task<IReadOnlyList<string>> NamesAsync(PortalDbContext db, WhatsAppAccountId account, CancellationToken token) => await (
        from campaign in db.Set<Campaign>()
        join number in db.Set<SenderNumber>() on campaign.SenderNumberId equals number.Id
        where number.AccountId == account && OnTheirWay.Contains(campaign.State)
        orderby campaign.Name
        select campaign.Name).ToListAsync(token);
}
