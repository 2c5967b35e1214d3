using Microsoft.Playwright;
using WaPortal.Core.Access;

namespace WaPortal.Tests.Browser;

/// <summary>A page whose user is signed in, and what is needed to sign in again.</summary>
public sealed record SignedInPage(IPage Page, string EnterpriseId, string Email, string Password, byte[] TotpSeed, IReadOnlyList<string> RecoveryCodes);

/// <summary>The ways through the door, as a person goes them.</summary>
public static class Door
{
    public const string EnterpriseId = "casa-alba";
    public const string EnterpriseName = "Casa Alba";
    public const string Email = "ines.ferrer@example.com";
    public const string Password = "seven lamps on the quay";

    /// <summary>From the set-up code to a signed-in start page of the first user, who holds every role.</summary>
    public static async Task<SignedInPage> SetUpAsync(BrowserFixture browser, string address, string code, BrowserNewContextOptions? options = null)
    {
        var context = await browser.NewContextAsync(address, options);
        var page = await context.NewPageAsync();
        await page.GotoAsync("/setup");
        await page.GetByLabel("Set-up code").FillAsync(code);
        await page.GetByLabel("Name", new() { Exact = true }).FillAsync(EnterpriseName);
        await page.GetByLabel("Enterprise ID").FillAsync(EnterpriseId);
        await page.GetByLabel("Template languages").FillAsync("en_GB, es");
        await page.GetByLabel("Your name").FillAsync("Inés Ferrer");
        await page.GetByLabel("Email").FillAsync(Email);
        await page.GetByLabel("Password", new() { Exact = true }).FillAsync(Password);
        await page.GetByLabel("Password again").FillAsync(Password);
        await page.GetByRole(AriaRole.Button, new() { Name = "Create" }).ClickAsync();
        return await EnrolAsync(page, EnterpriseId, Email, Password);
    }

    /// <summary>From the enrolment page to a signed-in start page.</summary>
    public static async Task<SignedInPage> EnrolAsync(IPage page, string enterpriseId, string email, string password)
    {
        var seed = Base32.TryDecode(await page.GetByTestId("secret").InnerTextAsync())!;
        await page.GetByLabel("Six-digit code from the app").FillAsync(Totp.CodeAt(seed, TimeProvider.System.GetUtcNow()));
        await page.GetByRole(AriaRole.Button, new() { Name = "Confirm" }).ClickAsync();
        var items = page.GetByRole(AriaRole.List, new() { Name = "Recovery codes" }).GetByRole(AriaRole.Listitem);
        await Assertions.Expect(items).ToHaveCountAsync(RecoveryCode.PerUser);
        var codes = await items.AllInnerTextsAsync();
        await page.GetByText("I have saved them").ClickAsync();
        await page.WaitForURLAsync(url => !url.Contains("sign-in", StringComparison.Ordinal));
        return new SignedInPage(page, enterpriseId, email, password, seed, codes);
    }

    /// <summary>The first step: fills and sends the sign-in form.</summary>
    public static async Task PasswordAsync(IPage page, string enterpriseId, string email, string password)
    {
        await page.GotoAsync("/sign-in");
        await page.GetByLabel("Enterprise ID").FillAsync(enterpriseId);
        await page.GetByLabel("Email").FillAsync(email);
        await page.GetByLabel("Password").FillAsync(password);
        await page.GetByRole(AriaRole.Button, new() { Name = "Continue" }).ClickAsync();
    }
}
