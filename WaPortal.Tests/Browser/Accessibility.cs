using Deque.AxeCore.Commons;
using Deque.AxeCore.Playwright;
using Microsoft.Playwright;
using Xunit;

namespace WaPortal.Tests.Browser;

/// <summary>Checks what stands on a page against WCAG 2.2 AA and axe's best practices.</summary>
public static class Accessibility
{
    private static readonly AxeRunOptions Options = new()
    {
        RunOnly = new RunOnlyOptions { Type = "tag", Values = ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa", "best-practice"] },
    };

    /// <summary>No violation in light and in dark. Leaves the page light.</summary>
    public static async Task AssertAccessibleAsync(this IPage page)
    {
        foreach (var theme in (string[])["dark", "light"])
        {
            await page.EvaluateAsync("theme => { document.documentElement.dataset.theme = theme; document.querySelector('link[data-wa-dark]').media = theme === 'dark' ? 'all' : 'not all'; }", theme);
            var result = await page.RunAxe(Options);
            // Between the page as it came and the live one that takes its place there is a moment without either.
            if (result.Violations.Any(v => v.Id == "landmark-one-main"))
            {
                await Assertions.Expect(page.Locator("main h1")).ToBeVisibleAsync();
                result = await page.RunAxe(Options);
            }

            Assert.True(result.Violations.Length == 0, $"{page.Url} in {theme}:\n" + string.Join('\n', result.Violations.Select(
                v => $"{v.Id}: {string.Join(" | ", v.Nodes.Select(n => n.Html))}")));
        }
    }
}
