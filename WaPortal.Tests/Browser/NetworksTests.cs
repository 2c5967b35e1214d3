using Microsoft.Playwright;
using Xunit;

namespace WaPortal.Tests.Browser;

[Trait("Category", "Browser")]
public sealed class NetworksTests(BrowserFixture browser)
{
    [Fact]
    public async Task An_admin_keeps_the_list_and_cannot_shut_themselves_out()
    {
        await using var portal = await ReadyPortal.StartAsync(browser);
        var page = portal.Page;
        await page.GotoAsync("/settings");
        await page.WaitForURLAsync("**/settings/networks");
        var list = page.GetByRole(AriaRole.Region, new() { Name = "This enterprise" });
        await page.AssertAccessibleAsync();

        await list.GetByRole(AriaRole.Button, new() { Name = "Add a network" }).ClickAsync();
        var dialog = page.GetByRole(AriaRole.Dialog, new() { Name = "Add a network" });
        await dialog.GetByLabel("Address or network").FillAsync("203.0.113.0/24");
        await dialog.GetByLabel("Name").FillAsync("Madrid office");
        await page.AssertAccessibleAsync();
        await dialog.GetByRole(AriaRole.Button, new() { Name = "Add network" }).ClickAsync();
        await Assertions.Expect(dialog.GetByText("you would be shut out at once")).ToBeVisibleAsync();
        await dialog.GetByRole(AriaRole.Button, new() { Name = "Not now" }).ClickAsync();

        await list.GetByRole(AriaRole.Button, new() { Name = "Add my address" }).ClickAsync();
        await dialog.GetByLabel("Name").FillAsync("This desk");
        await dialog.GetByRole(AriaRole.Button, new() { Name = "Add network" }).ClickAsync();
        await Assertions.Expect(page.GetByText("is allowed from now on")).ToBeVisibleAsync();
        await Assertions.Expect(list.GetByText("which is in this list")).ToBeVisibleAsync();
        await page.AssertAccessibleAsync();

        var (exit, output) = await PortalProcess.RunVerbAsync(portal.DataPath, null, "allow-ip", "add", "198.51.100.7", "--minutes", "30", "--enterprise", Door.EnterpriseId);
        Assert.True(exit == 0, output);
        await page.ReloadAsync();
        await Assertions.Expect(list.GetByText("198.51.100.7/32")).ToBeVisibleAsync();
        await list.GetByRole(AriaRole.Button, new() { Name = "Remove added on the server" }).ClickAsync();
        await page.GetByRole(AriaRole.Dialog).GetByRole(AriaRole.Button, new() { Name = "Remove network" }).ClickAsync();
        await Assertions.Expect(list.GetByText("198.51.100.7/32")).ToHaveCountAsync(0);
    }
}
