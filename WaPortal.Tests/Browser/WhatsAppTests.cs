using Microsoft.Playwright;
using Xunit;

namespace WaPortal.Tests.Browser;

[Trait("Category", "Browser")]
public sealed class WhatsAppTests(BrowserFixture browser)
{
    [Fact]
    public async Task An_admin_tests_the_connection_marks_a_number_and_sees_no_secret()
    {
        await using var portal = await ReadyPortal.StartAsync(browser);
        var page = portal.Page;
        await page.GotoAsync("/whatsapp");
        await Assertions.Expect(page.GetByText("+44 20 7946 0182").Last).ToBeVisibleAsync(new() { Timeout = 30_000 });
        await page.GetByRole(AriaRole.Button, new() { Name = "Test the connection" }).ClickAsync();
        var test = page.GetByRole(AriaRole.Region, new() { Name = "Test of Sandbox" });
        await Assertions.Expect(test.GetByRole(AriaRole.Listitem)).ToHaveCountAsync(6);
        await Assertions.Expect(test.GetByText("The platform accepts it.")).ToBeVisibleAsync();
        await page.AssertAccessibleAsync();
        await page.GetByLabel("Use of +44 20 7946 0182").SelectOptionAsync("test");
        await page.ReloadAsync();
        await Assertions.Expect(page.GetByLabel("Use of +44 20 7946 0182")).ToHaveValueAsync("test");
        Assert.DoesNotContain("sandbox-secret", await page.ContentAsync(), StringComparison.Ordinal);
        await page.GetByRole(AriaRole.Button, new() { Name = "Connect an account" }).ClickAsync();
        await page.GetByLabel("Name", new() { Exact = true }).FillAsync("Again");
        await page.GetByLabel("WhatsApp Business account ID").FillAsync("100000000000001");
        await page.GetByLabel("Access token").FillAsync("any");
        await page.GetByLabel("App secret").FillAsync("sandbox-secret");
        await page.AssertAccessibleAsync();
        await page.GetByRole(AriaRole.Button, new() { Name = "Connect", Exact = true }).ClickAsync();
        await Assertions.Expect(page.GetByText("This account is connected already.")).ToBeVisibleAsync();
    }
}
