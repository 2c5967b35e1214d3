using System.Text.RegularExpressions;
using Microsoft.Playwright;

namespace WaPortal.Tests.Browser;

/// <summary>A user as the start with <c>--demo</c> prints them.</summary>
public sealed partial record PrintedAccount(string Email, string Role, string Password, string Secret)
{
    /// <summary>All of them in a portal's output.</summary>
    public static IReadOnlyList<PrintedAccount> In(string output) =>
        [.. Line().Matches(output).Select(m => new PrintedAccount(m.Groups[1].Value, m.Groups[2].Value, m.Groups[3].Value, m.Groups[4].Value))];

    /// <summary>Signs in, with the code that the portal's own verb prints.</summary>
    public async Task SignInAsync(PortalProcess portal, IPage page)
    {
        await Door.PasswordAsync(page, "casa-alba", Email, Password);
        var (_, code) = await PortalProcess.RunVerbAsync(portal.DataPath, null, "totp", "code", Secret);
        await page.GetByLabel("Six-digit code").FillAsync(code.Trim());
        await page.GetByRole(AriaRole.Button, new() { Name = "Continue" }).ClickAsync();
        await page.WaitForURLAsync(url => !url.Contains("sign-in", StringComparison.Ordinal));
    }

    [GeneratedRegex("^  ([^ @]+@[^ ]+) +([A-Za-z]+) +([a-z2-7-]{19})  ([A-Z2-7]{32})$", RegexOptions.Multiline)]
    private static partial Regex Line();
}
