using Microsoft.Playwright;
using Xunit;

namespace WaPortal.Tests.Browser;

[Trait("Category", "Browser")]
public sealed class ShellTests(BrowserFixture browser)
{
    [Fact]
    public async Task The_shell_works_by_keyboard_and_passes_axe_in_both_themes()
    {
        await using var portal = await ReadyPortal.StartAsync(browser);
        var page = portal.Page;

        await page.GotoAsync("/");
        await Assertions.Expect(page.GetByRole(AriaRole.Heading, new() { Name = "Overview" })).ToBeVisibleAsync();
        // Until a person chooses, the system's preference holds; afterwards the choice does.
        const string scheme = "getComputedStyle(document.documentElement).colorScheme";
        await page.EmulateMediaAsync(new() { ColorScheme = ColorScheme.Dark });
        Assert.Equal("dark", await page.EvaluateAsync<string>(scheme));
        await page.EmulateMediaAsync(new() { ColorScheme = ColorScheme.Light });
        Assert.Equal("light", await page.EvaluateAsync<string>(scheme));
        await page.AssertAccessibleAsync();

        await page.Keyboard.PressAsync("Control+k");
        await page.Keyboard.TypeAsync("templ");
        await page.AssertAccessibleAsync();
        await page.Keyboard.PressAsync("Enter");
        await page.WaitForURLAsync("**/templates");
        await Assertions.Expect(page.GetByText("No templates yet")).ToBeVisibleAsync();
        await page.AssertAccessibleAsync();

        await page.Keyboard.PressAsync("?");
        await Assertions.Expect(page.GetByRole(AriaRole.Dialog, new() { Name = "Keyboard shortcuts" })).ToBeVisibleAsync();
        await page.Keyboard.PressAsync("Escape");

        await page.GetByRole(AriaRole.Button, new() { Name = "Dark mode" }).ClickAsync();
        await page.ReloadAsync();
        Assert.Equal("dark", await page.EvaluateAsync<string>(scheme));
        await Assertions.Expect(page.Locator("html")).ToHaveAttributeAsync("data-theme", "dark");
        var cookies = await page.Context.CookiesAsync();
        Assert.Contains(cookies, cookie => cookie.Name == "__Host-theme");
        Assert.All(cookies, cookie => Assert.True(cookie.Secure && cookie.Name.StartsWith("__Host-", StringComparison.Ordinal), cookie.Name));

        await page.GotoAsync("/templates/new");
        await page.GetByLabel("Name", new() { Exact = false }).First.FillAsync("Winter sale");
        await Assertions.Expect(page.GetByText("It will be called winter_sale.")).ToBeVisibleAsync();
        await page.AssertAccessibleAsync();
    }
}
