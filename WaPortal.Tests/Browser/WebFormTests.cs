using System.Net;
using System.Net.Http.Json;
using System.Text.RegularExpressions;
using Microsoft.Playwright;
using WaPortal.Core.Access;
using WaPortal.Core.OptIns.Joining.Forms;
using WaPortal.Core.OptIns.Ledger;
using WaPortal.Core.Tenancy;
using WaPortal.Tests.OptIns;
using Xunit;

namespace WaPortal.Tests.Browser;

[Trait("Category", "Browser")]
public sealed partial class WebFormTests(BrowserFixture browser)
{
    private const string Number = "+447700900123";

    [Fact]
    public async Task An_admin_makes_a_form_whose_site_brings_somebody_who_confirms_on_their_phone()
    {
        await using var portal = await ReadyPortal.StartAsync(browser, "--Sandbox:ReviewDelay", "00:00:00.1");
        var tenant = (await portal.Host.Get<TenantDirectory>().FindAsync(Door.EnterpriseId, CancellationToken.None))!.Id;
        var admin = Actor.Job(tenant, "test");
        await FormSite.PublishWordingAsync(portal.Host, admin);
        await FormSite.ReviewedAsync(portal.Host, admin);
        var page = portal.Page;
        await page.GotoAsync("/settings/forms");
        await page.AssertAccessibleAsync();
        await page.GetByRole(AriaRole.Button, new() { Name = "New form" }).ClickAsync();
        await page.GetByLabel("Name").FillAsync("Newsletter page");
        await page.GetByRole(AriaRole.Button, new() { Name = "Make form" }).ClickAsync();
        await Assertions.Expect(page.GetByText("Say what people opt in to.")).ToBeVisibleAsync();
        await page.AssertAccessibleAsync();

        await page.GetByLabel("Opt-in list").FillAsync("From the site");
        await page.GetByLabel("Offers").CheckAsync();
        await page.GetByLabel("Words that the form shows").SelectOptionAsync("WEB-1");
        await page.GetByLabel("It leaves from").SelectOptionAsync(new SelectOptionValue { Index = 1 });
        await page.GetByLabel("Message and the button that means yes").SelectOptionAsync(new SelectOptionValue { Index = 1 });
        await page.GetByRole(AriaRole.Button, new() { Name = "Make form" }).ClickAsync();
        await Assertions.Expect(page.GetByRole(AriaRole.Heading, new() { Name = "Newsletter page" })).ToBeVisibleAsync();
        var secret = await page.Locator("#form-secret").InnerTextAsync();
        var id = Guid.Parse(FormId().Match(page.Url).Groups[1].Value);
        await page.GetByRole(AriaRole.Button, new() { Name = "Open form" }).ClickAsync();
        await Assertions.Expect(page.GetByText("takes submissions from now on")).ToBeVisibleAsync();
        await page.AssertAccessibleAsync();

        var site = new FormSite(portal.Host, tenant, new WebFormId(id), secret);
        Assert.Equal(HttpStatusCode.Accepted, (await site.SendAsync(Number)).StatusCode);
        using var platform = new HttpClient { BaseAddress = portal.Sandbox };
        await Eventually.TrueAsync(async () => (await platform.PostAsJsonAsync("/sandbox/press", new { from = Number, button = 0 })).IsSuccessStatusCode, "The message does not come.");
        await Assertions.Expect(page.Locator(".wa-stat", new() { HasText = "Joined" })).ToContainTextAsync("1", new() { Timeout = 30_000 });
        Assert.Equal(ConsentChoice.OptedIn, await site.ChoiceAsync(Number));
        await page.ReloadAsync();
        await Assertions.Expect(page.GetByRole(AriaRole.Heading, new() { Name = "Newsletter page" })).ToBeVisibleAsync();
        await Assertions.Expect(page.GetByText(secret)).ToHaveCountAsync(0);
    }

    [GeneratedRegex("/settings/forms/([0-9a-f-]{36})$")]
    private static partial Regex FormId();
}
