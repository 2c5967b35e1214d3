using System.Text;
using WaPortal.Core.Access;
using WaPortal.Core.Campaigns;
using WaPortal.Core.OptIns.Imports;
using WaPortal.Core.OptIns.Lists;
using WaPortal.Core.Templates;
using WaPortal.Core.Tenancy;
using WaPortal.Tests.Access;
using Xunit;

namespace WaPortal.Tests.Browser;

/// <summary>A draft that may be started, to two people of a list, with a template that the sandbox has approved.</summary>
internal static class PlannedCampaign
{
    private const string List = "phone,name,language,opt_in,opt_in_at,source\n+447700900001,Ana,en,yes,2026-05-01T10:00:00Z,form\n+447700900002,Ben,en,yes,2026-05-01T10:00:00Z,form\n";

    private static readonly CancellationToken None = CancellationToken.None;

    public static async Task<CampaignId> MakeAsync(HttpPortal host, TemplateContent content, params VariableMapping[] variables)
    {
        var tenant = (await host.Get<TenantDirectory>().ListActiveAsync(None))[0];
        var maker = Actor.Job(tenant.Id, "test");
        // The sandbox's account is connected in the background, which a slow start may not have come to.
        SenderNumber? number = null;
        while (number is null)
        {
            number = (await host.Get<CampaignQueries>().SendersAsync(maker, None)).FirstOrDefault();
            await Task.Delay(50, TestContext.Current.CancellationToken);
        }

        var template = Assert.IsType<TemplateResult.Done>(await host.Get<CreateTemplate>().RunAsync(maker, "autumn_market", TemplateCategory.Marketing, ParameterFormat.Named, "en_GB", None, number.AccountId, content)).Template;
        Assert.IsType<TemplateResult.Done>(await host.Get<SubmitTemplate>().RunAsync(maker, template, "en_GB", 1, None));
        while (await host.Get<SendableTemplates>().GetAsync(tenant.Id, template, None) is null)
            await Task.Delay(100, TestContext.Current.CancellationToken);
        using var file = new MemoryStream(Encoding.UTF8.GetBytes(List));
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
        var draft = new CampaignDraft("Autumn market", template.Value, list.Id.Value, number.Id, new CampaignMapping(variables, "en_GB"), true, null, null, 1);
        Assert.IsType<CampaignResult.Done>(await host.Get<EditCampaign>().SaveAsync(maker, id, draft, None));
        return id;
    }
}
