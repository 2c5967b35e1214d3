using WaPortal.Core.OptIns.Contacts;

namespace WaPortal.Core.Delivery.Hours;

/// <summary>Where a person's clock hangs, as far as it is known: people of one place may be written to at the same moments.</summary>
/// <param name="Region">ISO 3166-1 alpha-2 of their number; empty where nobody knows it.</param>
/// <param name="Zone">IANA name, where somebody said it and the region does not say it already; empty otherwise.</param>
public readonly record struct Place(string Region, string Zone)
{
    /// <summary>Of nobody is anything known.</summary>
    public static readonly Place Unknown = new("", "");

    /// <summary>The place of a person.</summary>
    /// <param name="region">Of the number; null for unknown.</param>
    /// <param name="zone">What somebody said; null for nothing. A name that this machine does not know counts as nothing.</param>
    public static Place Of(string? region, string? zone) => new(
        region ?? "",
        zone is null || zone == RegionZones.Of(region) || !TimeZoneInfo.TryFindSystemTimeZoneById(zone, out _) ? "" : zone);
}
