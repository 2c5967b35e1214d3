using WaPortal.Core.Access;
using WaPortal.Core.Audit;
using WaPortal.Core.Templates;
using WaPortal.Tests.Data;
using Xunit;

namespace WaPortal.Tests.Templates.Families;

public sealed class TemplateFamiliesTests
{
    [Theory, Engines]
    public async Task A_copy_has_all_languages_and_another_name(Engine engine)
    {
        await using var stage = await TemplateStage.StartAsync(engine);
        var id = await stage.DraftAsync("parcel_ready");
        await stage.Portal.Get<EditTranslation>().AddLanguageAsync(stage.Marketer, id, "es", "en_GB", CancellationToken.None);
        var families = stage.Portal.Get<TemplateFamilies>();

        Assert.IsType<TemplateResult.Invalid>(await families.DuplicateAsync(stage.Marketer, id, "parcel_ready", CancellationToken.None));
        Assert.IsType<TemplateResult.Invalid>(await families.DuplicateAsync(stage.Marketer, id, "Parcel Ready", CancellationToken.None));
        var made = Assert.IsType<TemplateResult.Done>(await families.DuplicateAsync(stage.Marketer, id, "parcel_here", CancellationToken.None));

        var copy = await stage.DetailAsync(made.Template);
        Assert.Equal(["en_GB", "es"], copy.Translations.Select(t => t.Language));
        Assert.All(copy.Translations, t => Assert.Equal(TemplateStage.Content().Body, t.Content.Body));
        Assert.All(copy.Translations, t => Assert.Equal(0, t.SubmittedVersion));
        Assert.Contains(copy.Timeline, e => e.Why == "copied from parcel_ready");
    }

    [Theory, Engines]
    public async Task An_export_comes_back_as_a_template_and_is_on_record(Engine engine)
    {
        await using var stage = await TemplateStage.StartAsync(engine);
        var id = await stage.DraftAsync("parcel_ready");
        var (name, file) = (await stage.Portal.Get<TemplateFamilies>().ExportAsync(stage.Marketer, id, CancellationToken.None))!.Value;
        var read = Assert.IsType<FamilyReading.Read>(FamilyFile.Read(file));

        var made = await stage.Portal.Get<CreateTemplate>().RunAsync(stage.Marketer, read.Family with { Name = "again" }, "from a file", CancellationToken.None);

        Assert.Equal("parcel_ready", name);
        var again = await stage.DetailAsync(Assert.IsType<TemplateResult.Done>(made).Template);
        Assert.Equal(TemplateStage.Content().ToJson(), Assert.Single(again.Translations).Content.ToJson());
        var told = await stage.Portal.Get<ActivityQuery>().ListAsync(
            stage.Portal.As(PortalRole.ComplianceOfficer), ActivityTrail.Enterprise, new ActivityFilter(Kind: EventKind.Templates), null, 10, CancellationToken.None);
        Assert.Equal(["template.created", "template.exported", "template.created"], told.Select(l => l.Event));
    }

    [Theory, Engines]
    public async Task Another_enterprises_template_is_not_found_and_readers_copy_nothing(Engine engine)
    {
        await using var stage = await TemplateStage.StartAsync(engine);
        var id = await stage.DraftAsync("parcel_ready");
        var other = await stage.Portal.AddTenantAsync("harbour", "Harbour Clinic");
        var families = stage.Portal.Get<TemplateFamilies>();

        Assert.IsType<TemplateResult.NotFound>(await families.DuplicateAsync(stage.Portal.As(PortalRole.Marketer, other.Id), id, "mine", CancellationToken.None));
        Assert.Null(await families.ExportAsync(stage.Portal.As(PortalRole.Marketer, other.Id), id, CancellationToken.None));
        await Assert.ThrowsAsync<AccessDeniedException>(() => families.DuplicateAsync(stage.Portal.As(PortalRole.ComplianceOfficer), id, "mine", CancellationToken.None));
    }
}
