using Microsoft.Playwright;
using WaPortal.Tests.OptIns;
using Xunit;

namespace WaPortal.Tests.Browser;

[Trait("Category", "Browser")]
public sealed class ImportTests(BrowserFixture browser)
{
    [Fact]
    public async Task A_file_that_is_no_list_is_refused_in_words_and_nothing_typed_is_lost()
    {
        await using var portal = await ReadyPortal.StartAsync(browser);
        var page = portal.Page;
        await page.GotoAsync("/opt-in-lists/import");
        await page.Locator("#list").FillAsync("Newsletter");
        await ChooseAsync(page, "people.csv", "PK\u0003\u0004 a spreadsheet under a wrong name"u8.ToArray());
        await page.GetByRole(AriaRole.Button, new() { Name = "Upload" }).ClickAsync();
        await Assertions.Expect(page.GetByText("The file is a spreadsheet or ZIP archive, not text.")).ToBeVisibleAsync();
        await Assertions.Expect(page.Locator("#list")).ToHaveValueAsync("Newsletter");

        await ChooseAsync(page, "nothing.csv", []);
        await page.GetByRole(AriaRole.Button, new() { Name = "Upload" }).ClickAsync();
        await Assertions.Expect(page.GetByText("The file is empty.")).ToBeVisibleAsync();

        await ChooseAsync(page, "header.csv", "phone,opt_in,opt_in_at,source\n"u8.ToArray());
        await page.GetByRole(AriaRole.Button, new() { Name = "Upload" }).ClickAsync();
        await Assertions.Expect(page.GetByText("The file has a header and no rows")).ToBeVisibleAsync();
    }

    [Fact]
    public async Task A_list_goes_through_the_wizard_to_its_report_and_its_rejected_rows_can_be_downloaded()
    {
        await using var portal = await ReadyPortal.StartAsync(browser);
        var page = portal.Page;
        await page.GotoAsync("/opt-in-lists");
        await page.GetByRole(AriaRole.Link, new() { Name = "Import a list" }).First.ClickAsync();
        await Assertions.Expect(page.GetByRole(AriaRole.Heading, new() { Name = "Which file?" })).ToBeVisibleAsync();
        await page.AssertAccessibleAsync();
        await page.Locator("#list").FillAsync("Newsletter");
        await page.Locator("#file").SetInputFilesAsync(Path.Combine(Repository.Root, "WaPortal.Tests", "OptIns", "Samples", "05_some_invalid.csv"));
        await page.GetByRole(AriaRole.Button, new() { Name = "Upload" }).ClickAsync();

        await Assertions.Expect(page.GetByRole(AriaRole.Heading, new() { Name = "Which column is what?" })).ToBeVisibleAsync();
        await page.AssertAccessibleAsync();
        await page.GetByRole(AriaRole.Link, new() { Name = "Continue to proof" }).ClickAsync();
        await page.GetByLabel("Words that they agreed to").FillAsync("I agree to get offers by WhatsApp.");
        await Assertions.Expect(page.GetByText("What the ledger will say")).ToBeVisibleAsync();
        await page.AssertAccessibleAsync();
        await page.GetByRole(AriaRole.Link, new() { Name = "Continue to check" }).ClickAsync();
        await Assertions.Expect(page.Locator("#into")).ToHaveValueAsync("Newsletter");
        // A reload finds the draft: step, words and list.
        await page.ReloadAsync();
        await Assertions.Expect(page.GetByText("What will happen")).ToBeVisibleAsync();
        await page.AssertAccessibleAsync();
        await page.GetByRole(AriaRole.Button, new() { NameRegex = ImportPeople }).ClickAsync();
        await Assertions.Expect(page.GetByText("are in the list Newsletter.")).ToBeVisibleAsync(new() { Timeout = 30_000 });

        await page.AssertAccessibleAsync();
        var download = await page.RunAndWaitForDownloadAsync(() => page.GetByRole(AriaRole.Link, new() { Name = "Download the rejected rows" }).ClickAsync());
        var rejects = await File.ReadAllTextAsync(await download.PathAsync());
        Assert.Contains("phone.not_valid", rejects, StringComparison.Ordinal);
        Assert.Contains("Dan", rejects, StringComparison.Ordinal);

        await page.GetByRole(AriaRole.Link, new() { Name = "Open the list" }).ClickAsync();
        await Assertions.Expect(page.GetByText("Import into this list")).ToBeVisibleAsync();
        await page.AssertAccessibleAsync();
        await page.GetByRole(AriaRole.Link, new() { NameRegex = HistoryOf }).First.ClickAsync();
        await page.GetByRole(AriaRole.Region, new() { Name = "Entries" }).GetByRole(AriaRole.Link).First.ClickAsync();
        await Assertions.Expect(page.GetByText("Place in the chain")).ToBeVisibleAsync();
        await page.AssertAccessibleAsync();
        await page.GetByRole(AriaRole.Button, new() { Name = "Verify now" }).ClickAsync();
        await Assertions.Expect(page.GetByText("Chain verified")).ToBeVisibleAsync(new() { Timeout = 30_000 });
    }

    [Fact]
    public async Task A_workbook_comes_in_its_rows_without_a_proof_follow_and_all_of_it_is_taken_back()
    {
        await using var portal = await ReadyPortal.StartAsync(browser);
        var page = portal.Page;
        string[] header = ["phone", "name", "opt_in", "opt_in_at", "source"];
        var file = WorkbookFile.With(WorkbookFile.Row(1, header)
            + string.Concat(Enumerable.Range(2, 4).Select(i => WorkbookFile.Row(i, FormattableString.Invariant($"+44770090020{i}"), "Ada", "yes", i > 3 ? "" : "2026-05-01", "Shop"))));
        await page.GotoAsync("/opt-in-lists/import");
        await page.Locator("#list").FillAsync("Shop");
        await page.Locator("#file").SetInputFilesAsync(new FilePayload { Name = "people.xlsx", MimeType = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet", Buffer = file.ToBytes() });
        await page.GetByRole(AriaRole.Button, new() { Name = "Upload" }).ClickAsync();
        await page.GetByRole(AriaRole.Link, new() { Name = "Continue to proof" }).ClickAsync();
        await page.GetByRole(AriaRole.Link, new() { Name = "Continue to check" }).ClickAsync();
        await page.GetByText("Read lists with these columns like this one").ClickAsync();
        await page.GetByLabel("Remember as").FillAsync("Till export");
        await page.GetByLabel("Remember as").BlurAsync();
        await page.AssertAccessibleAsync();
        await page.GetByRole(AriaRole.Button, new() { NameRegex = ImportPeople }).ClickAsync();
        await Assertions.Expect(page.GetByRole(AriaRole.Heading, new() { Name = "2 rows wait for a proof" })).ToBeVisibleAsync(new() { Timeout = 30_000 });
        await page.AssertAccessibleAsync();

        await page.GetByLabel("They agreed at").FillAsync("2026-05-01T10:00");
        await page.GetByLabel("Proof reference").FillAsync("Form 7");
        await page.GetByRole(AriaRole.Button, new() { Name = "Take 2 rows in" }).ClickAsync();
        await Assertions.Expect(page.GetByText("4 people are in the list Shop.")).ToBeVisibleAsync(new() { Timeout = 30_000 });
        await page.GetByRole(AriaRole.Button, new() { Name = "Take the import back" }).ClickAsync();
        await page.GetByRole(AriaRole.Button, new() { Name = "Take 4 people back" }).ClickAsync();
        await Assertions.Expect(page.GetByText("The import was taken back: 4 opt-ins are cancelled")).ToBeVisibleAsync(new() { Timeout = 30_000 });
        await page.AssertAccessibleAsync();

        await page.GotoAsync("/opt-in-lists/profiles");
        await page.GetByRole(AriaRole.Button, new() { Name = "Rename Till export" }).ClickAsync();
        await page.GetByLabel("New name of Till export").FillAsync("Shop till");
        await page.GetByRole(AriaRole.Button, new() { Name = "Save" }).ClickAsync();
        await Assertions.Expect(page.GetByText("Shop till", new() { Exact = true })).ToBeVisibleAsync();
        await page.AssertAccessibleAsync();
    }

    private static readonly System.Text.RegularExpressions.Regex ImportPeople = new("^Import [0-9]+ people$");
    private static readonly System.Text.RegularExpressions.Regex HistoryOf = new("^Consent history of ");

    private static Task ChooseAsync(IPage page, string name, byte[] bytes) =>
        page.Locator("#file").SetInputFilesAsync(new FilePayload { Name = name, MimeType = "text/csv", Buffer = bytes });
}
