namespace WaPortal.Core.OptIns.Contacts;

/// <summary>
/// The time zones of regions, from the table beside this file: those of the IANA time zone database (2025b), of zones that keep the same time from 2026 on only the first.
/// Which of several somebody lives in, nobody can tell from a phone number.
/// </summary>
public static class RegionZones
{
    private static readonly Dictionary<string, string[]> Zones = Read();

    /// <summary>The zone; null for a region with several, and for one that is not known.</summary>
    /// <param name="region">ISO 3166-1 alpha-2.</param>
    public static string? Of(string? region) => All(region) is [var only] ? only : null;

    /// <summary>All zones of a region; none for one that is not known.</summary>
    /// <param name="region">ISO 3166-1 alpha-2.</param>
    public static IReadOnlyList<string> All(string? region) => region is null ? [] : Zones.GetValueOrDefault(region) ?? [];

    /// <summary>The regions whose only zone it is.</summary>
    public static IEnumerable<string> RegionsIn(string zone) => Zones.Where(z => z.Value is [var only] && only == zone).Select(z => z.Key);

    private static Dictionary<string, string[]> Read()
    {
        using var stream = typeof(RegionZones).Assembly.GetManifestResourceStream("WaPortal.Core.OptIns.Contacts.region-zones.tsv")!;
        using var reader = new StreamReader(stream);
        return reader.ReadToEnd().Split('\n', StringSplitOptions.RemoveEmptyEntries).Select(line => line.Split('\t')).ToDictionary(cells => cells[0], cells => cells[1].Split(' '), StringComparer.Ordinal);
    }
}
