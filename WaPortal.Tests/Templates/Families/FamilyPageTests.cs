using Bunit;
using Microsoft.AspNetCore.Components;
using Microsoft.AspNetCore.Components.Forms;
using Microsoft.Extensions.DependencyInjection;
using WaPortal.Core.Templates;
using WaPortal.Core.Templates.Linting;
using WaPortal.Templates.Families;
using WaPortal.Tests.Data;
using WaPortal.Tests.OptIns.Pages;
using Xunit;

namespace WaPortal.Tests.Templates.Families;

public sealed class FamilyPageTests
{
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(20);

    [Fact]
    public async Task A_starting_point_becomes_drafts_in_the_languages_that_are_ticked()
    {
        await using var stage = await TemplateStage.StartAsync(Engine.Sqlite);
        await using var context = stage.Portal.Renderer(stage.Marketer, "/templates/library?use=season-offer");
        var page = context.Render<LibraryPage>();
        page.WaitForAssertion(() => page.Find("#family-name"), Patience);
        for (var i = 2; i < 6; i++)
            page.FindAll("input[type=checkbox]")[i].Change(false);
        page.Find("#family-name").Input("Our Autumn Offer");
        page.Find("form").Submit();

        var navigation = context.Services.GetRequiredService<NavigationManager>();
        page.WaitForAssertion(() => Assert.Matches("/templates/[0-9a-f-]{36}$", navigation.Uri), Patience);
        var made = await stage.DetailAsync(new TemplateId(Guid.Parse(navigation.Uri[^36..])));
        Assert.Equal("our_autumn_offer", made.Name);
        Assert.Equal(["en_GB", "es"], made.Translations.Select(t => t.Language)); // the source first
        Assert.All(made.Translations, t => Assert.DoesNotContain(t.Findings, f => f.Severity == FindingSeverity.Error));
    }

    [Fact]
    public async Task A_file_that_is_no_template_says_so_and_the_next_one_is_taken()
    {
        await using var stage = await TemplateStage.StartAsync(Engine.Sqlite);
        var (_, file) = (await stage.Portal.Get<TemplateFamilies>().ExportAsync(stage.Marketer, await stage.DraftAsync("parcel_ready"), CancellationToken.None))!.Value;
        await using var context = stage.Portal.Renderer(stage.Marketer, "/templates/import");
        var page = context.Render<ImportTemplatePage>();
        page.WaitForAssertion(() => page.FindComponent<InputFile>(), Patience);

        page.FindComponent<InputFile>().UploadFiles(InputFileContent.CreateFromText("{}", "notes.json"));
        page.WaitForAssertion(() => Assert.Contains("no exported template", page.Markup, StringComparison.Ordinal), Patience);
        page.FindComponent<InputFile>().UploadFiles(InputFileContent.CreateFromBinary(file, "parcel_ready.json"));
        page.WaitForAssertion(() => page.Find("#family-name"), Patience);
        page.Find("form").Submit();
        page.WaitForAssertion(() => Assert.Contains("There is a template of this name", page.Markup, StringComparison.Ordinal), Patience);
    }
}
