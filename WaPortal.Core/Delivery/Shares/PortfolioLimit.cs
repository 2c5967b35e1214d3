using Microsoft.EntityFrameworkCore;
using WaPortal.Core.Data;
using WaPortal.Core.Tenancy;

namespace WaPortal.Core.Delivery.Shares;

/// <summary>The messaging limit that all numbers of a portfolio share.</summary>
internal static class PortfolioLimit
{
    /// <summary>People in rolling 24 hours; null for no limit. Where the platform was last heard about the numbers at different times, the lower word counts.</summary>
    public static async Task<int?> OfAsync(PortalDbContext db, string portfolio, SenderNumber number, CancellationToken token)
    {
        var tiers = await (
            from other in db.Set<SenderNumber>()
            join account in db.Set<WhatsAppAccount>() on other.AccountId equals account.Id
            where account.PortfolioId == portfolio && other.DisconnectedAt == null && other.Tier != null
            select other.Tier).Distinct().ToListAsync(token);
        return tiers.Append(number.Tier).Select(MessagingTier.Limit).Min();
    }
}
