using Microsoft.Playwright;
using WaPortal.Tests.Access;
using Xunit;

namespace WaPortal.Tests.Browser;

[Trait("Category", "Browser")]
public sealed class AccountTests(BrowserFixture browser)
{
    [Fact]
    public async Task A_passkey_is_added_on_the_account_page_and_opens_the_portal_in_place_of_the_code()
    {
        await using var portal = await HttpPortal.StartAsync();
        // Passkeys belong to a name, never to a bare address.
        var user = await Door.SetUpAsync(browser, $"http://localhost:{portal.Address.Port}", await portal.SetUpCodeAsync());
        var page = user.Page;
        await AddAuthenticatorAsync(page);
        await page.GotoAsync("/account");
        await Assertions.Expect(page.GetByRole(AriaRole.Heading, new() { Name = "Your account" })).ToBeVisibleAsync(new() { Timeout = 30_000 });
        await page.AssertAccessibleAsync();
        await page.GetByRole(AriaRole.Button, new() { Name = "Add a passkey" }).ClickAsync();
        await page.GetByLabel("Name").FillAsync("Work laptop");
        await page.GetByRole(AriaRole.Button, new() { Name = "Continue" }).ClickAsync();
        await Assertions.Expect(page.GetByText("Work laptop", new() { Exact = true })).ToBeVisibleAsync();
        await Assertions.Expect(page.GetByText("not used yet")).ToBeVisibleAsync();

        await page.GetByRole(AriaRole.Button, new() { Name = "account of" }).ClickAsync();
        await page.GetByRole(AriaRole.Button, new() { Name = "Sign out" }).ClickAsync();
        await Door.PasswordAsync(page, user.EnterpriseId, user.Email, user.Password);
        await page.AssertAccessibleAsync();
        await page.GetByRole(AriaRole.Button, new() { Name = "Use a passkey" }).ClickAsync();
        await page.WaitForURLAsync(url => !url.Contains("sign-in", StringComparison.Ordinal));
        await page.GotoAsync("/account");
        await Assertions.Expect(page.GetByText("last used")).ToBeVisibleAsync();
        await page.GetByRole(AriaRole.Button, new() { Name = "Remove Work laptop" }).ClickAsync();
        await page.GetByRole(AriaRole.Button, new() { Name = "Remove passkey" }).ClickAsync();
        await Assertions.Expect(page.GetByText("Work laptop", new() { Exact = true })).ToHaveCountAsync(0);
    }

    // A device in the browser that answers without a touch (Chrome DevTools Protocol, domain WebAuthn).
    private static async Task AddAuthenticatorAsync(IPage page)
    {
        var devTools = await page.Context.NewCDPSessionAsync(page);
        await devTools.SendAsync("WebAuthn.enable");
        await devTools.SendAsync("WebAuthn.addVirtualAuthenticator", new Dictionary<string, object>
        {
            ["options"] = new Dictionary<string, object>
            {
                ["protocol"] = "ctap2",
                ["transport"] = "internal",
                ["hasResidentKey"] = true,
                ["hasUserVerification"] = true,
                ["isUserVerified"] = true,
                ["automaticPresenceSimulation"] = true,
            },
        });
    }
}
