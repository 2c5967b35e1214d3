using Xunit;

namespace WaPortal.Tests;

/// <summary>Waits for something that another process brings about.</summary>
internal static class Eventually
{
    public static async Task TrueAsync(Func<Task<bool>> condition, string otherwise, int seconds = 120)
    {
        var end = TimeProvider.System.GetUtcNow() + TimeSpan.FromSeconds(seconds);
        while (!await condition())
        {
            Assert.True(TimeProvider.System.GetUtcNow() < end, otherwise);
            await Task.Delay(100);
        }
    }
}
