using Microsoft.Playwright;
using WaPortal.Demo;
using WaPortal.Tests.Browser;
using Xunit;

namespace WaPortal.Tests.Demo;

[Trait("Category", "Browser")]
public sealed class DemoTests(BrowserFixture browser)
{
    private static readonly TimeSpan Patience = TimeSpan.FromMinutes(4);

    [Fact]
    public async Task The_printed_marketer_finds_every_list_filled_and_a_second_start_changes_nothing()
    {
        var data = Directory.CreateTempSubdirectory("waportal-demo-").FullName;
        try
        {
            IReadOnlyList<PrintedAccount> accounts;
            await using (var portal = await PortalProcess.StartAsync(dataPath: data, args: "--demo"))
            {
                await portal.SaysAsync("Demo data is ready.", Patience);
                Assert.DoesNotContain("Set-up code", portal.Output, StringComparison.Ordinal);
                accounts = PrintedAccount.In(portal.Output);
                Assert.Equal(["Approver", "ComplianceOfficer", "Marketer", "PlatformAdmin", "TenantAdmin"], accounts.Select(a => a.Role).Order());
                var page = await SignInAsync(portal, accounts.Single(a => a.Role == "Marketer"));
                await page.GotoAsync("/templates");
                await Assertions.Expect(page.GetByText("spring_collection")).ToBeVisibleAsync();
                await Assertions.Expect(page.GetByText("winter_sale_alert")).ToBeVisibleAsync();
                await page.GotoAsync("/opt-in-lists");
                await Assertions.Expect(page.GetByText("Spring newsletter")).ToBeVisibleAsync();
                await page.GotoAsync("/campaigns");
                await Assertions.Expect(page.GetByText("Gracias, club")).ToBeVisibleAsync();
                await Assertions.Expect(page.GetByText("Spring collection, reminder")).ToBeVisibleAsync();
            }

            await using var again = await PortalProcess.StartAsync(dataPath: data, args: "--demo");
            await again.SaysAsync("nothing was changed", Patience);
            Assert.Empty(PrintedAccount.In(again.Output));
            await SignInAsync(again, accounts.Single(a => a.Role == "TenantAdmin"));
        }
        finally
        {
            Directory.Delete(data, recursive: true);
        }
    }

    [Fact]
    public async Task Two_demonstrations_have_no_password_and_no_secret_in_common()
    {
        var all = new List<PrintedAccount>();
        for (var i = 0; i < 2; i++)
        {
            await using var portal = await PortalProcess.StartAsync(args: "--demo");
            await portal.SaysAsync("totp code SECRET", Patience);
            all.AddRange(PrintedAccount.In(portal.Output));
        }

        Assert.Equal(10, all.Select(a => a.Password).Distinct().Count());
        Assert.Equal(10, all.Select(a => a.Secret).Distinct().Count());
    }

    [Fact]
    public void The_option_is_kept_from_the_configuration()
    {
        string[] args = ["--demo", "--urls", "http://127.0.0.1:5080"];
        Assert.True(DemoOption.Take(ref args));
        Assert.Equal(["--urls", "http://127.0.0.1:5080"], args);
        Assert.False(DemoOption.Take(ref args));
    }

    private async Task<IPage> SignInAsync(PortalProcess portal, PrintedAccount account)
    {
        var page = await (await browser.NewContextAsync(portal.Address)).NewPageAsync();
        await account.SignInAsync(portal, page);
        return page;
    }
}
