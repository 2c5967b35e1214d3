using System.Text.RegularExpressions;
using Microsoft.Playwright;
using Xunit;

namespace WaPortal.Tests.Browser;

/// <summary>The main job as a person does it, from the set-up code to the finished report.</summary>
[Trait("Category", "Browser")]
public sealed partial class JourneyTests(BrowserFixture browser)
{
    private static readonly LocatorAssertionsToBeVisibleOptions Patiently = new() { Timeout = 60_000 };

    [Fact]
    public async Task From_the_set_up_code_to_the_report_of_a_finished_campaign()
    {
        await using var portal = await PortalProcess.StartAsync();
        var page = (await Door.SetUpAsync(browser, portal.Address, await portal.SetUpCodeAsync())).Page;
        await NewTemplateAsync(page, "autumn_market");
        await WriteAsync(page, "Hello {{name}}, our autumn market opens on Saturday at nine. Come and have a look at the new lamps.", "Ana");
        await OpenLanguageAsync(page, "es");
        await WriteAsync(page, "Hola {{name}}, nuestro mercado de otoño abre el sábado a las nueve. Ven a ver las nuevas lámparas.", "Lucía");
        await page.GetByRole(AriaRole.Button, new() { Name = "Submit all 2" }).ClickAsync();
        // The approval arrives by itself, without a reload.
        await Assertions.Expect(page.GetByRole(AriaRole.Tablist).GetByText("Approved")).ToHaveCountAsync(2, new() { Timeout = 60_000 });

        await ImportAsync(page, "01_comma_clean.csv", "Newsletter");
        await CampaignAsync(page, "Autumn market", "autumn_market", "Newsletter", "2.00");
        // Forty people in several countries, which is more than that.
        await Assertions.Expect(page.GetByText("about USD 2.33")).ToBeVisibleAsync();
        await Assertions.Expect(page.GetByText("That is more than the budget of USD 2.00")).ToBeVisibleAsync();
        await page.AssertAccessibleAsync();
        await page.GetByRole(AriaRole.Button, new() { NameRegex = StartSending() }).ClickAsync();
        await page.GetByRole(AriaRole.Dialog).GetByRole(AriaRole.Button, new() { NameRegex = SendTo() }).ClickAsync();
        await Assertions.Expect(page.GetByText("What happened to them")).ToBeVisibleAsync(Patiently);
        // It pauses by itself and goes on when the budget is raised.
        await Assertions.Expect(page.GetByText("The budget of USD 2.00 is used up").First).ToBeVisibleAsync(Patiently);
        await page.GetByRole(AriaRole.Button, new() { Name = "Change the budget" }).ClickAsync();
        await page.GetByRole(AriaRole.Dialog).GetByLabel("Most it may cost").FillAsync("5");
        await page.GetByRole(AriaRole.Button, new() { Name = "Change it" }).ClickAsync();
        await Assertions.Expect(page.GetByText("USD 5.00").First).ToBeVisibleAsync();
        await page.GetByRole(AriaRole.Button, new() { NameRegex = Resume() }).ClickAsync();
        await Assertions.Expect(page.GetByText("Completed", new() { Exact = true }).First).ToBeVisibleAsync(Patiently);
        await Assertions.Expect(page.GetByText("Nothing left to send").First).ToBeVisibleAsync(Patiently);
        await page.AssertAccessibleAsync();

        await page.GetByRole(AriaRole.Link, new() { Name = "Recipients" }).ClickAsync();
        // All forty people of the list, each with the ledger entry that allowed the message.
        await Assertions.Expect(page.GetByRole(AriaRole.Link, new() { NameRegex = Entry() })).ToHaveCountAsync(40);
    }

    [Fact]
    public async Task A_running_campaign_is_paused_and_resumed_and_a_second_one_is_cancelled()
    {
        await using var portal = await ReadyPortal.StartAsync(browser, "--Delivery:ThroughputShare", "0.05");
        var page = portal.Page;
        await NewTemplateAsync(page, "lamp_sale", spanish: false);
        await WriteAsync(page, "Our lamp sale begins on Friday at ten in the shop on the quay.", null);
        await page.GetByRole(AriaRole.Button, new() { NameRegex = Submit() }).ClickAsync();
        await Assertions.Expect(page.GetByText("Approved").First).ToBeVisibleAsync(Patiently);
        await ImportAsync(page, "01_comma_clean.csv", "Everybody");

        await CampaignAsync(page, "Slow one", "lamp_sale", "Everybody");
        await page.GetByRole(AriaRole.Button, new() { NameRegex = StartSending() }).ClickAsync();
        await page.GetByRole(AriaRole.Dialog).GetByRole(AriaRole.Button, new() { NameRegex = SendTo() }).ClickAsync();
        await page.GetByRole(AriaRole.Button, new() { Name = "Pause" }).ClickAsync(new() { Timeout = 60_000 });
        await page.GetByRole(AriaRole.Textbox, new() { Name = "Reason" }).FillAsync("Prices changed");
        await page.GetByRole(AriaRole.Button, new() { Name = "Hold back" }).ClickAsync();
        await Assertions.Expect(page.GetByText("Prices changed").First).ToBeVisibleAsync(Patiently);
        await page.GetByRole(AriaRole.Button, new() { Name = "Resume" }).ClickAsync();
        await Assertions.Expect(page.GetByText("Completed", new() { Exact = true }).First).ToBeVisibleAsync(Patiently);
    }

    [Fact]
    public async Task A_rejected_template_says_why_in_plain_words()
    {
        await using var portal = await ReadyPortal.StartAsync(browser, "--Sandbox:ReviewDelay", "00:10:00");
        var page = portal.Page;
        await NewTemplateAsync(page, "too_loud", spanish: false);
        await WriteAsync(page, "Our lamp sale begins on Friday at ten in the shop on the quay.", null);
        await page.GetByRole(AriaRole.Button, new() { NameRegex = Submit() }).ClickAsync();
        await Assertions.Expect(page.GetByText("WhatsApp is reviewing v1")).ToBeVisibleAsync(Patiently);

        using var sandbox = new HttpClient { BaseAddress = portal.Sandbox };
        var state = System.Text.Json.Nodes.JsonNode.Parse(await sandbox.GetStringAsync(new Uri("/v25.0/100000000000001/message_templates?access_token=x", UriKind.Relative)))!;
        var id = (string)state["data"]![0]!["id"]!;
        using var decision = new StringContent("""{"event":"REJECTED","reason":"PROMOTIONAL"}""", System.Text.Encoding.UTF8, "application/json");
        (await sandbox.PostAsync(new Uri($"/sandbox/templates/{id}/decision", UriKind.Relative), decision)).EnsureSuccessStatusCode();
        await Assertions.Expect(page.GetByText("Rejected").First).ToBeVisibleAsync(Patiently);
        await page.AssertAccessibleAsync();
    }

    private static async Task NewTemplateAsync(IPage page, string name, bool spanish = true)
    {
        await page.GotoAsync("/templates/new");
        await page.Locator("#name").FillAsync(name);
        var english = page.GetByLabel("English (UK)");
        await Assertions.Expect(english).ToBeVisibleAsync();
        if (!await english.IsCheckedAsync())
            await english.CheckAsync();
        var other = page.GetByLabel("Spanish", new() { Exact = true });
        if (await other.IsCheckedAsync() != spanish)
            await other.ClickAsync();
        await page.GetByRole(AriaRole.Button, new() { Name = "Create draft" }).ClickAsync();
        await page.WaitForURLAsync(TemplatePage());
    }

    private static async Task OpenLanguageAsync(IPage page, string code) =>
        await page.GotoAsync(page.Url.Split('?')[0] + "?lang=" + code);

    private static async Task WriteAsync(IPage page, string body, string? sample)
    {
        await page.GetByRole(AriaRole.Textbox, new() { NameRegex = Body() }).FillAsync(body);
        if (sample is not null)
            await page.GetByLabel("Sample for name").FillAsync(sample);
        await page.Locator("#field-footer").FillAsync("Reply STOP to opt out");
        await Assertions.Expect(page.GetByRole(AriaRole.Status).GetByText(Saved())).ToBeVisibleAsync();
        await page.ReloadAsync();
        await Assertions.Expect(page.GetByRole(AriaRole.Textbox, new() { NameRegex = Body() })).ToHaveValueAsync(body);
    }

    private static async Task ImportAsync(IPage page, string sample, string list)
    {
        await page.GotoAsync("/opt-in-lists/import");
        await page.Locator("#list").FillAsync(list);
        await page.Locator("#file").SetInputFilesAsync(Path.Combine(Repository.Root, "WaPortal.Tests", "OptIns", "Samples", sample));
        await page.GetByRole(AriaRole.Button, new() { Name = "Upload" }).ClickAsync();
        await page.GetByRole(AriaRole.Link, new() { Name = "Continue to proof" }).ClickAsync();
        await page.GetByLabel("Words that they agreed to").FillAsync("I agree to get offers by WhatsApp.");
        await page.GetByRole(AriaRole.Link, new() { Name = "Continue to check" }).ClickAsync();
        await page.GetByRole(AriaRole.Button, new() { NameRegex = ImportPeople() }).ClickAsync();
        await Assertions.Expect(page.GetByText($"are in the list {list}.")).ToBeVisibleAsync(Patiently);
    }

    private static async Task CampaignAsync(IPage page, string name, string template, string list, string? budget = null)
    {
        await page.GotoAsync("/campaigns");
        await page.GetByRole(AriaRole.Button, new() { Name = "New campaign" }).First.ClickAsync();
        await page.GetByLabel("Name").FillAsync(name);
        await page.GetByRole(AriaRole.Button, new() { Name = "Create draft" }).ClickAsync();
        await page.GetByLabel(template).CheckAsync();
        await page.GetByRole(AriaRole.Link, new() { Name = "Next: people" }).ClickAsync();
        await page.GetByLabel(list).CheckAsync();
        await page.GetByRole(AriaRole.Radio).Last.CheckAsync();
        // The sample has numbers that WhatsApp delivers no offers to; the sandbox does.
        await page.GetByLabel("Numbers of the United States").UncheckAsync();
        await page.GetByRole(AriaRole.Link, new() { Name = "Next: content" }).ClickAsync();
        if (await page.GetByLabel("Value for body.name").CountAsync() > 0)
            await page.GetByLabel("Value for body.name").SelectOptionAsync("name");
        await page.GetByLabel("People whose language has no translation").SelectOptionAsync("en_GB");
        await page.GetByRole(AriaRole.Link, new() { Name = "Next: schedule" }).ClickAsync();
        await page.GetByRole(AriaRole.Radio, new() { Name = "At once" }).CheckAsync();
        if (budget is not null)
        {
            await page.GetByLabel("Most it may cost").FillAsync(budget);
            await page.GetByLabel("Most it may cost").BlurAsync();
        }

        await page.GetByRole(AriaRole.Link, new() { Name = "Next: review" }).ClickAsync();
        await Assertions.Expect(page.GetByText("Before it goes")).ToBeVisibleAsync(Patiently);
    }

    [GeneratedRegex("^Start sending to ")]
    private static partial Regex StartSending();

    [GeneratedRegex("^Resume")]
    private static partial Regex Resume();

    [GeneratedRegex("^Send ")]
    private static partial Regex SendTo();

    [GeneratedRegex("^entry [0-9]+$")]
    private static partial Regex Entry();

    [GeneratedRegex("^Submit ")]
    private static partial Regex Submit();

    [GeneratedRegex("^Import [0-9]+ people$")]
    private static partial Regex ImportPeople();

    [GeneratedRegex("/templates/[0-9a-f-]{36}")]
    private static partial Regex TemplatePage();

    [GeneratedRegex("^Body")]
    private static partial Regex Body();

    [GeneratedRegex("Saved [0-9]")]
    private static partial Regex Saved();
}
