namespace WaPortal.Core.Delivery.Hours;

/// <summary>Turns a reading of the wall clock in a zone into an instant.</summary>
public static class WallClock
{
    /// <summary>
    /// The instant; a time that the clock skips in spring is taken at the end of the gap, one that comes twice in autumn is taken the first time.
    /// </summary>
    public static DateTimeOffset ToInstant(DateTime local, TimeZoneInfo zone)
    {
        local = DateTime.SpecifyKind(local, DateTimeKind.Unspecified);
        while (zone.IsInvalidTime(local))
            local = local.AddMinutes(1);
        var offset = zone.IsAmbiguousTime(local) ? zone.GetAmbiguousTimeOffsets(local).Max() : zone.GetUtcOffset(local);
        return new DateTimeOffset(local, offset).ToUniversalTime();
    }
}
