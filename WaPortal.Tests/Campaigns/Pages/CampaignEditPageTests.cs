using Bunit;
using WaPortal.Campaigns;
using WaPortal.Core.Campaigns;
using WaPortal.Core.Delivery.Hours;
using WaPortal.Core.Delivery.Shares;
using Xunit;

namespace WaPortal.Tests.Campaigns.Pages;

public sealed class CampaignEditPageTests
{
    [Fact]
    public async Task What_is_chosen_is_stored_at_once()
    {
        await using var stage = await CampaignStage.StartAsync();
        var id = await stage.DraftAsync();
        var page = Wizard(stage, id, "template").Showing("autumn_offer");
        await page.ChangeAsync("input[name=template]", true);
        page.WaitForElement(".wa-chat");
        await page.ChangeAsync("#campaign-name", "Winter lamps, north");
        page.WaitForAssertion(() => Assert.Contains("Draft saved", page.Markup, StringComparison.Ordinal));

        var stored = (await stage.DetailAsync(id)).Campaign;
        Assert.Equal(stage.Scene.Template.Value, stored.TemplateId);
        Assert.Equal("Winter lamps, north", stored.Name);
    }

    [Fact]
    public async Task A_second_version_is_chosen_filled_on_its_own_and_taken_away_again()
    {
        await using var stage = await CampaignStage.StartAsync();
        var id = await stage.ReadyAsync();
        var page = Wizard(stage, id, "template").Showing("Test a second version");
        Assert.Empty(page.FindAll("#ab-template"));
        await page.ChangeAsync("label.wa-choice input[type=checkbox]", true);
        page.WaitForElement("#ab-template");
        await page.ChangeAsync("#ab-template", stage.Scene.Template.Value.ToString());
        await page.ChangeAsync("#ab-share", "40");
        await page.ChangeAsync("#ab-unclear", nameof(AbUnclear.Ask));
        var stored = (await stage.DetailAsync(id)).Campaign;
        Assert.Equal((stage.Scene.Template.Value, 40, AbUnclear.Ask), (stored.AbTest!.TemplateId!.Value, stored.AbTest.SharePercent, stored.AbTest.Unclear));
        // It begins with the values of the first one, which is the same message: the review says so.
        Wizard(stage, id, "review").Showing("Both versions are the same");

        page = Wizard(stage, id, "template").Showing("Template of version B");
        await page.ChangeAsync("label.wa-choice input[type=checkbox]", false);
        page.WaitForAssertion(() => Assert.Empty(page.FindAll("#ab-template")));
        Assert.Null((await stage.DetailAsync(id)).Campaign.AbTest);
    }

    [Fact]
    public async Task A_second_tab_is_told_that_it_is_stale_and_keeps_what_was_typed()
    {
        await using var stage = await CampaignStage.StartAsync();
        var id = await stage.DraftAsync();
        var first = Wizard(stage, id, "template").Showing("autumn_offer");
        var second = Wizard(stage, id, "template").Showing("autumn_offer");

        await first.ChangeAsync("#campaign-name", "From the first tab");
        await second.ChangeAsync("#campaign-name", "From the second tab");
        second.Showing("changed in another tab");
        Assert.Equal("From the first tab", (await stage.DetailAsync(id)).Campaign.Name);
        Assert.Equal("From the second tab", second.Find("#campaign-name").GetAttribute("value"));

        await second.PressToTheEndAsync("Save what I see here");
        second.WaitForAssertion(() => Assert.DoesNotContain("changed in another tab", second.Markup, StringComparison.Ordinal));
        Assert.Equal("From the second tab", (await stage.DetailAsync(id)).Campaign.Name);
    }

    [Fact]
    public async Task A_stale_tab_can_take_over_the_other_version()
    {
        await using var stage = await CampaignStage.StartAsync();
        var id = await stage.DraftAsync();
        var first = Wizard(stage, id, "template").Showing("autumn_offer");
        var second = Wizard(stage, id, "template").Showing("autumn_offer");
        await first.ChangeAsync("#campaign-name", "From the first tab");
        await second.ChangeAsync("#campaign-name", "From the second tab");
        second.Showing("changed in another tab");
        await second.PressAsync("show the other version");
        second.WaitForAssertion(() => Assert.Equal("From the first tab", second.Find("#campaign-name").GetAttribute("value")));
    }

    [Fact]
    public async Task The_preview_shows_real_people_and_why_one_is_skipped()
    {
        await using var stage = await CampaignStage.StartAsync();
        var page = Wizard(stage, await stage.ReadyAsync(), "content").Showing("2 people are skipped of these 5");
        var seen = new List<string> { page.Find("aside").Words() };
        while (!page.Button("Next").HasAttribute("disabled"))
        {
            await page.PressAsync("Next");
            seen.Add(page.Find("aside").Words());
        }

        Assert.Equal(5, seen.Count);
        Assert.Single(seen, s => s.Contains("+44 •••• ••0001", StringComparison.Ordinal) && s.Contains("Hello Ana, we open in Leeds on Friday.", StringComparison.Ordinal));
        Assert.Single(seen, s => s.Contains("Dina", StringComparison.Ordinal) && s.Contains("Opted out: skipped.", StringComparison.Ordinal));
        Assert.Single(seen, s => s.Contains("Hello Emil, we open in {{city}}", StringComparison.Ordinal) && s.Contains("A value is missing: skipped.", StringComparison.Ordinal));
        await page.PressAsync("Show the next one");
        page.Showing(": skipped.");
    }

    [Fact]
    public async Task A_fallback_brings_a_skipped_person_back()
    {
        await using var stage = await CampaignStage.StartAsync();
        var id = await stage.ReadyAsync();
        var page = Wizard(stage, id, "content").Showing("2 people are skipped of these 5");
        await page.ChangeAsync("input[aria-label='Fallback for body.city']", "your town");
        page.Showing("1 person is skipped of these 5");
        Assert.Equal("your town", (await stage.DetailAsync(id)).Campaign.Mapping.Variables.Single(v => v.Variable == "body.city").Fallback);
    }

    [Fact]
    public async Task A_time_is_stored_as_it_was_typed_with_its_zone()
    {
        await using var stage = await CampaignStage.StartAsync();
        var id = await stage.ReadyAsync();
        var page = Wizard(stage, id, "schedule").Showing("At a day and time");
        await page.ChangeAsync("label:nth-of-type(2) > input[name=start]", true);
        await page.ChangeAsync("#start-zone", "Europe/Madrid");
        await page.ChangeAsync("#start-day", "2026-12-01");
        await page.ChangeAsync("#start-time", "09:30");
        page.Showing("Tuesday 1 December 2026, 08:30 Europe/London").Showing("09:30 in Europe/Madrid");
        var stored = (await stage.DetailAsync(id)).Campaign;
        Assert.Equal((new DateTime(2026, 12, 1, 9, 30, 0, DateTimeKind.Unspecified), "Europe/Madrid"), (stored.LocalStart!.Value, stored.TimeZone!));
    }

    [Fact]
    public async Task Each_persons_own_time_hours_and_a_spread_are_stored_as_they_were_chosen()
    {
        await using var stage = await CampaignStage.StartAsync();
        var id = await stage.ReadyAsync();
        var page = Wizard(stage, id, "schedule").Showing("At each person's own time").Showing("no hours in general");
        await page.ChangeAsync("label:nth-of-type(3) > input[name=start]", true);
        await page.ChangeAsync("#start-day", "2026-12-01");
        await page.ChangeAsync("#start-time", "09:30");
        page.Showing("Tuesday 1 December, 09:30").Showing("when that time comes first anywhere");
        await page.ChangeAsync(".wa-agree:nth-of-type(1) > input", true);
        await page.ChangeAsync("#own-to", "00:00");
        await page.ChangeAsync(".wa-agree:last-of-type > input", true);
        await page.ChangeAsync("#spread", "240");
        await page.ChangeAsync("#plan-priority", "High");

        var stored = (await stage.DetailAsync(id)).Campaign;
        Assert.Equal(new SendingPlan(true, new SendingHours(9 * 60, 24 * 60, WeekDays.WorkingDays), 240) { Priority = SendPriority.High }, stored.Plan);
        Assert.False(stored.StartNow);
        Assert.Equal(new DateTime(2026, 12, 1, 9, 30, 0), stored.LocalStart);
    }

    [Fact]
    public async Task The_review_counts_every_loss_and_says_what_stops_it()
    {
        await using var stage = await CampaignStage.StartAsync();
        var id = await stage.DraftAsync();
        var page = Wizard(stage, id, "review").Showing("Choose a template.");
        Assert.True(page.Button("Start sending").HasAttribute("disabled"));
        Assert.Contains(CampaignAddresses.Edit(id, WizardPart.People), page.FindAll("a").Select(a => a.GetAttribute("href")));
    }

    [Fact]
    public async Task The_start_asks_once_with_the_effect_in_numbers()
    {
        await using var stage = await CampaignStage.StartAsync();
        var id = await stage.ReadyAsync();
        var page = Wizard(stage, id, "review").Showing("Will get it");
        Assert.Equal(["In the list 5", "Opted out 1", "A value is missing 1", "Will get it 3 60.0%"], page.FindAll(".wa-funnel tbody tr").Take(4).Select(r => r.Words()));

        await page.PressAsync("Start sending to 3 people");
        page.Showing("Start this campaign?");
        Assert.Equal(CampaignState.Draft, (await stage.DetailAsync(id)).Campaign.State);
        await page.PressAsync("Send 3 messages");

        page.WaitForAssertion(() => Assert.EndsWith(CampaignAddresses.Of(id), stage.Navigation.Uri, StringComparison.Ordinal));
        Assert.Equal(CampaignState.Scheduled, (await stage.DetailAsync(id)).Campaign.State);
    }

    [Fact]
    public async Task A_start_of_a_version_that_changed_meanwhile_is_refused()
    {
        await using var stage = await CampaignStage.StartAsync();
        var id = await stage.ReadyAsync();
        var page = Wizard(stage, id, "review").Showing("Will get it");
        await stage.RenameAsync(id, "Something else");
        await page.PressAsync("Start sending to 3 people");
        page.Showing("Start this campaign?");
        await page.PressAsync("Send 3 messages");
        page.Showing("changed in another tab");
        Assert.Equal(CampaignState.Draft, (await stage.DetailAsync(id)).Campaign.State);
    }

    [Fact]
    public async Task What_is_on_its_way_cannot_be_edited()
    {
        await using var stage = await CampaignStage.StartAsync();
        var page = Wizard(stage, await stage.RunningAsync(), "content").Showing("Only a draft can be changed");
        Assert.Empty(page.FindAll("select"));
    }

    [Fact]
    public async Task A_campaign_of_nobody_is_not_there()
    {
        await using var stage = await CampaignStage.StartAsync();
        Wizard(stage, CampaignId.New(), "template").Showing("There is no such campaign");
    }

    private static IRenderedComponent<CampaignEditPage> Wizard(CampaignStage stage, CampaignId id, string step) =>
        stage.Open<CampaignEditPage>($"/campaigns/{id.Value}/edit?step={step}", p => p.Add(x => x.Id, id.Value));
}
