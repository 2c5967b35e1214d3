using Microsoft.Playwright;
using Xunit;

namespace WaPortal.Tests.Browser;

/// <summary>Contacts as people meet them: entered, found, tagged, and brought together in a segment.</summary>
public sealed partial class TemplateStudioTests
{
    [Fact]
    public async Task A_contact_is_entered_found_tagged_and_counted_by_a_segment()
    {
        var page = await portal.PageAsync(browser);
        await page.GotoAsync("/contacts");
        await page.GetByRole(AriaRole.Button, new() { Name = "Add a contact" }).ClickAsync();
        await page.GetByLabel("Full number").FillAsync("07400 123456");
        await page.GetByLabel("Name", new() { Exact = false }).Last.FillAsync("Zoë Ahmadi");
        await page.GetByRole(AriaRole.Button, new() { Name = "Add contact" }).ClickAsync();
        await Assertions.Expect(page.GetByRole(AriaRole.Heading, new() { Name = "Zoë Ahmadi" })).ToBeVisibleAsync(Patiently);
        await Assertions.Expect(page.GetByText("Never agreed").First).ToBeVisibleAsync();
        await page.GetByRole(AriaRole.Button, new() { Name = "Add a tag" }).ClickAsync();
        await page.GetByLabel("Tag", new() { Exact = true }).FillAsync("Regular");
        await page.GetByRole(AriaRole.Button, new() { Name = "Put it on" }).ClickAsync();
        await Assertions.Expect(page.GetByRole(AriaRole.Link, new() { Name = "Regular" })).ToBeVisibleAsync(Patiently);
        await AssertAccessibleAsync(page);

        await page.GotoAsync("/contacts");
        await page.GetByLabel("Name or number").FillAsync("ahm zoe");
        await Assertions.Expect(page.GetByText("1 person fits")).ToBeVisibleAsync(Patiently);
        Assert.DoesNotContain("ahm", page.Url, StringComparison.Ordinal);
        await AssertAccessibleAsync(page);

        await page.GotoAsync("/segments/new");
        await page.GetByLabel("Name", new() { Exact = true }).FillAsync("Regulars");
        await Assertions.Expect(page.GetByText("1 person", new() { Exact = true })).ToBeVisibleAsync(Patiently);
        await AssertAccessibleAsync(page);
        await page.SetViewportSizeAsync(390, 844);
        Assert.True(await page.EvaluateAsync<bool>("document.documentElement.scrollWidth <= innerWidth"));
        await page.GetByRole(AriaRole.Button, new() { Name = "Create segment" }).ClickAsync();
        await Assertions.Expect(page.GetByRole(AriaRole.Heading, new() { Name = "Regulars" })).ToBeVisibleAsync(Patiently);
    }
}
