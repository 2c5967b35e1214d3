using WaPortal.Core.Campaigns;
using Xunit;

namespace WaPortal.Tests.Campaigns;

public sealed class AbVerdictTests
{
    // Reckoned by hand with z = |p1 - p2| / sqrt(p (1 - p) (1/n1 + 1/n2)).
    [Theory]
    [InlineData(1_000, 100, 1_000, 130, AbVariant.B, true)] // z = 2.10
    [InlineData(1_000, 100, 1_000, 125, AbVariant.B, false)] // z = 1.77
    [InlineData(1_000, 130, 1_000, 100, AbVariant.A, true)]
    [InlineData(500, 400, 250, 180, AbVariant.A, true)] // z = 2.45
    [InlineData(100, 4, 100, 0, AbVariant.A, false)] // too few to tell
    [InlineData(100, 100, 100, 96, AbVariant.A, false)] // too few who did not
    [InlineData(0, 0, 100, 50, AbVariant.B, false)] // nobody to compare with
    [InlineData(3, 5, 100, 50, AbVariant.A, false)] // more answers than receipts count as all
    public void Which_is_ahead_and_whether_chance_could_have_made_it(int aDelivered, int aDid, int bDelivered, int bDid, AbVariant leader, bool clear) =>
        Assert.Equal(new AbVerdict(leader, clear), AbVerdict.Of(new AbResult(aDelivered, aDid), new AbResult(bDelivered, bDid)));

    [Fact]
    public void The_same_share_has_no_leader() => Assert.Equal(new AbVerdict(null, false), AbVerdict.Of(new AbResult(100, 20), new AbResult(50, 10)));

    [Fact]
    public void Without_a_clear_winner_the_rule_says_what_goes_to_the_rest()
    {
        var unclear = new AbVerdict(AbVariant.B, false);
        Assert.Equal([AbVariant.A, AbVariant.B, null], Enum.GetValues<AbUnclear>().Select(unclear.Choose));
        Assert.All(Enum.GetValues<AbUnclear>(), rule => Assert.Equal(AbVariant.B, new AbVerdict(AbVariant.B, true).Choose(rule)));
        Assert.Equal(AbVariant.A, new AbVerdict(null, false).Choose(AbUnclear.TakeLeader));
    }

    [Fact]
    public void The_lot_draws_the_shares_that_were_chosen_and_each_person_once()
    {
        var (test, campaign) = (AbTest.Standard with { SharePercent = 30 }, CampaignId.New());
        var drawn = Enumerable.Range(0, 20_000).Select(i => test.PartOf(campaign, System.Security.Cryptography.SHA256.HashData(BitConverter.GetBytes(i)))).ToList();
        // Five standard deviations around 3,000 and 14,000.
        Assert.InRange(drawn.Count(d => d == AbVariant.A), 2_750, 3_250);
        Assert.InRange(drawn.Count(d => d == AbVariant.B), 2_750, 3_250);
        Assert.InRange(drawn.Count(d => d is null), 13_670, 14_330);
        Assert.Equal(10_000 - (2 * 1_500), test.OfRest(10_000));
    }
}
