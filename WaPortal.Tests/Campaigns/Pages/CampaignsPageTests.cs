using Bunit;
using WaPortal.Campaigns;
using WaPortal.Core.Access;
using Xunit;

namespace WaPortal.Tests.Campaigns.Pages;

public sealed class CampaignsPageTests
{
    [Fact]
    public async Task With_no_campaign_it_says_what_one_is_and_what_is_there()
    {
        await using var stage = await CampaignStage.StartAsync();
        var page = stage.Open<CampaignsPage>("/campaigns");
        page.WaitForAssertion(() => Assert.Contains("1 approved template and 4 people who opted in", page.Markup, StringComparison.Ordinal));
    }

    [Fact]
    public async Task A_name_makes_a_draft_and_opens_the_wizard()
    {
        await using var stage = await CampaignStage.StartAsync();
        var page = stage.Open<CampaignsPage>("/campaigns");
        page.WaitForElement("h1");
        await page.PressAsync("New campaign");
        page.WaitForElement("#campaign-name");
        await page.InputAsync("#campaign-name", "Spring");
        await page.InvokeAsync(() => page.Find("form").Submit());
        page.WaitForAssertion(() => Assert.Contains("/edit?step=template", stage.Navigation.Uri, StringComparison.Ordinal));
    }

    [Fact]
    public async Task A_name_that_is_refused_is_said_in_the_dialog()
    {
        await using var stage = await CampaignStage.StartAsync();
        var page = stage.Open<CampaignsPage>("/campaigns");
        page.WaitForElement("h1");
        await page.PressAsync("New campaign");
        page.WaitForElement("#campaign-name");
        await page.InputAsync("#campaign-name", "   ");
        await page.InvokeAsync(() => page.Find("form").Submit());
        Assert.Contains("1 to 100 characters", page.WaitForElement("#campaign-name-problem").TextContent, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Chips_count_and_filter_by_state()
    {
        await using var stage = await CampaignStage.StartAsync();
        await stage.DraftAsync("Only a draft");
        await stage.RunningAsync();
        var page = stage.Open<CampaignsPage>("/campaigns?state=running");
        page.WaitForAssertion(() => Assert.Contains("Winter lamps", page.Find("tbody").TextContent, StringComparison.Ordinal));
        Assert.DoesNotContain("Only a draft", page.Find("tbody").TextContent, StringComparison.Ordinal);
        Assert.Contains("2 of 5", page.Find("tbody").TextContent, StringComparison.Ordinal); // two were skipped, nobody was sent to
        Assert.Equal(["All2", "Draft1", "Sending1, filter is on"], page.FindAll(".wa-toggle").Select(chip => chip.Words()));
    }

    [Fact]
    public async Task A_search_without_a_match_offers_the_way_back()
    {
        await using var stage = await CampaignStage.StartAsync();
        await stage.DraftAsync();
        var page = stage.Open<CampaignsPage>("/campaigns?q=summer");
        page.WaitForAssertion(() => Assert.Contains("No campaign matches", page.Markup, StringComparison.Ordinal));
        await page.ChangeAsync("input[type=search]", "LAMPS");
        Assert.EndsWith("/campaigns?q=LAMPS", stage.Navigation.Uri, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Who_may_only_look_is_not_offered_to_write()
    {
        await using var stage = await CampaignStage.StartAsync();
        var page = stage.Open<CampaignsPage>("/campaigns", actor: stage.Portal.As(PortalRole.ComplianceOfficer));
        page.WaitForElement("h1");
        Assert.DoesNotContain(page.FindAll("button"), b => b.TextContent.Contains("campaign", StringComparison.Ordinal));
    }
}
