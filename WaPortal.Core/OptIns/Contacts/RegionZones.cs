namespace WaPortal.Core.OptIns.Contacts;

/// <summary>
/// The time zone of regions that have but one, from the table beside this file: regions of the IANA time zone database whose zones
/// have kept the same time since 2024. Of others nobody can tell it from a phone number.
/// </summary>
public static class RegionZones
{
    private static readonly Dictionary<string, string> Zones = Read();

    /// <summary>The zone; null for a region with several, and for one that is not known.</summary>
    /// <param name="region">ISO 3166-1 alpha-2.</param>
    public static string? Of(string? region) => region is null ? null : Zones.GetValueOrDefault(region);

    /// <summary>The regions whose only zone it is.</summary>
    public static IEnumerable<string> RegionsIn(string zone) => Zones.Where(z => z.Value == zone).Select(z => z.Key);

    private static Dictionary<string, string> Read()
    {
        using var stream = typeof(RegionZones).Assembly.GetManifestResourceStream("WaPortal.Core.OptIns.Contacts.region-zones.tsv")!;
        using var reader = new StreamReader(stream);
        return reader.ReadToEnd().Split('\n', StringSplitOptions.RemoveEmptyEntries).Select(line => line.Split('\t')).ToDictionary(cells => cells[0], cells => cells[1], StringComparer.Ordinal);
    }
}
