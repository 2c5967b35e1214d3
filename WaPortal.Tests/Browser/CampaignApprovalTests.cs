using System.Text.RegularExpressions;
using Microsoft.Playwright;
using WaPortal.Core.Access;
using WaPortal.Core.Campaigns;
using WaPortal.Core.Templates;
using WaPortal.Core.Tenancy;
using Xunit;

namespace WaPortal.Tests.Browser;

[Trait("Category", "Browser")]
public sealed partial class CampaignApprovalTests(BrowserFixture browser)
{
    private static readonly CancellationToken None = CancellationToken.None;
    private static readonly Visitor Visitor = new("127.0.0.1", "test");

    [Fact]
    public async Task A_campaign_goes_out_when_somebody_else_has_tried_and_approved_it()
    {
        await using var portal = await ReadyPortal.StartAsync(browser);
        var page = portal.Page;
        var content = new TemplateContent { Body = "Hello {{name}}, our autumn market opens on Saturday at nine.", Texts = new Dictionary<string, VariableText>(StringComparer.Ordinal) { ["body.name"] = new("Ana", null) } };
        var id = await PlannedCampaign.MakeAsync(portal.Host, content, new VariableMapping("body.name", ValueSource.Name, "", "friend"));
        await page.GotoAsync("/settings/campaigns");
        await page.GetByLabel("For every campaign").CheckAsync();
        await page.GetByRole(AriaRole.Button, new() { Name = "Save" }).ClickAsync();
        await Assertions.Expect(page.GetByText("From now on a second person approves every campaign.")).ToBeVisibleAsync();
        await page.GetByLabel("Number", new() { Exact = true }).FillAsync("07700 900001");
        await page.GetByRole(AriaRole.Button, new() { Name = "Add" }).ClickAsync();
        await Assertions.Expect(page.GetByRole(AriaRole.Cell, new() { NameRegex = Ana() })).ToBeVisibleAsync();
        await page.AssertAccessibleAsync();
        var second = await SecondAsync(portal);

        await page.GotoAsync($"/campaigns/{id.Value}/edit?step=review");
        await page.GetByRole(AriaRole.Button, new() { Name = "Send a test" }).ClickAsync();
        await Assertions.Expect(page.GetByRole(AriaRole.Region, new() { Name = "Test" }).GetByText(Arrived())).ToBeVisibleAsync();
        await page.AssertAccessibleAsync();
        await page.GetByLabel("Note for the second person").FillAsync("Is Saturday right?");
        await page.GetByRole(AriaRole.Button, new() { Name = "Ask for approval" }).ClickAsync();
        await Assertions.Expect(page.GetByText("This campaign waits for approval")).ToBeVisibleAsync();

        await second.GotoAsync("/");
        await second.GetByRole(AriaRole.Link, new() { NameRegex = Review() }).ClickAsync();
        await Assertions.Expect(second.GetByText("Is Saturday right?").First).ToBeVisibleAsync();
        await Assertions.Expect(second.GetByText("our autumn market opens").First).ToBeVisibleAsync();
        await second.AssertAccessibleAsync();
        await second.GetByLabel("What you say to it").FillAsync("It is.");
        await second.GetByRole(AriaRole.Button, new() { Name = "Approve", Exact = true }).ClickAsync();
        await Assertions.Expect(second.GetByText("A second person has approved it")).ToBeVisibleAsync();

        await page.GotoAsync("/");
        await page.GetByRole(AriaRole.Link, new() { NameRegex = Start() }).ClickAsync();
        await page.GetByRole(AriaRole.Button, new() { NameRegex = StartSending() }).ClickAsync();
        await page.GetByRole(AriaRole.Dialog).GetByRole(AriaRole.Button, new() { NameRegex = Send() }).ClickAsync();
        await Assertions.Expect(page.GetByText("What happened to them")).ToBeVisibleAsync(new() { Timeout = 60_000 });
    }

    private async Task<IPage> SecondAsync(ReadyPortal portal)
    {
        var (host, seed) = (portal.Host, Totp.NewSeed());
        var tenant = (await host.Get<TenantDirectory>().ListActiveAsync(None))[0];
        await host.Get<CreateUser>().RunAsync(Actor.Job(tenant.Id, "test"), new NewUser("nadia.okafor@example.com", "Nadia Okafor", [PortalRole.Approver], Door.Password, seed), None);
        var first = Assert.IsType<SignInResult.Passed>(await host.Get<SignIn>().PasswordAsync(Door.EnterpriseId, "nadia.okafor@example.com", Door.Password, Visitor, None)).Ticket;
        var session = await host.Get<Sessions>().FindAsync(first.Token, None);
        var ticket = Assert.IsType<SignInResult.Passed>(await host.Get<SignIn>().CodeAsync(session!, Totp.CodeAt(seed, TimeProvider.System.GetUtcNow()), Visitor, None)).Ticket;
        var context = await browser.NewContextAsync(portal.Address);
        await context.AddCookiesAsync([new Cookie { Name = "__Host-s", Value = ticket.Token, Domain = "127.0.0.1", Path = "/", Secure = true, HttpOnly = true }]);
        return await context.NewPageAsync();
    }

    [GeneratedRegex("^Ana")]
    private static partial Regex Ana();

    [GeneratedRegex("^(Handed over|Sent|Delivered|Read)$")]
    private static partial Regex Arrived();

    [GeneratedRegex("^Review")]
    private static partial Regex Review();

    [GeneratedRegex("^Start")]
    private static partial Regex Start();

    [GeneratedRegex("^Start sending to ")]
    private static partial Regex StartSending();

    [GeneratedRegex("^Send ")]
    private static partial Regex Send();
}
