using Microsoft.Playwright;
using Xunit;

namespace WaPortal.Tests.Browser;

[Trait("Category", "Browser")]
public sealed class PlatformPagesTests(BrowserFixture browser)
{
    [Fact]
    public async Task The_trail_is_read_verified_and_exported_and_the_jobs_page_opens()
    {
        await using var portal = await ReadyPortal.StartAsync(browser);
        var page = portal.Page;

        await page.GotoAsync("/activity");
        await Assertions.Expect(page.GetByRole(AriaRole.Cell, new() { Name = "Signed in" })).ToBeVisibleAsync();
        await page.GetByRole(AriaRole.Button, new() { Name = "Verify now" }).ClickAsync();
        await Assertions.Expect(page.GetByText("Chain verified")).ToBeVisibleAsync();
        await page.AssertAccessibleAsync();
        await page.GetByLabel("Kind of event").SelectOptionAsync("Users");
        await page.WaitForURLAsync("**/activity?kind=Users");
        await Assertions.Expect(page.GetByRole(AriaRole.Cell, new() { Name = "Added a user" })).ToBeVisibleAsync();
        var download = await page.RunAndWaitForDownloadAsync(() => page.GetByRole(AriaRole.Link, new() { Name = "Export what is shown" }).ClickAsync());
        Assert.Contains(",user.created,", await File.ReadAllTextAsync(await download.PathAsync(), TestContext.Current.CancellationToken), StringComparison.Ordinal);

        await page.GotoAsync("/jobs");
        await Assertions.Expect(page.GetByRole(AriaRole.Heading, new() { Name = "Now and next" })).ToBeVisibleAsync();
        await page.AssertAccessibleAsync();
    }
}
