using Microsoft.Playwright;
using Xunit;

namespace WaPortal.Tests.Browser;

[Trait("Category", "Browser")]
public sealed class ComplianceTests(BrowserFixture browser)
{
    [Fact]
    public async Task A_wording_is_judged_and_a_person_is_erased_by_their_request()
    {
        await using var portal = await ReadyPortal.StartAsync(browser);
        var page = portal.Page;
        await page.GotoAsync("/compliance/wordings");
        await page.GetByRole(AriaRole.Button, new() { Name = "New wording" }).ClickAsync();
        await page.GetByLabel("Name").FillAsync("Newsletter form");
        await page.GetByLabel("Code of this version").FillAsync("WEB-1");
        await page.GetByRole(AriaRole.Button, new() { Name = "Begin the draft" }).ClickAsync();
        await page.GetByLabel("Text", new() { Exact = true }).FillAsync("I would like offers by WhatsApp.");
        await page.GetByRole(AriaRole.Button, new() { Name = "Save", Exact = true }).ClickAsync();
        await Assertions.Expect(page.GetByText("Saved", new() { Exact = true })).ToBeVisibleAsync();
        await page.GetByRole(AriaRole.Button, new() { Name = "Judge “Says WhatsApp”" }).ClickAsync();
        await page.GetByRole(AriaRole.Button, new() { Name = "Says WhatsApp: met", Exact = true }).ClickAsync();
        await Assertions.Expect(page.GetByText("Says WhatsApp: met", new() { Exact = true })).ToBeVisibleAsync();
        await page.AssertAccessibleAsync();

        await page.GotoAsync("/compliance/requests");
        await page.GetByRole(AriaRole.Button, new() { Name = "New request" }).ClickAsync();
        await page.GetByLabel("To be erased").CheckAsync();
        await page.GetByLabel("Full number of the person").FillAsync("+44 7700 900123");
        await page.GetByLabel("Who asks").FillAsync("Ada Lost");
        await page.GetByRole(AriaRole.Button, new() { Name = "Write down" }).ClickAsync();
        await page.GetByRole(AriaRole.Button, new() { Name = "Note how" }).ClickAsync();
        await page.GetByLabel("How it was checked").FillAsync("Called back");
        await page.GetByRole(AriaRole.Button, new() { Name = "Keep", Exact = true }).ClickAsync();
        await Assertions.Expect(page.GetByText("Called back").First).ToBeVisibleAsync();
        await page.AssertAccessibleAsync();
        await page.GetByRole(AriaRole.Button, new() { Name = "Erase…" }).ClickAsync();
        await page.GetByLabel("Why").FillAsync("Asked to");
        await page.GetByRole(AriaRole.Button, new() { Name = "Erase for good" }).ClickAsync();
        await Assertions.Expect(page.GetByRole(AriaRole.Heading, new() { Name = "What was erased" })).ToBeVisibleAsync(new() { Timeout = 40_000 });
        await page.AssertAccessibleAsync();
        await page.GotoAsync("/compliance");
        await Assertions.Expect(page.GetByRole(AriaRole.Heading, new() { Name = "Needs you now" })).ToBeVisibleAsync();
        await page.AssertAccessibleAsync();
    }

    /// <summary>Pictures of the pages with the demonstration's data, for whoever judges how they look: WAPORTAL_TEST_PICTURES names a folder.</summary>
    [Fact(Explicit = true)]
    public async Task Pictures()
    {
        var folder = Environment.GetEnvironmentVariable("WAPORTAL_TEST_PICTURES") ?? Path.GetTempPath();
        await using var portal = await PortalProcess.StartAsync(args: "--demo");
        await portal.SaysAsync("Demo data is ready.", TimeSpan.FromMinutes(5));
        var page = await (await browser.NewContextAsync(portal, new BrowserNewContextOptions { Locale = "en-GB", TimezoneId = "Europe/London" })).NewPageAsync();
        await PrintedAccount.In(portal.Output).Single(a => a.Role == "ComplianceOfficer").SignInAsync(portal, page);
        await page.GotoAsync("/compliance");
        await Assertions.Expect(page.GetByText("is in use without").First).ToBeVisibleAsync(new() { Timeout = 120_000 });
        foreach (var (width, height) in ((int, int)[])[(1440, 900), (390, 844)])
        {
            await page.SetViewportSizeAsync(width, height);
            foreach (var (name, path) in ((string, string)[])[("desk", "/compliance"), ("wordings", "/compliance/wordings"), ("requests", "/compliance/requests"), ("old", "/compliance/old-consents"), ("overview", "/")])
            {
                await page.GotoAsync(path);
                await Assertions.Expect(page.Locator("main h1")).ToBeVisibleAsync();
                await TakeAsync(name);
                if (name is not ("wordings" or "requests"))
                    continue;
                await page.Locator("tbody th a").First.ClickAsync();
                await Assertions.Expect(page.GetByRole(AriaRole.Heading, new() { Name = "What happened" })).ToBeVisibleAsync();
                await TakeAsync(name + "-one");
            }

            async Task TakeAsync(string name)
            {
                foreach (var theme in (string[])["dark", "light"])
                {
                    await page.EvaluateAsync("theme => { document.documentElement.dataset.theme = theme; document.querySelector('link[data-wa-dark]').media = theme === 'dark' ? 'all' : 'not all'; }", theme);
                    await page.ScreenshotAsync(new() { Path = Path.Combine(folder, FormattableString.Invariant($"{name}-{width}-{theme}.png")), FullPage = true });
                }
            }
        }
    }
}
