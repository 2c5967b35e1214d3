using WaPortal.Components.Pieces;
using Xunit;

namespace WaPortal.Tests.Components.Pieces;

public sealed class MoneyTextTests
{
    [Theory]
    [InlineData(0L, "USD 0.00")]
    [InlineData(1L, "under USD 0.01")]
    [InlineData(9_999L, "under USD 0.01")]
    [InlineData(10_000L, "USD 0.01")]
    [InlineData(2_125_000L, "USD 2.13")]
    [InlineData(1_234_567_890_000L, "USD 1,234,567.89")]
    public void A_sum_is_shown_to_the_cent(long micros, string text) => Assert.Equal(text, MoneyText.Sum("USD", micros));

    [Theory]
    [InlineData(52_900L, "0.0529")]
    [InlineData(250_000L, "0.2500")]
    [InlineData(52_901L, "0.052901")]
    public void A_rate_is_shown_as_it_is(long micros, string text) => Assert.Equal(text, MoneyText.Rate(micros));
}
