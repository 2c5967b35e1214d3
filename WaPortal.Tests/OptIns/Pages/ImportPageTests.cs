using System.Text;
using Bunit;
using Microsoft.AspNetCore.Components;
using Microsoft.Extensions.DependencyInjection;
using WaPortal.Core.Access;
using WaPortal.Core.OptIns.Imports;
using WaPortal.OptIns;
using WaPortal.Tests.Data;
using Xunit;

namespace WaPortal.Tests.OptIns.Pages;

public sealed class ImportPageTests
{
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(20);

    [Fact]
    public async Task Columns_show_three_masked_samples_a_guess_and_a_check_in_words()
    {
        await using var portal = await TestPortal.StartAsync(Engine.Sqlite);
        var id = await UploadAsync(portal, await File.ReadAllBytesAsync(ImportFixtures.Path("05_some_invalid.csv")));
        await using var context = portal.Renderer(portal.Marketer, $"/opt-in-lists/imports/{id.Value}?step=columns&list=Newsletter");
        var page = Open(context, id);
        var phone = page.FindAll(".wa-map tbody tr")[0];
        Assert.Equal(3, phone.QuerySelectorAll(".wa-samples bdi").Length);
        Assert.DoesNotContain("+447700900201", page.Markup, StringComparison.Ordinal);
        Assert.Equal("Phone", phone.QuerySelector("select")!.GetAttribute("value"));
        Assert.Contains("valid, ", phone.QuerySelector(".wa-check")!.TextContent, StringComparison.Ordinal);
        Assert.Equal("Newsletter", (await portal.Get<ImportDetailQuery>().FindAsync(portal.Marketer, id, CancellationToken.None))!.ListName);
    }

    [Fact]
    public async Task A_meaning_belongs_to_one_column()
    {
        await using var portal = await TestPortal.StartAsync(Engine.Sqlite);
        var id = await UploadAsync(portal, "phone,first_name,other,opt_in,opt_in_at,source\n+447700900201,Ada,x,yes,2026-06-01,web\n"u8.ToArray());
        await using var context = portal.Renderer(portal.Marketer, $"/opt-in-lists/imports/{id.Value}?step=columns&list=N");
        var page = Open(context, id);
        // On the renderer's own turn: a render between finding and changing would take the handler away.
        await page.InvokeAsync(() => page.FindAll(".wa-map select")[2].Change("FirstName"));
        page.WaitForAssertion(() => Assert.Equal(["Phone", "Attribute", "FirstName"], page.FindAll(".wa-map select").Take(3).Select(s => s.GetAttribute("value"))), Patience);
    }

    [Fact]
    public async Task A_file_in_an_unknown_encoding_asks_for_it_and_then_goes_on()
    {
        await using var portal = await TestPortal.StartAsync(Engine.Sqlite);
        var id = await UploadAsync(portal, Encoding.Unicode.GetBytes("phone,opt_in,opt_in_at,source\n+447700900201,yes,2026-06-01,web\n"));
        await using var context = portal.Renderer(portal.Marketer, $"/opt-in-lists/imports/{id.Value}?step=columns&list=N");
        var page = Render(context, id);
        page.WaitForAssertion(() => Assert.Contains("The file cannot be read", page.Markup, StringComparison.Ordinal), Patience);
        page.Find("#encoding").Change("Utf16LittleEndian");
        page.WaitForAssertion(() => Assert.Equal(4, page.FindAll(".wa-map tbody tr").Count), Patience);
    }

    [Fact]
    public async Task The_review_names_what_is_missing_and_starts_only_when_nothing_is()
    {
        await using var portal = await TestPortal.StartAsync(Engine.Sqlite);
        var id = await UploadAsync(portal, "phone,opt_in_at,source\n+447700900201,2026-06-01,web\n"u8.ToArray());
        await using var context = portal.Renderer(portal.Marketer, $"/opt-in-lists/imports/{id.Value}?step=review&list=Newsletter");
        var page = Render(context, id);
        page.WaitForAssertion(() => Assert.Contains("plan.choice", page.Markup, StringComparison.Ordinal), Patience);
        Assert.True(Start(page).HasAttribute("disabled"));

        context.Services.GetRequiredService<NavigationManager>().NavigateTo(ImportSteps.Address(id.Value, ImportStep.Proof));
        page.WaitForAssertion(() => page.Find(".wa-agree input"), Patience);
        page.Find(".wa-agree input").Change(true);
        page.WaitForAssertion(() => Assert.Contains("+44 ", page.Find(".wa-review").TextContent, StringComparison.Ordinal), Patience);
        context.Services.GetRequiredService<NavigationManager>().NavigateTo(ImportSteps.Address(id.Value, ImportStep.Review));
        page.WaitForAssertion(() => Assert.False(Start(page).HasAttribute("disabled")), Patience);
        Start(page).Click();
        page.WaitForAssertion(() => Assert.Contains("wa-progress", page.Markup, StringComparison.Ordinal), Patience);
        await portal.RunJobsAsync();
        Assert.Equal(ListImportStatus.Finished, (await portal.DetailAsync(id)).Status);
    }

    [Fact]
    public async Task Another_enterprises_import_is_an_unknown_one()
    {
        await using var portal = await TestPortal.StartAsync(Engine.Sqlite);
        var id = await UploadAsync(portal, "phone\n+447700900201\n"u8.ToArray());
        var other = await portal.AddTenantAsync("borealis", "Borealis");
        await using var context = portal.Renderer(portal.As(PortalRole.Marketer, other.Id), $"/opt-in-lists/imports/{id.Value}");
        var page = Render(context, id);
        page.WaitForAssertion(() => Assert.Contains("There is no such import", page.Markup, StringComparison.Ordinal), Patience);
    }

    private static AngleSharp.Dom.IElement Start(IRenderedComponent<ImportPage> page) =>
        page.FindAll("button").Single(b => b.TextContent.Trim().StartsWith("Import ", StringComparison.Ordinal));

    private static IRenderedComponent<ImportPage> Render(BunitContext context, ListImportId id) =>
        context.Render<ImportPage>(p => p.Add(x => x.Id, id.Value));

    private static IRenderedComponent<ImportPage> Open(BunitContext context, ListImportId id)
    {
        var page = Render(context, id);
        page.WaitForAssertion(() => page.Find(".wa-map"), Patience);
        return page;
    }

    private static async Task<ListImportId> UploadAsync(TestPortal portal, byte[] bytes)
    {
        using var stream = new MemoryStream(bytes);
        var result = await portal.Get<UploadList>().RunAsync(portal.Marketer, "people.csv", stream, CancellationToken.None);
        return result.ImportId!.Value;
    }
}
