using System.Net;

namespace WaPortal.Core.Access;

/// <summary>One line of a list of allowed networks.</summary>
/// <param name="Range">The network.</param>
/// <param name="Label">What people call it.</param>
/// <param name="Until">The end of its time; null for none.</param>
public sealed record NetworkEntry(NetworkRange Range, string Label, DateTimeOffset? Until)
{
    /// <summary>Whether it lets this address in now.</summary>
    public bool Admits(IPAddress address, DateTimeOffset now) => (Until is null || Until > now) && Range.Contains(address);
}

/// <summary>A list of allowed networks as it stood when it was read.</summary>
/// <param name="Entries">What could be read; a row that cannot be read admits nobody.</param>
/// <param name="IsEmpty">Whether there is no row at all. A list whose entries have all ended is not empty: it admits nobody.</param>
public sealed record NetworkList(IReadOnlyList<NetworkEntry> Entries, bool IsEmpty)
{
    /// <summary>Reads rows.</summary>
    public static NetworkList Of(IReadOnlyCollection<AllowedNetwork> rows) => new(
        [.. rows.Select(r => (Row: r, Range: NetworkRange.TryParse(r.Range))).Where(r => r.Range is not null).Select(r => new NetworkEntry(r.Range!, r.Row.Label, r.Row.Until))],
        rows.Count == 0);

    /// <summary>The entry that lets this address in now.</summary>
    public NetworkEntry? Find(IPAddress address, DateTimeOffset now) => Entries.FirstOrDefault(e => e.Admits(address, now));

    /// <summary>The last moment at which the address is let in, as the list stands; null in <c>At</c> when there is no end to it.</summary>
    public (bool Admitted, DateTimeOffset? At) Until(IPAddress address, DateTimeOffset now)
    {
        var admitting = Entries.Where(e => e.Admits(address, now)).ToList();
        return admitting.Count == 0 ? (false, null) : (true, admitting.Exists(e => e.Until is null) ? null : admitting.Max(e => e.Until));
    }
}
