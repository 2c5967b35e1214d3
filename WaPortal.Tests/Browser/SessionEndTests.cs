using Microsoft.Playwright;
using Xunit;

namespace WaPortal.Tests.Browser;

[Trait("Category", "Browser")]
public sealed class SessionEndTests(BrowserFixture browser)
{
    [Fact]
    public async Task Signing_out_in_one_tab_ends_the_page_that_is_open_in_another()
    {
        await using var portal = await ReadyPortal.StartAsync(browser);
        var page = portal.Page;
        await page.GotoAsync("/campaigns");
        await Assertions.Expect(page.GetByRole(AriaRole.Heading, new() { Name = "Campaigns", Exact = true })).ToBeVisibleAsync();
        var other = await page.Context.NewPageAsync();
        await other.GotoAsync("/");
        await other.GetByRole(AriaRole.Button, new() { Name = "account of" }).ClickAsync();
        await other.GetByRole(AriaRole.Button, new() { Name = "Sign out" }).ClickAsync();
        await Assertions.Expect(page).ToHaveURLAsync(new System.Text.RegularExpressions.Regex("/sign-in"));
    }

    [Fact]
    public async Task A_sixth_page_of_a_session_says_why_it_does_not_open()
    {
        await using var portal = await ReadyPortal.StartAsync(browser);
        var first = portal.Page;
        var pages = new List<IPage> { first };
        while (pages.Count < 6)
            pages.Add(await first.Context.NewPageAsync());
        foreach (var page in pages[..5])
        {
            await page.GotoAsync("/campaigns");
            await Assertions.Expect(page.GetByRole(AriaRole.Heading, new() { Name = "Campaigns", Exact = true })).ToBeVisibleAsync();
        }

        await pages[5].GotoAsync("/campaigns");
        await Assertions.Expect(pages[5].GetByText("Five pages can be open at once")).ToBeVisibleAsync();
        await pages[0].CloseAsync();
        await pages[5].GetByRole(AriaRole.Button, new() { Name = "Reload" }).ClickAsync();
        await Assertions.Expect(pages[5].GetByRole(AriaRole.Heading, new() { Name = "Campaigns", Exact = true })).ToBeVisibleAsync();
    }
}
