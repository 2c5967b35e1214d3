using Microsoft.EntityFrameworkCore;
using WaPortal.Core.Access;
using WaPortal.Core.Audit;
using WaPortal.Core.Data;
using WaPortal.Core.OptIns.Contacts;
using WaPortal.Core.Tenancy;

namespace WaPortal.Core.Delivery.Hours;

/// <summary>The enterprise's hours as the settings show them.</summary>
/// <param name="General">Null: none in general.</param>
/// <param name="Regions">Those of single regions, by their codes.</param>
public sealed record HoursView(HoursRule? General, IReadOnlyList<HoursRule> Regions);

/// <summary>Reads and changes the hours in which campaigns may write to people. The claim asks for them each time, so a change holds at once.</summary>
public sealed class ManageHours(PortalDatabase database, AuditTrail audit, TimeProvider clock)
{
    /// <summary>What holds now.</summary>
    public Task<HoursView> ReadAsync(Actor actor, CancellationToken token)
    {
        actor.Demand(Right.ViewCampaigns);
        return database.ReadAsync(actor.Tenant, async (db, t) =>
        {
            var rules = await db.Set<HoursRule>().AsNoTracking().OrderBy(r => r.Region).ToListAsync(t);
            return new HoursView(rules.Find(r => r.Region == HoursRule.General), rules.FindAll(r => r.Region != HoursRule.General));
        }, token);
    }

    /// <summary>Sets the general hours; gives what is wrong with them, in a sentence, or null.</summary>
    public Task<string?> SaveGeneralAsync(Actor actor, SendingHours hours, bool holdsForUtility, CancellationToken token) =>
        SaveAsync(actor, HoursRule.General, hours, null, holdsForUtility, token);

    /// <summary>Sets the hours of a region's people; gives what is wrong with them, in a sentence, or null.</summary>
    /// <param name="region">ISO 3166-1 alpha-2.</param>
    /// <param name="assumedZone">IANA zone of people whose own is not known; null: the hours have to suit all zones of the region.</param>
    public async Task<string?> SaveRegionAsync(Actor actor, string region, SendingHours hours, string? assumedZone, CancellationToken token)
    {
        actor.Demand(Right.ManageSettings);
        var zones = RegionZones.All(region);
        if (zones.Count == 0)
            return "Choose a country.";
        if (assumedZone is not null && !TimeZoneInfo.TryFindSystemTimeZoneById(assumedZone, out _))
            return "Choose a time zone of the list.";
        return await SaveAsync(actor, region, hours, zones.Count == 1 ? null : assumedZone, holdsForUtility: false, token);
    }

    /// <summary>Takes the general hours (no region) or a region's own away.</summary>
    public async Task RemoveAsync(Actor actor, string region, CancellationToken token)
    {
        actor.Demand(Right.ManageSettings);
        await database.WriteAsync(actor.Tenant, async (db, t) =>
        {
            await db.DemandWorkAsync(t);
            if (await db.Set<HoursRule>().AsTracking().FirstOrDefaultAsync(r => r.Region == region, t) is not { } rule)
                return;
            db.Remove(rule);
            audit.Record(db, actor, "hours.changed", actor.Tenant.Value.ToString(), reason: Name(region) + ": taken away");
        }, token);
    }

    private async Task<string?> SaveAsync(Actor actor, string region, SendingHours hours, string? assumedZone, bool holdsForUtility, CancellationToken token)
    {
        actor.Demand(Right.ManageSettings);
        if (hours.Problem is { } problem)
            return problem;
        await database.WriteAsync(actor.Tenant, async (db, t) =>
        {
            await db.DemandWorkAsync(t);
            var rule = await db.Set<HoursRule>().AsTracking().FirstOrDefaultAsync(r => r.Region == region, t);
            if (rule is null)
                db.Add(rule = HoursRule.Create(actor.Tenant, region));
            rule.Choose(hours, assumedZone, holdsForUtility, actor.Name, clock.GetUtcNow());
            audit.Record(db, actor, "hours.changed", actor.Tenant.Value.ToString(), reason: $"{Name(region)}: {SendingHours.Clock(hours.From)} to {SendingHours.Clock(hours.To)}, {hours.Days}");
        }, token);
        return null;
    }

    private static string Name(string region) => region.Length == 0 ? "in general" : region;
}
