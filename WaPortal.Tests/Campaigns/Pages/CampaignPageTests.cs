using Bunit;
using WaPortal.Campaigns;
using WaPortal.Core.Access;
using WaPortal.Core.Campaigns;
using WaPortal.Tests.Delivery;
using Xunit;

namespace WaPortal.Tests.Campaigns.Pages;

public sealed class CampaignPageTests
{
    [Fact]
    public async Task Sent_and_the_rest_add_up_to_the_audience()
    {
        await using var stage = await CampaignStage.StartAsync();
        stage.Scene.Platform.Answer = message => message.To.EndsWith('2') ? FakeWhatsApp.Refusal(131026) : new Core.WhatsApp.SendOutcome.Accepted("wamid." + message.To, message.To, null);
        var id = await stage.RunningAsync();
        await stage.Scene.DispatchAsync(3);

        var page = Live(stage, id).Showing("2 sent and 3 not: together the 5 people of the list.");
        Assert.Contains("Completed", page.Find("header").Words(), StringComparison.Ordinal);
        Assert.Equal(["Still to send0", "Failed1", "Skipped2", "In doubt, not sent again0"], page.FindAll(".wa-rest li").Select(li => li.Words()));
        page.Showing("131026").Showing("Opted out").Showing("A value is missing");
    }

    [Fact]
    public async Task A_pause_names_its_size_and_its_reason_stands_on_the_page()
    {
        await using var stage = await CampaignStage.StartAsync();
        var id = await stage.RunningAsync();
        var page = Live(stage, id).Showing("3 more to send");
        await page.PressAsync("Pause");
        page.Showing("3 people wait");
        await page.InputAsync("#pause-reason", "Prices changed");
        await page.PressAsync("Hold back 3 messages");
        page.Showing("Paused: Prices changed").Showing("Resume for 3 people");
        Assert.Equal(CampaignState.Paused, (await stage.DetailAsync(id)).Campaign.State);

        await page.PressAsync("Resume for 3 people");
        page.WaitForAssertion(() => Assert.DoesNotContain("Paused:", page.Markup, StringComparison.Ordinal));
        Assert.Equal(CampaignState.Running, (await stage.DetailAsync(id)).Campaign.State);
    }

    [Fact]
    public async Task A_cancel_repeats_the_number_and_keeps_what_was_done()
    {
        await using var stage = await CampaignStage.StartAsync();
        var id = await stage.RunningAsync();
        var page = Live(stage, id).Showing("3 more to send");
        await page.PressAsync("Cancel");
        page.Showing("3 people will not get the message");
        await page.PressAsync("Cancel 3 messages");
        page.Showing("3 messages never left");
        Assert.Empty(stage.Scene.Platform.Sent);
        page.Showing("0 sent and 5 not");
    }

    [Fact]
    public async Task A_campaign_that_is_scheduled_says_what_is_to_be_expected()
    {
        await using var stage = await CampaignStage.StartAsync();
        var id = await stage.ReadyAsync();
        var form = CampaignForm.From((await stage.DetailAsync(id)).Campaign, "Europe/London");
        (form.StartNow, form.Day, form.Hour) = (false, new DateOnly(2026, 11, 21), new TimeOnly(10, 0));
        Assert.IsType<CampaignResult.Done>(await stage.Portal.Get<EditCampaign>().SaveAsync(stage.Marketer, id, form.ToDraft(), CancellationToken.None));
        Assert.IsType<CampaignResult.Done>(await stage.Portal.Get<ScheduleCampaign>().RunAsync(stage.Marketer, id, 3, CancellationToken.None));

        var page = Live(stage, id).Showing("What is to be expected").Showing("The first messages leave");
        Assert.DoesNotContain("Nothing has been sent", page.Markup, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Keeping_it_changes_nothing()
    {
        await using var stage = await CampaignStage.StartAsync();
        var id = await stage.RunningAsync();
        var page = Live(stage, id).Showing("3 more to send");
        await page.PressAsync("Cancel");
        page.Showing("will not get the message");
        await page.PressAsync("Keep sending");
        Assert.Equal(CampaignState.Running, (await stage.DetailAsync(id)).Campaign.State);
    }

    [Fact]
    public async Task A_used_up_limit_is_said_with_the_time_it_frees()
    {
        await using var stage = await CampaignStage.StartAsync("2");
        var id = await stage.RunningAsync();
        await stage.Scene.DispatchAsync(3);
        Live(stage, id).Showing("The messaging limit is used up").Showing("Sending goes on tomorrow 09:00").Showing("Waits");
    }

    [Fact]
    public async Task The_page_follows_the_signals()
    {
        await using var stage = await CampaignStage.StartAsync();
        var id = await stage.RunningAsync();
        var page = Live(stage, id).Showing("3 more to send");
        await stage.Scene.DispatchAsync(3);
        page.Showing("Everybody has had their turn");
    }

    [Fact]
    public async Task A_scheduled_campaign_can_be_taken_back_to_draft()
    {
        await using var stage = await CampaignStage.StartAsync();
        var id = await stage.ReadyAsync();
        await stage.Portal.Get<ScheduleCampaign>().RunAsync(stage.Marketer, id, 2, CancellationToken.None);
        var page = Live(stage, id).Showing("Starts by itself");
        await page.PressToTheEndAsync("Take back to draft");
        await stage.Portal.Jobs.RunDueAsync(stage.Portal.Services, 1);
        Assert.Equal(CampaignState.Draft, (await stage.DetailAsync(id)).Campaign.State);
    }

    [Fact]
    public async Task Who_may_only_look_is_offered_no_action()
    {
        await using var stage = await CampaignStage.StartAsync();
        var id = await stage.RunningAsync();
        var page = stage.Open<CampaignPage>($"/campaigns/{id.Value}", p => p.Add(x => x.Id, id.Value), stage.Portal.As(PortalRole.ComplianceOfficer)).Showing("3 more to send");
        Assert.Empty(page.FindAll("header button"));
    }

    private static IRenderedComponent<CampaignPage> Live(CampaignStage stage, CampaignId id) =>
        stage.Open<CampaignPage>($"/campaigns/{id.Value}", p => p.Add(x => x.Id, id.Value));
}
