using System.Text.RegularExpressions;
using Microsoft.Playwright;
using Xunit;

namespace WaPortal.Tests.Browser;

[Trait("Category", "Browser")]
public sealed partial class SecondPersonTests(BrowserFixture browser)
{
    [Fact]
    public async Task A_template_goes_to_WhatsApp_when_somebody_else_has_approved_it()
    {
        await using var portal = await ReadyPortal.StartAsync(browser);
        var page = portal.Page;
        await page.GotoAsync("/settings/templates");
        await page.GetByRole(AriaRole.Button, new() { Name = "Turn on" }).ClickAsync();
        await Assertions.Expect(page.GetByText("From now on a second person approves each template.")).ToBeVisibleAsync();
        await page.AssertAccessibleAsync();
        var guest = await ApproverAsync(portal);

        await page.GotoAsync("/templates/new");
        await page.Locator("#name").FillAsync("quiet_lamp");
        await page.GetByRole(AriaRole.Button, new() { Name = "Create draft" }).ClickAsync();
        await page.GetByRole(AriaRole.Textbox, new() { NameRegex = Body() }).FillAsync("The new lamp with the quiet light is in the shop on the quay from Thursday on.");
        await page.Locator("#field-footer").FillAsync("Reply STOP to opt out");
        await Assertions.Expect(page.GetByRole(AriaRole.Button, new() { NameRegex = Submit() })).ToBeDisabledAsync();
        var panel = page.GetByRole(AriaRole.Region, new() { Name = "Second person" });
        await panel.GetByLabel("Note for the reviewer").FillAsync("Is quiet the right word?");
        await panel.GetByRole(AriaRole.Button, new() { Name = "Ask for review" }).ClickAsync();
        await Assertions.Expect(panel.GetByRole(AriaRole.Button, new() { Name = "Take the request back" })).ToBeVisibleAsync();
        await page.AssertAccessibleAsync();

        await guest.GotoAsync("/");
        await Assertions.Expect(guest.GetByText("Is quiet the right word?")).ToBeVisibleAsync();
        await guest.GetByRole(AriaRole.Link, new() { NameRegex = Review() }).ClickAsync();
        await guest.GetByLabel("What you say to it").FillAsync("It is.");
        await guest.AssertAccessibleAsync();
        await guest.GetByRole(AriaRole.Button, new() { Name = "Approve", Exact = true }).ClickAsync();
        await Assertions.Expect(guest.GetByText("approved it")).ToBeVisibleAsync();

        await Assertions.Expect(panel.GetByText("It is.")).ToBeVisibleAsync();
        await page.GetByRole(AriaRole.Button, new() { NameRegex = Submit() }).ClickAsync();
        await Assertions.Expect(page.GetByRole(AriaRole.Region, new() { Name = "At WhatsApp" })).ToBeVisibleAsync();
        await Assertions.Expect(page.GetByRole(AriaRole.Tab).GetByText("Approved")).ToBeVisibleAsync(new() { Timeout = 40_000 });
        await page.AssertAccessibleAsync();

        await OpenAsync(page, "History", "What changed");
        await OpenAsync(page, "Raw view", "The next request");
    }

    private static async Task OpenAsync(IPage page, string entry, string heading)
    {
        await page.GetByRole(AriaRole.Button, new() { Name = "More" }).ClickAsync();
        await page.GetByRole(AriaRole.Link, new() { Name = entry, Exact = true }).ClickAsync();
        await Assertions.Expect(page.GetByRole(AriaRole.Heading, new() { Name = heading })).ToBeVisibleAsync();
        await page.AssertAccessibleAsync();
        await page.GoBackAsync();
        await Assertions.Expect(page.GetByRole(AriaRole.Heading, new() { Name = "quiet_lamp" })).ToBeVisibleAsync();
    }

    private async Task<IPage> ApproverAsync(ReadyPortal portal)
    {
        var page = portal.Page;
        await page.GotoAsync("/users");
        await page.GetByRole(AriaRole.Button, new() { Name = "Invite", Exact = true }).ClickAsync();
        var dialog = page.GetByRole(AriaRole.Dialog);
        await dialog.GetByLabel("Email").FillAsync("nadia.okafor@example.com");
        await dialog.GetByLabel("Approver").CheckAsync();
        await dialog.GetByRole(AriaRole.Button, new() { Name = "Make the link" }).ClickAsync();
        var link = await page.GetByTestId("one-time-link").InputValueAsync();
        var guest = await (await browser.NewContextAsync(portal.Address)).NewPageAsync();
        await guest.GotoAsync(link);
        await guest.GetByLabel("Your name").FillAsync("Nadia Okafor");
        await guest.GetByLabel("Password", new() { Exact = true }).FillAsync(Door.Password);
        await guest.GetByLabel("Password again").FillAsync(Door.Password);
        await guest.GetByRole(AriaRole.Button, new() { Name = "Continue to the authenticator app" }).ClickAsync();
        await Door.EnrolAsync(guest, Door.EnterpriseId, "nadia.okafor@example.com", Door.Password);
        return guest;
    }

    [GeneratedRegex("^Submit")]
    private static partial Regex Submit();

    [GeneratedRegex("^Body")]
    private static partial Regex Body();

    [GeneratedRegex("^Review")]
    private static partial Regex Review();
}
