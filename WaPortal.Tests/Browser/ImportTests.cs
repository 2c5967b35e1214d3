using Microsoft.Playwright;
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

    private static readonly System.Text.RegularExpressions.Regex ImportPeople = new("^Import [0-9]+ people$");
    private static readonly System.Text.RegularExpressions.Regex HistoryOf = new("^Consent history of ");

    private static Task ChooseAsync(IPage page, string name, byte[] bytes) =>
        page.Locator("#file").SetInputFilesAsync(new FilePayload { Name = name, MimeType = "text/csv", Buffer = bytes });
}
