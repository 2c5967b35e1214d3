using WaPortal.Core.Delivery.Protection;

namespace WaPortal.Tests.Data;

/// <summary>Time that passes as the test's clock is moved, and stands still when that is only set to another time.</summary>
internal sealed class MovedTime(MovableClock clock) : SteadyTime
{
    public override TimeSpan Now => TimeSpan.FromTicks(clock.GetUtcNow().UtcTicks) - clock.Jumped;
}
