namespace WaPortal.Bench;

/// <summary>Reads a percentile off measured values.</summary>
internal static class Percentile
{
    /// <param name="sorted">Ascending, not empty.</param>
    /// <param name="share">From 0 to 1.</param>
    public static double At(List<double> sorted, double share) => sorted[(int)Math.Min(sorted.Count - 1, sorted.Count * share)];
}
