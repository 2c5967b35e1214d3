using WaPortal.Core.WhatsApp;
using Xunit;

namespace WaPortal.Tests.WhatsApp;

public sealed class ErrorCatalogTests
{
    [Theory]
    [InlineData(0, ErrorScope.Token)]
    [InlineData(190, ErrorScope.Token)]
    [InlineData(10, ErrorScope.Token)]
    [InlineData(200, ErrorScope.Token)]
    [InlineData(247, ErrorScope.Token)]
    [InlineData(131005, ErrorScope.Token)]
    [InlineData(368, ErrorScope.Account)]
    [InlineData(131031, ErrorScope.Account)]
    [InlineData(131042, ErrorScope.Account)]
    [InlineData(131064, ErrorScope.Account)]
    [InlineData(131048, ErrorScope.Number)]
    [InlineData(133010, ErrorScope.Number)]
    [InlineData(33, ErrorScope.Number)]
    [InlineData(132000, ErrorScope.Template)]
    [InlineData(132001, ErrorScope.Template)]
    [InlineData(132012, ErrorScope.Template)]
    [InlineData(132015, ErrorScope.Template)]
    [InlineData(132016, ErrorScope.Template)]
    [InlineData(131053, ErrorScope.Media)]
    public void What_would_fail_for_everybody_stops_the_run(int code, ErrorScope scope) =>
        Assert.Equal((RetryRule.StopRun, scope), (ErrorCatalog.Find(code).Retry, ErrorCatalog.Find(code).Scope));

    [Theory]
    [InlineData(1)]
    [InlineData(2)]
    [InlineData(4)]
    [InlineData(80007)]
    [InlineData(80008)]
    [InlineData(130429)]
    [InlineData(131000)]
    [InlineData(131016)]
    [InlineData(131057)]
    [InlineData(ErrorCatalog.ThrottledWithoutCode)]
    public void What_passes_by_itself_is_repeated_after_a_pause(int code) => Assert.Equal(RetryRule.Backoff, ErrorCatalog.Find(code).Retry);

    [Theory]
    [InlineData(100)]
    [InlineData(130472)]
    [InlineData(130497)]
    [InlineData(131008)]
    [InlineData(131009)]
    [InlineData(131021)]
    [InlineData(131026)]
    [InlineData(131030)]
    [InlineData(131047)]
    [InlineData(131050)]
    [InlineData(131051)]
    [InlineData(132005)]
    [InlineData(132018)]
    [InlineData(135000)]
    [InlineData(137000)]
    [InlineData(ErrorCatalog.RefusedWithoutCode)]
    public void What_concerns_one_message_is_final_for_it(int code) => Assert.Equal(RetryRule.Never, ErrorCatalog.Find(code).Retry);

    [Fact]
    public void Only_a_persons_own_no_counts_as_an_opt_out() =>
        Assert.Equal([131050], ErrorCatalog.All.Where(fact => fact.IsOptOut).Select(fact => fact.Code));

    [Fact]
    public void A_withheld_marketing_message_waits_a_day_and_a_pair_its_own_pause()
    {
        Assert.Equal((RetryRule.AfterDay, TimeSpan.FromHours(24)), (ErrorCatalog.Find(131049).Retry, ErrorCatalog.Find(131049).Wait));
        Assert.Equal((RetryRule.AfterPairPause, ErrorScope.Pair), (ErrorCatalog.Find(131056).Retry, ErrorCatalog.Find(131056).Scope));
    }

    [Fact]
    public void An_unknown_code_is_not_repeated_and_says_that_it_is_unknown()
    {
        var fact = ErrorCatalog.Find(987654);
        Assert.Equal((987654, RetryRule.Never, false), (fact.Code, fact.Retry, fact.IsKnown));
        Assert.True(ErrorCatalog.Find(131026).IsKnown);
    }

    [Fact]
    public void A_subcode_narrows_the_fact_down_and_an_unknown_one_does_not_hide_it()
    {
        Assert.Contains("already exists", ErrorCatalog.Find(100, 2388024).Title, StringComparison.Ordinal);
        Assert.Equal("Invalid parameter", ErrorCatalog.Find(100, 1).Title);
    }

    [Fact]
    public void Every_fact_says_what_it_means_and_what_to_do()
    {
        Assert.True(ErrorCatalog.All.Count > 100);
        Assert.All(ErrorCatalog.All, fact =>
        {
            Assert.NotEmpty(fact.Title);
            Assert.NotEmpty(fact.Meaning);
            Assert.NotEmpty(fact.Advice);
            Assert.True(fact.Retry != RetryRule.StopRun || fact.Scope is not (ErrorScope.Recipient or ErrorScope.Pair), $"{fact.Code} would stop everybody for one person");
        });
    }

    [Theory]
    [InlineData("-1", "TIER_UNLIMITED")]
    [InlineData("250", "TIER_250")]
    [InlineData("2000", "TIER_2K")]
    [InlineData("tier_10k", "TIER_10K")]
    [InlineData("TIER_NOT_SET", null)]
    [InlineData("0", null)]
    [InlineData("soon", null)]
    public void A_limit_is_a_tier_however_it_is_written(string written, string? tier) => Assert.Equal(tier, MessagingLimits.Tier(written));
}
