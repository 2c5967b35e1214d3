using Microsoft.Playwright;
using Xunit;

namespace WaPortal.Tests.Browser;

[Trait("Category", "Browser")]
public sealed class AdministrationTests(BrowserFixture browser)
{
    [Fact]
    public async Task An_invited_person_comes_in_by_the_link_and_a_new_enterprise_is_entered_only_openly()
    {
        await using var portal = await ReadyPortal.StartAsync(browser);
        var page = portal.Page;

        await page.GotoAsync("/users");
        await page.GetByRole(AriaRole.Button, new() { Name = "Invite", Exact = true }).ClickAsync();
        var dialog = page.GetByRole(AriaRole.Dialog);
        await dialog.GetByLabel("Email").FillAsync("marta.vidal@example.com");
        await page.AssertAccessibleAsync();
        await dialog.GetByRole(AriaRole.Button, new() { Name = "Make the link" }).ClickAsync();
        var link = await page.GetByTestId("one-time-link").InputValueAsync();
        await page.AssertAccessibleAsync();

        var guest = await (await browser.NewContextAsync(portal.Address)).NewPageAsync();
        await guest.GotoAsync(link);
        await guest.AssertAccessibleAsync();
        await guest.GetByLabel("Your name").FillAsync("Marta Vidal");
        await guest.GetByLabel("Password", new() { Exact = true }).FillAsync(Door.Password);
        await guest.GetByLabel("Password again").FillAsync(Door.Password);
        await guest.GetByRole(AriaRole.Button, new() { Name = "Continue to the authenticator app" }).ClickAsync();
        await Door.EnrolAsync(guest, Door.EnterpriseId, "marta.vidal@example.com", Door.Password);
        await guest.GotoAsync(link);
        await Assertions.Expect(guest.GetByRole(AriaRole.Heading, new() { Name = "This link does not work" })).ToBeVisibleAsync();

        await page.GotoAsync("/users");
        await page.GetByRole(AriaRole.Link, new() { Name = "Marta Vidal" }).ClickAsync();
        await Assertions.Expect(page.GetByText("Second factor enrolled")).ToBeVisibleAsync();
        await page.AssertAccessibleAsync();
        await guest.GotoAsync("/templates");
        await page.GetByRole(AriaRole.Button, new() { Name = "Disable" }).ClickAsync();
        await page.GetByRole(AriaRole.Dialog).GetByRole(AriaRole.Button, new() { Name = "Disable" }).ClickAsync();
        await Assertions.Expect(page.GetByText("They are disabled")).ToBeVisibleAsync();
        // Their open page leaves by itself.
        await Assertions.Expect(guest.GetByRole(AriaRole.Heading, new() { Name = "Sign in" })).ToBeVisibleAsync();

        await page.GotoAsync("/users/roles");
        await Assertions.Expect(page.GetByRole(AriaRole.Heading, new() { Name = "Roles and rights" })).ToBeVisibleAsync();
        await page.AssertAccessibleAsync();

        await page.GotoAsync("/tenants/new");
        await page.GetByLabel("Enterprise ID").FillAsync("harbour");
        await page.GetByLabel("Name", new() { Exact = true }).FillAsync("Harbour Clinic");
        await page.GetByLabel("Email of the first tenant admin").FillAsync("admin@harbour.example");
        await page.AssertAccessibleAsync();
        await page.GetByRole(AriaRole.Button, new() { Name = "Create and make the link" }).ClickAsync();
        await Assertions.Expect(page.GetByTestId("one-time-link")).ToBeVisibleAsync();
        await page.GetByRole(AriaRole.Button, new() { Name = "I have handed it over" }).ClickAsync();
        await Assertions.Expect(page.GetByRole(AriaRole.Heading, new() { Name = "Harbour Clinic" })).ToBeVisibleAsync();
        await page.AssertAccessibleAsync();
        await page.GetByRole(AriaRole.Link, new() { Name = "Act in it" }).ClickAsync();
        await page.GetByLabel("Reason").FillAsync("a first look");
        await page.GetByRole(AriaRole.Button, new() { Name = "Go in" }).ClickAsync();
        await Assertions.Expect(page.GetByTestId("act-in")).ToContainTextAsync("Harbour Clinic");
        await page.AssertAccessibleAsync();
        await page.GetByRole(AriaRole.Button, new() { Name = "Leave" }).ClickAsync();
        await Assertions.Expect(page.GetByRole(AriaRole.Heading, new() { Name = "Tenants" })).ToBeVisibleAsync();
        await page.AssertAccessibleAsync();
    }
}
