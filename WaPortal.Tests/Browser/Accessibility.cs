using System.Text.Json;
using Deque.AxeCore.Commons;
using Microsoft.Playwright;
using Xunit;

namespace WaPortal.Tests.Browser;

/// <summary>Checks what stands on a page against WCAG 2.2 AA and axe's best practices.</summary>
public static class Accessibility
{
    private static readonly string Script = new BundledAxeScriptProvider().GetScript();
    private static readonly object Everything = new { type = "tag", values = new[] { "wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa", "best-practice" } };

    // The dark theme is other colours and nothing else.
    private static readonly object Colours = new { type = "rule", values = new[] { "color-contrast", "link-in-text-block" } };

    /// <summary>No violation in light, and none of a colour in dark. Leaves the page light.</summary>
    public static async Task AssertAccessibleAsync(this IPage page)
    {
        foreach (var (theme, rules) in new[] { ("dark", Colours), ("light", Everything) })
        {
            await page.EvaluateAsync("theme => { document.documentElement.dataset.theme = theme; document.querySelector('link[data-wa-dark]').media = theme === 'dark' ? 'all' : 'not all'; }", theme);
            var violations = await RunAsync(page, rules);
            // Between the page as it came and the live one that takes its place there is a moment without either.
            if (violations.Any(v => v.Id == "landmark-one-main"))
            {
                await Assertions.Expect(page.Locator("main h1")).ToBeVisibleAsync();
                violations = await RunAsync(page, rules);
            }

            Assert.True(violations.Length == 0, $"{page.Url} in {theme}:\n" + string.Join('\n', violations.Select(v => $"{v.Id}: {string.Join(" | ", v.Nodes)}")));
        }
    }

    // Within the page itself (it has no frames): the package's own way opens a second page, with a process of its own, for each run.
    private static async Task<Violation[]> RunAsync(IPage page, object rules)
    {
        if (!await page.EvaluateAsync<bool>("() => 'axe' in window"))
            await page.EvaluateAsync(Script);
        var json = await page.EvaluateAsync<string>(
            """
            async rules => JSON.stringify((await axe.run(document, { runOnly: rules, resultTypes: ['violations'] }))
              .violations.map(v => ({ Id: v.id, Nodes: v.nodes.map(n => n.html) })))
            """,
            rules);
        return JsonSerializer.Deserialize<Violation[]>(json)!;
    }

    private sealed record Violation(string Id, string[] Nodes);
}
