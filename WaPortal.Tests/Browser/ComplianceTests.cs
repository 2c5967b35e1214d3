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
}
