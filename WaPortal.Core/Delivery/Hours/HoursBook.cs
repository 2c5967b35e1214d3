using Microsoft.EntityFrameworkCore;
using WaPortal.Core.Data;
using WaPortal.Core.OptIns.Contacts;
using WaPortal.Core.Tenancy;

namespace WaPortal.Core.Delivery.Hours;

/// <summary>The enterprise's hours as they are now, and what they and an order's own timing come to for the people of a place.</summary>
public sealed class HoursBook
{
    private readonly IReadOnlyDictionary<string, HoursRule> _rules;
    private readonly TimeZoneInfo _ownZone;

    private HoursBook(IReadOnlyDictionary<string, HoursRule> rules, TimeZoneInfo ownZone) => (_rules, _ownZone) = (rules, ownZone);

    /// <summary>Reads the rules.</summary>
    public static async Task<HoursBook> LoadAsync(PortalDbContext db, CancellationToken token)
    {
        var zone = await db.Set<Tenant>().AsNoTracking().Where(t => t.Id == db.TenantId).Select(t => t.TimeZone).FirstAsync(token);
        var rules = await db.Set<HoursRule>().AsNoTracking().ToDictionaryAsync(r => r.Region, token);
        return new HoursBook(rules, TimeZoneInfo.TryFindSystemTimeZoneById(zone, out var found) ? found : TimeZoneInfo.Utc);
    }

    /// <summary>When the people of a place may get an order's messages.</summary>
    /// <param name="purpose">The order's; offers keep to the enterprise's hours, order updates where it chose so.</param>
    public Opening Of(Place place, string purpose, OrderTiming timing)
    {
        var rule = Holds(purpose) ? _rules.GetValueOrDefault(place.Region) ?? _rules.GetValueOrDefault(HoursRule.General) : null;
        SendingHours[] hours = [.. new[] { rule?.Hours, timing.Hours }.OfType<SendingHours>()];
        if (hours.Length == 0 && timing.LocalStart is null)
            return Opening.Always;
        var zones = ZonesOf(place);
        return new Opening(zones, hours, timing.LocalStart is { } local ? zones.Max(zone => WallClock.ToInstant(local, zone)) : DateTimeOffset.MinValue);
    }

    /// <summary>The zones that people of a place may live in, at least one.</summary>
    public IReadOnlyList<TimeZoneInfo> ZonesOf(Place place)
    {
        var names = place.Zone.Length > 0 ? [place.Zone]
            : _rules.GetValueOrDefault(place.Region)?.AssumedZone is { } assumed ? [assumed]
            : RegionZones.All(place.Region);
        TimeZoneInfo[] zones = [.. names.Select(name => TimeZoneInfo.TryFindSystemTimeZoneById(name, out var zone) ? zone : null).OfType<TimeZoneInfo>()];
        return zones.Length > 0 ? zones : [_ownZone];
    }

    private bool Holds(string purpose) => purpose switch
    {
        "Marketing" => true,
        "Utility" => _rules.GetValueOrDefault(HoursRule.General) is { HoldsForUtility: true },
        _ => false,
    };
}
