using WaPortal.Campaigns;
using WaPortal.Core.Campaigns;
using WaPortal.Core.Delivery;
using Xunit;

namespace WaPortal.Tests.Campaigns.Pages;

public sealed class PeopleFilterTests
{
    private static readonly CampaignId Id = new(new Guid("0198c0de-0000-7000-8000-000000000001"));

    [Fact]
    public void An_address_leads_back_to_the_same_people()
    {
        var filter = new PeopleFilter([MessageState.Accepted, MessageState.Read], 131026, "a reason & more");
        var query = System.Web.HttpUtility.ParseQueryString(new Uri("http://portal" + CampaignAddresses.People(Id, filter)).Query);
        var again = PeopleFilter.Parse(query["state"], int.Parse(query["code"]!, System.Globalization.CultureInfo.InvariantCulture), query["reason"]);
        Assert.True(filter.IsSame(again));
        Assert.Equal(filter.Reason, again.Reason);
    }

    [Theory]
    [InlineData(null)]
    [InlineData("")]
    [InlineData("nonsense,,7,99")]
    public void Words_that_are_no_state_show_everybody(string? states) =>
        Assert.True(PeopleFilter.Parse(states, null, null).IsSame(PeopleFilter.All));

    [Fact]
    public void States_are_read_in_any_order_and_case() =>
        Assert.True(PeopleFilter.Parse("READ, sent,read", null, " ").IsSame(PeopleFilter.Of(MessageState.Sent, MessageState.Read)));
}
