using Microsoft.Playwright;
using WaPortal.Core.Access;
using WaPortal.Tests.Access;
using Xunit;

namespace WaPortal.Tests.Browser;

[Trait("Category", "Browser")]
public sealed class SignInTests(BrowserFixture browser)
{
    [Fact]
    public async Task The_set_up_code_leads_through_enrolment_into_the_portal()
    {
        await using var portal = await HttpPortal.StartAsync();
        var address = portal.Address.GetLeftPart(UriPartial.Authority);
        var signedIn = await Door.SetUpAsync(browser, address, await portal.SetUpCodeAsync());
        await signedIn.Page.GotoAsync("/account");
        await Assertions.Expect(signedIn.Page.GetByRole(AriaRole.Heading, new() { Name = "Your account" })).ToBeVisibleAsync(new() { Timeout = 30_000 });
        // Closed for good: the page leads to sign-in now.
        var other = await (await browser.NewContextAsync(address)).NewPageAsync();
        await other.GotoAsync("/setup");
        await Assertions.Expect(other).ToHaveURLAsync(address + "/sign-in");
    }

    [Fact]
    public async Task A_wrong_code_is_refused_and_a_recovery_code_opens_once()
    {
        await using var portal = await ReadyPortal.StartAsync(browser);
        var user = portal.User;
        var page = await (await browser.NewContextAsync(portal.Address)).NewPageAsync();
        await Door.PasswordAsync(page, user.EnterpriseId, user.Email, user.Password);
        var now = Totp.CodeAt(user.TotpSeed, TimeProvider.System.GetUtcNow());
        await page.GetByLabel("Six-digit code").FillAsync(now == "000000" ? "111111" : "000000");
        await page.GetByRole(AriaRole.Button, new() { Name = "Continue" }).ClickAsync();
        await Assertions.Expect(page.GetByText("This code was not accepted")).ToBeVisibleAsync();

        await page.GetByText("Use a recovery code").ClickAsync();
        await page.GetByLabel("Recovery code").FillAsync(user.RecoveryCodes[0]);
        await page.GetByRole(AriaRole.Button, new() { Name = "Continue" }).ClickAsync();
        await Assertions.Expect(page.GetByText("9 are left")).ToBeVisibleAsync();
    }

    [Fact]
    public async Task A_browser_from_a_denied_address_sees_the_refusal_and_nothing_else()
    {
        await using var portal = await HttpPortal.StartAsync("--Network:KnownProxies:0", "127.0.0.1");
        var options = new BrowserNewContextOptions { ExtraHTTPHeaders = new Dictionary<string, string> { ["X-Forwarded-For"] = "203.0.113.9" } };
        var page = await (await browser.NewContextAsync(portal.Address.GetLeftPart(UriPartial.Authority), options)).NewPageAsync();
        var answer = await page.GotoAsync("/sign-in");
        Assert.Equal(403, answer!.Status);
        Assert.Equal("Access from this network is not allowed.", await answer.TextAsync());
        Assert.DoesNotContain("set-cookie", answer.Headers.Keys);
    }
}
