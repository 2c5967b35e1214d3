using System.Globalization;
using System.Text;
using System.Text.RegularExpressions;
using Microsoft.Playwright;
using Xunit;

namespace WaPortal.Tests.Browser;

/// <summary>Takes the pictures of <c>docs/tour.md</c>, going the way that the tour tells. Runs only when asked for: <c>docs/tour.sh</c>.</summary>
[Trait("Category", "Browser")]
public sealed partial class TourPictures(BrowserFixture browser)
{
    private const string Template = "autumn_preview";
    private const string List = "Autumn fair";
    private static readonly string Folder = Path.Combine(Repository.Root, "docs", "tour");
    private static readonly BrowserNewContextOptions Screen = new()
    {
        ViewportSize = new ViewportSize { Width = 1440, Height = 900 },
        ColorScheme = ColorScheme.Light,
        ReducedMotion = ReducedMotion.Reduce,
        Locale = "en-GB",
        TimezoneId = "Europe/London",
    };

    [Fact(Explicit = true)]
    public async Task All()
    {
        Directory.CreateDirectory(Folder);
        await using (var empty = await PortalProcess.StartAsync())
            await DoorAsync(empty);
        var settings = new Dictionary<string, string> { ["Sandbox:Tier"] = "10000" };
        await using var portal = await PortalProcess.StartAsync(settings, args: "--demo");
        await portal.SaysAsync("Demo data is ready.", TimeSpan.FromMinutes(5));
        var page = await (await browser.NewContextAsync(portal.Address, Screen)).NewPageAsync();
        await PrintedAccount.In(portal.Output).Single(a => a.Role == "Marketer").SignInAsync(portal, page);
        await page.GotoAsync("/");
        await Assertions.Expect(page.GetByRole(AriaRole.Heading, new() { Name = "Overview" })).ToBeVisibleAsync();
        await TakeAsync(page, "03-overview");
        await TemplateAsync(page);
        await ImportAsync(page);
        await CampaignAsync(page);
    }

    private async Task DoorAsync(PortalProcess portal)
    {
        var page = await (await browser.NewContextAsync(portal.Address, Screen)).NewPageAsync();
        await page.GotoAsync("/setup");
        await page.GetByLabel("Set-up code").FillAsync(await portal.SetUpCodeAsync());
        await page.GetByLabel("Name", new() { Exact = true }).FillAsync(Door.EnterpriseName);
        await page.GetByLabel("Enterprise ID").FillAsync(Door.EnterpriseId);
        await page.GetByLabel("Template languages").FillAsync("en_GB, es, ar, hi");
        await page.GetByLabel("Your name").FillAsync("Inés Ferrer");
        await page.GetByLabel("Email").FillAsync(Door.Email);
        await page.GetByLabel("Password", new() { Exact = true }).FillAsync(Door.Password);
        await page.GetByLabel("Password again").FillAsync(Door.Password);
        await TakeAsync(page, "01-set-up", fullPage: true);
        await page.GetByRole(AriaRole.Button, new() { Name = "Create" }).ClickAsync();
        await Assertions.Expect(page.GetByTestId("secret")).ToBeVisibleAsync();
        await TakeAsync(page, "02-enrolment");
    }

    private static async Task TemplateAsync(IPage page)
    {
        await page.GotoAsync("/templates/new");
        await page.Locator("#name").FillAsync(Template);
        await page.GetByLabel("Spanish", new() { Exact = true }).CheckAsync();
        await TakeAsync(page, "04-new-template");
        await page.GetByRole(AriaRole.Button, new() { Name = "Create draft" }).ClickAsync();
        await WriteAsync(page, "Hello {{first_name}}, the *autumn lamps* are here. Come and see them in {{city}} before everybody else, from Thursday on.", "Amelia", "Bristol", "Reply STOP to stop these messages");
        await page.GetByRole(AriaRole.Tab, new() { NameRegex = Spanish() }).ClickAsync();
        await Assertions.Expect(page.GetByRole(AriaRole.Region, new() { Name = "Spanish translation" })).ToBeVisibleAsync();
        await WriteAsync(page, "Hola, {{first_name}}: ya están aquí las *lámparas de otoño*. Ven a verlas en {{city}} antes que nadie, a partir del jueves.", "Lucía", "Bristol", "Responde STOP para no recibir más mensajes");
        await TakeAsync(page, "05-editor");
        await page.GetByRole(AriaRole.Button, new() { Name = "Submit all 2" }).ClickAsync();
        await Assertions.Expect(page.GetByRole(AriaRole.Tab).GetByText("Approved")).ToHaveCountAsync(2, new() { Timeout = 30_000 });
        await Assertions.Expect(page.GetByText("on the way to WhatsApp")).ToHaveCountAsync(0);
        await TakeAsync(page, "06-approval");
    }

    private static async Task WriteAsync(IPage page, string body, string name, string city, string footer)
    {
        await page.Locator("#field-body").FillAsync(body);
        await page.GetByLabel("Sample for first_name").FillAsync(name);
        await page.GetByLabel("Sample for city").FillAsync(city);
        await page.GetByLabel("Footer").FillAsync(footer);
        await Assertions.Expect(page.GetByText("Nothing stands against submitting this text.")).ToBeVisibleAsync();
        await Assertions.Expect(page.Locator(".wa-saved")).ToContainTextAsync("Saved");
    }

    private static async Task ImportAsync(IPage page)
    {
        await page.GotoAsync("/opt-in-lists/import");
        await page.Locator("#list").FillAsync(List);
        await page.Locator("#file").SetInputFilesAsync(new FilePayload { Name = "autumn-fair.csv", MimeType = "text/csv", Buffer = Encoding.UTF8.GetBytes(People()) });
        await page.GetByRole(AriaRole.Button, new() { Name = "Upload" }).ClickAsync();
        await Assertions.Expect(page.GetByRole(AriaRole.Heading, new() { Name = "Which column is what?" })).ToBeVisibleAsync();
        await TakeAsync(page, "07-import-columns");
        await page.GetByRole(AriaRole.Link, new() { Name = "Continue to proof" }).ClickAsync();
        await page.GetByLabel("Words that they agreed to").FillAsync("I agree to get offers from Casa Alba by WhatsApp. I can stop at any time.");
        await page.GetByRole(AriaRole.Link, new() { Name = "Continue to check" }).ClickAsync();
        await page.GetByRole(AriaRole.Button, new() { NameRegex = ImportPeople() }).ClickAsync();
        await Assertions.Expect(page.GetByText($"are in the list {List}.")).ToBeVisibleAsync(new() { Timeout = 60_000 });
        await TakeAsync(page, "08-import-finished");
    }

    private static async Task CampaignAsync(IPage page)
    {
        await page.GotoAsync("/campaigns");
        await page.GetByRole(AriaRole.Button, new() { Name = "New campaign" }).ClickAsync();
        await page.GetByRole(AriaRole.Dialog).GetByLabel("Name").FillAsync("Autumn preview");
        await page.GetByRole(AriaRole.Button, new() { Name = "Create draft" }).ClickAsync();
        await page.GetByLabel("Campaign name").WaitForAsync();
        await page.GetByLabel(Template).CheckAsync();
        await page.GetByRole(AriaRole.Link, new() { Name = "Next: people" }).ClickAsync();
        await page.GetByLabel(List).CheckAsync();
        await page.GetByRole(AriaRole.Radio).Last.CheckAsync();
        await page.GetByRole(AriaRole.Link, new() { Name = "Next: content" }).ClickAsync();
        await page.GetByLabel("Value for body.first_name").SelectOptionAsync("column:first_name");
        await page.GetByLabel("Value for body.city").SelectOptionAsync("column:city");
        await page.GetByRole(AriaRole.Link, new() { Name = "Next: schedule" }).ClickAsync();
        await page.GetByRole(AriaRole.Radio, new() { Name = "At once" }).CheckAsync();
        await page.GetByRole(AriaRole.Link, new() { Name = "Next: review" }).ClickAsync();
        await Assertions.Expect(page.GetByText("Before it goes")).ToBeVisibleAsync();
        await TakeAsync(page, "09-campaign-review");
        await page.GetByRole(AriaRole.Button, new() { Name = "Start sending to" }).ClickAsync();
        await page.GetByRole(AriaRole.Dialog).GetByRole(AriaRole.Button, new() { NameRegex = Send() }).ClickAsync();
        await Assertions.Expect(page.GetByText("What happened to them")).ToBeVisibleAsync();
        // Some have read it, most still wait.
        await page.WaitForTimeoutAsync(12_000);
        await TakeAsync(page, "10-campaign-live");
    }

    private static async Task TakeAsync(IPage page, string name, bool fullPage = false)
    {
        await page.Mouse.MoveAsync(0, 0);
        await page.EvaluateAsync("() => document.fonts.ready");
        await page.ScreenshotAsync(new() { Path = Path.Combine(Folder, name + ".png"), FullPage = fullPage, Animations = ScreenshotAnimations.Disabled, Caret = ScreenshotCaret.Hide });
    }

    // 2,000 invented people in two languages, numbers from ranges that are kept for fiction, a few rows that cannot be taken.
    private static string People()
    {
        string[] english = ["Amelia", "Oliver", "Isla", "George", "Freya"];
        string[] spanish = ["Lucía", "Mateo", "Inés", "Hugo", "Carmen"];
        string[] cities = ["Bristol", "Leeds", "Camden", "Glasgow"];
        var file = new StringBuilder("phone,first_name,language,opt_in,opt_in_at,source,proof_ref,city\n");
        for (var i = 0; i < 2000; i++)
        {
            var inSpanish = i % 3 == 0;
            file.Append(CultureInfo.InvariantCulture, $"{(i % 181 == 7 ? "06 39 98" : $"+33 6 39 98 {(3000 + i) / 100:00} {(3000 + i) % 100:00}")},{(inSpanish ? spanish : english)[i % 5]},{(inSpanish ? "es" : "en-GB")},{(i % 41 == 5 ? "no" : "yes")},2025-09-{1 + (i % 28):00}T{9 + (i % 8):00}:{i % 60:00}:00Z,autumn fair,Card {4000 + i},{cities[i % 4]}\n");
        }

        return file.ToString();
    }

    [GeneratedRegex("Espa|Spanish")]
    private static partial Regex Spanish();

    [GeneratedRegex("^Import [0-9,]+ people$")]
    private static partial Regex ImportPeople();

    [GeneratedRegex("^Send ")]
    private static partial Regex Send();
}
