using System.Text;
using System.Text.RegularExpressions;
using Microsoft.Playwright;
using WaPortal.Core.Access;
using WaPortal.Core.Campaigns;
using WaPortal.Core.OptIns.Imports;
using WaPortal.Core.OptIns.Lists;
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
        var id = await PlanAsync(portal);
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

    private static async Task<CampaignId> PlanAsync(ReadyPortal portal)
    {
        var host = portal.Host;
        var tenant = (await host.Get<TenantDirectory>().ListActiveAsync(None))[0];
        var maker = Actor.Job(tenant.Id, "test");
        var number = (await host.Get<CampaignQueries>().SendersAsync(maker, None))[0];
        var content = new TemplateContent { Body = "Hello {{name}}, our autumn market opens on Saturday at nine.", Texts = new Dictionary<string, VariableText>(StringComparer.Ordinal) { ["body.name"] = new("Ana", null) } };
        var template = Assert.IsType<TemplateResult.Done>(await host.Get<CreateTemplate>().RunAsync(maker, "autumn_market", TemplateCategory.Marketing, ParameterFormat.Named, "en_GB", None, number.AccountId, content)).Template;
        Assert.IsType<TemplateResult.Done>(await host.Get<SubmitTemplate>().RunAsync(maker, template, "en_GB", 1, None));
        while (await host.Get<SendableTemplates>().GetAsync(tenant.Id, template, None) is null)
            await Task.Delay(100, TestContext.Current.CancellationToken);
        using var file = new MemoryStream(Encoding.UTF8.GetBytes("phone,name,language,opt_in,opt_in_at,source\n+447700900001,Ana,en,yes,2026-05-01T10:00:00Z,form\n+447700900002,Ben,en,yes,2026-05-01T10:00:00Z,form\n"));
        var upload = await host.Get<UploadList>().RunAsync(maker, "list.csv", file, None);
        var (preview, _) = await host.Get<PreviewImport>().RunAsync(maker, upload.ImportId!.Value, null, null, None);
        Assert.Empty((await host.Get<SaveImportPlan>().RunAsync(maker, upload.ImportId.Value, preview!.Plan, null, "Newsletter", None)).Problems);
        Assert.Empty((await host.Get<StartImport>().RunAsync(maker, upload.ImportId.Value, None)).Problems);
        OptInListSummary? list = null;
        while (list is not { Members: 2 })
        {
            await Task.Delay(100, TestContext.Current.CancellationToken);
            list = (await host.Get<OptInListsQuery>().ListAsync(maker, None)).FirstOrDefault();
        }

        var id = Assert.IsType<CampaignResult.Done>(await host.Get<EditCampaign>().CreateAsync(maker, "Autumn market", None)).Id;
        var draft = new CampaignDraft("Autumn market", template.Value, list.Id.Value, number.Id, new CampaignMapping([new("body.name", ValueSource.Name, "", "friend")], "en_GB"), true, null, null, 1);
        Assert.IsType<CampaignResult.Done>(await host.Get<EditCampaign>().SaveAsync(maker, id, draft, None));
        return id;
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
