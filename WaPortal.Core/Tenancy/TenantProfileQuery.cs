using Microsoft.EntityFrameworkCore;
using WaPortal.Core.Access;
using WaPortal.Core.Data;

namespace WaPortal.Core.Tenancy;

/// <summary>What every page says about the enterprise it works in.</summary>
/// <param name="TimeZone">IANA name.</param>
/// <param name="Languages">WhatsApp codes, the source language first.</param>
public sealed record TenantProfile(
    string EnterpriseId, string Name, string TimeZone, string DefaultRegion, IReadOnlyList<string> Languages, IReadOnlyList<SenderLine> Senders);

/// <summary>A sender number as the top bar shows it.</summary>
/// <param name="DailyLimit">People in a rolling 24 hours; null for no limit.</param>
public sealed record SenderLine(SenderNumberId Id, string DisplayNumber, string VerifiedName, string? Tier, int? DailyLimit, string? Quality);

/// <summary>Reads the profile; open to everybody who is signed in.</summary>
public sealed class TenantProfileQuery(PortalDatabase database, TenantDirectory tenants)
{
    public async Task<TenantProfile> RunAsync(Actor actor, CancellationToken token)
    {
        var tenant = await tenants.GetAsync(actor.Tenant, token);
        var numbers = await database.ReadAsync(
            actor.Tenant, (db, t) => db.Set<SenderNumber>().Where(number => number.DisconnectedAt == null).OrderBy(number => number.DisplayNumber).ToListAsync(t), token);
        return new TenantProfile(
            tenant.EnterpriseId, tenant.Name, tenant.TimeZone, tenant.DefaultRegion, tenant.Languages,
            [.. numbers.Select(n => new SenderLine(n.Id, n.DisplayNumber, n.VerifiedName, n.Tier, n.DailyLimit(), n.Quality))]);
    }
}
