using Microsoft.Playwright;
using Xunit;

namespace WaPortal.Tests.Browser;

[Trait("Category", "Browser")]
public sealed class SendingHoursTests(BrowserFixture browser)
{
    [Fact]
    public async Task An_admin_sets_hours_in_general_and_for_a_country()
    {
        await using var portal = await ReadyPortal.StartAsync(browser);
        var page = portal.Page;
        await page.GotoAsync("/settings/hours");
        await page.GetByText("Only in these hours").ClickAsync();
        await page.AssertAccessibleAsync();
        await page.Locator("#general-from").FillAsync("22:00");
        await Assertions.Expect(page.GetByText("The end has to be after the beginning")).ToBeVisibleAsync();
        await page.Locator("#general-from").FillAsync("09:00");
        await page.GetByRole(AriaRole.Button, new() { Name = "Save", Exact = true }).ClickAsync();
        await Assertions.Expect(page.GetByText("From now on campaigns write 09:00 to 21:00, every day")).ToBeVisibleAsync();

        await page.GetByLabel("Country", new() { Exact = true }).SelectOptionAsync("US");
        await page.Locator("#assumed").SelectOptionAsync("America/Chicago");
        await page.GetByRole(AriaRole.Button, new() { Name = "Save these hours" }).ClickAsync();
        await Assertions.Expect(page.GetByRole(AriaRole.Cell, new() { Name = "America/Chicago" })).ToBeVisibleAsync();
        await page.AssertAccessibleAsync();

        await page.GetByRole(AriaRole.Button, new() { Name = "Remove the hours of United States" }).ClickAsync();
        await Assertions.Expect(page.GetByText("None so far.")).ToBeVisibleAsync();
    }
}
