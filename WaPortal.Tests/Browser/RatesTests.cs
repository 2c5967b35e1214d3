using System.Text;
using Microsoft.Playwright;
using Xunit;

namespace WaPortal.Tests.Browser;

[Trait("Category", "Browser")]
public sealed class RatesTests(BrowserFixture browser)
{
    [Fact]
    public async Task An_admin_brings_a_card_of_their_own_and_withdraws_it()
    {
        await using var portal = await ReadyPortal.StartAsync(browser);
        var page = portal.Page;
        await page.GotoAsync("/settings/rates");
        await Assertions.Expect(page.GetByText("This card came with the portal.")).ToBeVisibleAsync();
        await page.AssertAccessibleAsync();
        var download = await page.RunAndWaitForDownloadAsync(() => page.GetByRole(AriaRole.Link, new() { Name = "Download as CSV" }).ClickAsync());
        var csv = await File.ReadAllTextAsync(await download.PathAsync(), TestContext.Current.CancellationToken);
        Assert.Contains("USD,Germany,0.1365,0.0550,0.0550,n/a", csv, StringComparison.Ordinal);

        await BringAsync(page, csv.Replace(",Germany,0.1365", ",Narnia,0.1365", StringComparison.Ordinal));
        await Assertions.Expect(page.GetByText("is no market that a country belongs to")).ToBeVisibleAsync();
        await page.AssertAccessibleAsync();
        await page.GetByLabel("Where it is from").FillAsync("Our contract");
        await BringAsync(page, csv.Replace(",Germany,0.1365", ",Germany,0.1200", StringComparison.Ordinal));
        await Assertions.Expect(page.GetByText("The card is kept: 47 markets in USD")).ToBeVisibleAsync();
        await Assertions.Expect(page.GetByRole(AriaRole.Cell, new() { Name = "Our contract" })).ToBeVisibleAsync();
        await page.GetByText("All prices, for 47 markets").ClickAsync();
        await Assertions.Expect(page.GetByRole(AriaRole.Cell, new() { Name = "0.1200" })).ToBeVisibleAsync();
        await page.AssertAccessibleAsync();

        await page.GetByRole(AriaRole.Button, new() { Name = "Withdraw…" }).ClickAsync();
        await page.GetByRole(AriaRole.Button, new() { Name = "Withdraw it" }).ClickAsync();
        await Assertions.Expect(page.GetByText("This card came with the portal.")).ToBeVisibleAsync();
    }

    private static Task BringAsync(IPage page, string csv) => page.GetByLabel("File with rates").SetInputFilesAsync(
        new FilePayload { Name = "rates.csv", MimeType = "text/csv", Buffer = Encoding.UTF8.GetBytes(csv) });
}
