using System.Globalization;

namespace WaPortal.Bench;

/// <summary>The most memory that the process held at once, as the kernel counts it.</summary>
internal static class PeakMemory
{
    /// <summary>Begins to count and gives what is held now.</summary>
    public static long Begin()
    {
        GC.Collect(2, GCCollectionMode.Aggressive, blocking: true, compacting: true);
        if (OperatingSystem.IsLinux())
            File.WriteAllText("/proc/self/clear_refs", "5");
        return Field("VmRSS:");
    }

    public static long Read() => Field("VmHWM:");

    private static long Field(string name) => !OperatingSystem.IsLinux() ? Environment.WorkingSet : long.Parse(
        File.ReadLines("/proc/self/status").First(l => l.StartsWith(name, StringComparison.Ordinal)).Split(' ', StringSplitOptions.RemoveEmptyEntries)[1], CultureInfo.InvariantCulture) * 1024;
}
