using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.DependencyInjection.Extensions;
using WaPortal.Core.Access;
using WaPortal.Core.Campaigns;
using WaPortal.Core.Data;
using WaPortal.Core.Delivery;
using WaPortal.Core.Jobs;
using WaPortal.Core.OptIns.Imports;
using WaPortal.Core.Templates;
using WaPortal.Core.Tenancy;
using WaPortal.Core.WhatsApp;
using WaPortal.Tests.Data;
using WaPortal.Tests.Delivery;
using Xunit;

namespace WaPortal.Tests.Campaigns;

/// <summary>An enterprise with an approved template in English and Spanish and an imported list, ready to plan a campaign.</summary>
public sealed class CampaignScene : IAsyncDisposable
{
    private CampaignScene(TestPortal portal, FakeWhatsApp platform) => (Portal, Platform) = (portal, platform);

    public TestPortal Portal { get; }

    public FakeWhatsApp Platform { get; }

    public TemplateId Template { get; private set; }

    public Guid List { get; private set; }

    public SenderNumberId Sender { get; private set; }

    public Actor Marketer => Portal.Marketer;

    public static Task<CampaignScene> StartAsync(Engine engine, string csv, params (string Key, string? Value)[] settings) => StartAsync(engine, csv, null, settings);

    public static async Task<CampaignScene> StartAsync(Engine engine, string csv, Action<IServiceCollection>? configure, params (string Key, string? Value)[] settings)
    {
        var platform = new FakeWhatsApp();
        var portal = await TestPortal.StartAsync(
            engine,
            services =>
            {
                services.RemoveAll<IWhatsAppClient>();
                services.AddSingleton<IWhatsAppClient>(platform);
                configure?.Invoke(services);
            },
            new Dictionary<string, string?>([new("Delivery:Slice", "00:00:00.001"), new("Delivery:ShortWait", "00:00:00"), .. settings.Select(s => KeyValuePair.Create(s.Key, s.Value))], StringComparer.Ordinal));
        var scene = new CampaignScene(portal, platform);
        await scene.FillAsync(csv);
        return scene;
    }

    /// <summary>A draft that may be scheduled: the name fills the variable, English is the fallback.</summary>
    public async Task<CampaignId> DraftAsync(string? fallbackName = "friend", string? fallbackLanguage = "en_GB", DateTime? localStart = null)
    {
        var edit = Portal.Get<EditCampaign>();
        var id = Assert.IsType<CampaignResult.Done>(await edit.CreateAsync(Marketer, "Autumn", CancellationToken.None)).Id;
        var mapping = new CampaignMapping([new VariableMapping("body.name", ValueSource.Name, "", fallbackName)], fallbackLanguage);
        var draft = new CampaignDraft("Autumn", Template.Value, List, Sender, mapping, localStart is null, localStart, "Europe/London", 1);
        Assert.IsType<CampaignResult.Done>(await edit.SaveAsync(Marketer, id, draft, CancellationToken.None));
        return id;
    }

    public async Task<CampaignResult> ScheduleAsync(CampaignId id) =>
        await Portal.Get<ScheduleCampaign>().RunAsync(Marketer, id, (await RowAsync(id)).Version, CancellationToken.None);

    public Task<Campaign> RowAsync(CampaignId id) =>
        Portal.Database.ReadAsync(Portal.TenantId, (db, t) => db.Set<Campaign>().FirstAsync(c => c.Id == id, t), CancellationToken.None);

    public Task<List<Message>> MessagesAsync(CampaignId id) => Portal.Database.ReadAsync(
        Portal.TenantId, (db, t) => db.Set<Message>().Where(m => m.OrderId == id.Order).ToListAsync(t), CancellationToken.None);

    /// <summary>Runs what is due, second by second.</summary>
    public async Task RunAsync(int seconds = 5)
    {
        for (var i = 0; i < seconds; i++)
        {
            await Portal.RunJobsAsync();
            Portal.Clock.Advance(TimeSpan.FromSeconds(1));
        }
    }

    /// <summary>Gives an event to all features, as the processor of webhooks does.</summary>
    public Task TellAsync(WebhookEvent told) => Portal.Database.WriteAsync(Portal.TenantId, async (db, t) =>
    {
        foreach (var handler in Portal.Services.GetServices<IWebhookHandler>().Where(h => h.Handles(told)))
            await handler.HandleAsync(new WebhookBatch(db, [told], new HashSet<string>(StringComparer.Ordinal)), t);
    }, CancellationToken.None);

    /// <summary>What finds its work from the tables, as every minute.</summary>
    public async Task SweepAsync()
    {
        foreach (var feature in Portal.Services.GetServices<IUnfinishedWork>().Where(f => f is UnfinishedCampaigns or Reconciliation))
            await feature.ResumeAsync(CancellationToken.None);
    }

    public ValueTask DisposeAsync() => Portal.DisposeAsync();

    private async Task FillAsync(string csv)
    {
        var none = CancellationToken.None;
        var account = await Portal.Get<ConnectWhatsApp>().RunAsync(
            Portal.TenantId, new WhatsAppAccountDetails("Main", "1001", "3001", "4001", "token", "secret", "verify"), none);
        var english = new TemplateContent { Body = "Hello {{name}}, our autumn market opens on Saturday at nine." };
        var created = await Portal.Get<CreateTemplate>().RunAsync(
            Marketer, "autumn_market", TemplateCategory.Marketing, ParameterFormat.Named, "en_GB", none, account, english);
        Template = Assert.IsType<TemplateResult.Done>(created).Template;
        Assert.IsType<TemplateResult.Done>(await Portal.Get<EditTranslation>().AddLanguageAsync(Marketer, Template, "es", "en_GB", none));
        await Portal.Database.WriteAsync(Portal.TenantId, async (db, t) =>
        {
            var number = SenderNumber.Create(
                Portal.TenantId, account, new SenderNumberFacts("2001", "+44 20 7946 0100", "Casa Alba", "TIER_10K", "GREEN", "CONNECTED", 80), Portal.Clock.GetUtcNow());
            db.Add(number);
            Sender = number.Id;
            await db.ExecuteSqlAsync("UPDATE template_translations SET status = 'Approved', approved_json = content_json", t);
        }, none);

        using var file = new MemoryStream(System.Text.Encoding.UTF8.GetBytes(csv));
        var upload = await Portal.Get<UploadList>().RunAsync(Marketer, "list.csv", file, none);
        var (preview, refusal) = await Portal.Get<PreviewImport>().RunAsync(Marketer, upload.ImportId!.Value, null, null, none);
        Assert.Null(refusal);
        Assert.Empty((await Portal.Get<SaveImportPlan>().RunAsync(Marketer, upload.ImportId.Value, preview!.Plan, null, "Newsletter", none)).Problems);
        Assert.Empty((await Portal.Get<StartImport>().RunAsync(Marketer, upload.ImportId.Value, none)).Problems);
        await Portal.RunJobsAsync();
        List = await Portal.Database.ReadAsync(
            Portal.TenantId, (db, t) => db.Set<Core.OptIns.Lists.OptInList>().Select(l => l.Id.Value).SingleAsync(t), none);
    }
}
