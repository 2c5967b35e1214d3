using Bunit;
using Microsoft.AspNetCore.Components;
using Microsoft.AspNetCore.Components.Authorization;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Options;
using Radzen;
using WaPortal.Access;
using WaPortal.Campaigns;
using WaPortal.Components;
using WaPortal.Core.Access;
using WaPortal.Core.Audit;
using WaPortal.Core.Campaigns;
using WaPortal.Core.Data;
using WaPortal.Core.Delivery;
using WaPortal.Core.Delivery.Hours;
using WaPortal.Core.OptIns.Lists;
using WaPortal.Core.OptIns.Segments;
using WaPortal.Core.Templates;
using WaPortal.Core.Tenancy;
using WaPortal.Tests.Data;
using WaPortal.Tests.Delivery;
using WaPortal.Tests.OptIns;
using Xunit;

namespace WaPortal.Tests.Campaigns.Pages;

/// <summary>The campaign pages over a real portal: an approved template with a name and a city, a number, a list of five people of whom three can be reached.</summary>
public sealed class CampaignStage : IAsyncDisposable
{
    private const string People =
        "phone,name,language,opt_in,opt_in_at,source,city\n" +
        "+447700900001,Ana,en,yes,2026-05-01T10:00:00Z,form,Leeds\n" +
        "+447700900002,Ben,en,yes,2026-05-01T10:00:00Z,form,York\n" +
        "+447700900003,Cleo,en,yes,2026-05-01T10:00:00Z,form,Bath\n" +
        "+447700900004,Dina,en,no,2026-05-01T10:00:00Z,form,Bath\n" +
        "+447700900005,Emil,en,yes,2026-05-01T10:00:00Z,form,\n";

    private readonly BunitContext _browser = new();

    private CampaignStage(DeliveryScene scene) => Scene = scene;

    public DeliveryScene Scene { get; }

    public TestPortal Portal => Scene.Portal;

    public Actor Marketer => Portal.Marketer;

    public NavigationManager Navigation => _browser.Services.GetRequiredService<NavigationManager>();

    public OptInListId List { get; private set; }

    public static async Task<CampaignStage> StartAsync(string tier = "TIER_100K")
    {
        var stage = new CampaignStage(await DeliveryScene.StartAsync(Engine.Sqlite, tier));
        await stage.Portal.ImportAsync(People, "Shop customers");
        stage.List = (await stage.Portal.Get<OptInListsQuery>().ListAsync(stage.Marketer, CancellationToken.None)).Single().Id;
        var content = new TemplateContent { Body = "Hello {{name}}, we open in {{city}} on Friday." };
        await stage.Scene.WriteAsync((db, t) => db.ExecuteSqlAsync("UPDATE template_translations SET approved_json = @json", t, ("@json", content.ToJson())));
        stage.Serve();
        return stage;
    }

    /// <summary>Opens a page as somebody, at an address.</summary>
    public IRenderedComponent<TPage> Open<TPage>(string address, Action<ComponentParameterCollectionBuilder<TPage>>? with = null, Actor? actor = null)
        where TPage : PortalPage
    {
        Navigation.NavigateTo(address);
        var clock = new TenantClock(Portal.Clock, TimeZoneInfo.FindSystemTimeZoneById("Europe/London"));
        return _browser.Render<TPage>(parameters =>
        {
            parameters.AddCascadingValue(Task.FromResult(new AuthenticationState((actor ?? Marketer).ToPrincipal("test"))));
            parameters.AddCascadingValue(clock);
            with?.Invoke(parameters);
        });
    }

    public async Task<CampaignId> DraftAsync(string name = "Winter lamps") =>
        Assert.IsType<CampaignResult.Done>(await Portal.Get<EditCampaign>().CreateAsync(Marketer, name, CancellationToken.None)).Id;

    /// <summary>A draft that may be started.</summary>
    public async Task<CampaignId> ReadyAsync()
    {
        var id = await DraftAsync();
        var draft = new CampaignDraft(
            "Winter lamps", Scene.Template.Value, List.Value, Scene.Sender,
            new CampaignMapping([new("body.name", ValueSource.Name, "", null), new("body.city", ValueSource.Attribute, "city", null)], null),
            true, null, null, 1);
        Assert.IsType<CampaignResult.Done>(await Portal.Get<EditCampaign>().SaveAsync(Marketer, id, draft, CancellationToken.None));
        return id;
    }

    /// <summary>What a colleague does in another browser.</summary>
    public async Task RenameAsync(CampaignId id, string name)
    {
        var draft = CampaignForm.From((await DetailAsync(id)).Campaign, "Europe/London").ToDraft() with { Name = name };
        Assert.IsType<CampaignResult.Done>(await Portal.Get<EditCampaign>().SaveAsync(Marketer, id, draft, CancellationToken.None));
    }

    /// <summary>Started, the audience frozen, nothing sent yet.</summary>
    public async Task<CampaignId> RunningAsync()
    {
        var id = await ReadyAsync();
        Assert.IsType<CampaignResult.Done>(await Portal.Get<ScheduleCampaign>().RunAsync(Marketer, id, 2, CancellationToken.None));
        await Portal.Jobs.RunDueAsync(Portal.Services, 1);
        return id;
    }

    public async Task<CampaignDetail> DetailAsync(CampaignId id) =>
        (await Portal.Get<CampaignQueries>().DetailAsync(Marketer, id, CancellationToken.None))!;

    public async ValueTask DisposeAsync()
    {
        await _browser.DisposeAsync();
        await Scene.DisposeAsync();
    }

    private void Serve()
    {
        _browser.JSInterop.Mode = JSRuntimeMode.Loose;
        var services = _browser.Services;
        services.AddRadzenComponents();
        services.AddLogging();
        services.AddSingleton<TimeProvider>(Portal.Clock);
        Add<IPortalSignals>();
        Add<CrossTenantAttempts>();
        Add<IncidentTrail>();
        Add<CampaignQueries>();
        Add<CampaignCosts>();
        Add<SendingOutlook>();
        Add<ManageHours>();
        Add<Core.Delivery.Protection.ProtectionQuery>();
        Add<CampaignBudget>();
        Add<CampaignPriority>();
        Add<CampaignReview>();
        Add<OwnLinks>();
        Add<EditCampaign>();
        Add<ScheduleCampaign>();
        Add<ControlCampaign>();
        Add<FollowUpCampaign>();
        Add<ApproveCampaign>();
        Add<CampaignApprovalQuery>();
        Add<SendTest>();
        Add<ControlGroup>();
        Add<AbTestQuery>();
        Add<ChooseWinner>();
        Add<CompareCampaigns>();
        Add<ManageTestPeople>();
        Add<FreshCode>();
        Add<RecipientContacts>();
        Add<SendableTemplates>();
        Add<OptInListsQuery>();
        Add<ManageSegments>();
        Add<IOptions<DeliveryOptions>>();

        void Add<T>()
            where T : class => services.AddSingleton(Portal.Get<T>());
    }
}
