using System.Diagnostics;

namespace WaPortal.Core.Delivery.Protection;

/// <summary>Time that only goes forward, whatever is done to the clock on the wall.</summary>
internal class SteadyTime
{
    /// <summary>Since some moment of its own.</summary>
    public virtual TimeSpan Now => Stopwatch.GetElapsedTime(0);
}
