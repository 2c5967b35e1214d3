using WaPortal.Core.Access;
using WaPortal.Core.Templates;
using WaPortal.Core.Tenancy;
using WaPortal.Core.WhatsApp;
using WaPortal.Tests.Data;

namespace WaPortal.Tests.Templates;

/// <summary>A portal with one account, connected to a platform of its own.</summary>
internal sealed class TemplateStage : IAsyncDisposable
{
    public const string Waba = "100000000000001";

    private TemplateStage(TestPortal portal, TemplatePlatform platform) => (Portal, Platform) = (portal, platform);

    public TestPortal Portal { get; }

    public TemplatePlatform Platform { get; }

    public Actor Marketer => Portal.Marketer;

    public static TemplateContent Content(string who = "Ivo") => new()
    {
        Body = "Hello {{1}}, your parcel is waiting at the front desk of our store.",
        Texts = new Dictionary<string, VariableText> { ["body.1"] = new(who) },
    };

    public static async Task<TemplateStage> StartAsync(Engine engine)
    {
        var platform = await TemplatePlatform.StartAsync();
        var portal = await TestPortal.StartAsync(engine, settings: platform.Settings);
        await portal.Get<ConnectWhatsApp>().RunAsync(portal.TenantId, new WhatsAppAccountDetails("Main", Waba, null, "900000000000001", "token", "secret", "verify"), CancellationToken.None);
        return new TemplateStage(portal, platform);
    }

    public async Task<TemplateId> DraftAsync(string name = "parcel_ready", TemplateContent? content = null)
    {
        var result = await Portal.Get<CreateTemplate>().RunAsync(Marketer, name, TemplateCategory.Utility, ParameterFormat.Positional, "en_GB", CancellationToken.None, content: content ?? Content());
        return ((TemplateResult.Done)result).Template;
    }

    public async Task<TemplateResult> SubmitAsync(TemplateId id, string language = "en_GB") =>
        await Portal.Get<SubmitTemplate>().RunAsync(Marketer, id, language, (await TranslationAsync(id, language)).DraftVersion, CancellationToken.None);

    public async Task<TemplateDetail> DetailAsync(TemplateId id) => (await Portal.Get<TemplateDetailQuery>().RunAsync(Marketer, id, CancellationToken.None))!;

    public async Task<TranslationDetail> TranslationAsync(TemplateId id, string language = "en_GB") => (await DetailAsync(id)).Translations.Single(t => t.Language == language);

    /// <summary>Submitted, taken by the platform and in review.</summary>
    public async Task<TemplateId> PendingAsync()
    {
        var id = await DraftAsync();
        await SubmitAsync(id);
        await Portal.RunJobsAsync();
        return id;
    }

    public Task NewsAsync(params WebhookEvent[] events) => Portal.Database.WriteAsync(
        Portal.TenantId, (db, t) => Portal.Get<TemplateNews>().ApplyAsync(db, events, _ => { }, t), CancellationToken.None);

    public TemplateStatusEvent Status(string what, TimeSpan after, string? reason = null, string? text = null, string? id = null) => new(Waba, Portal.Clock.GetUtcNow() + after)
    {
        Template = new TemplateReference(id ?? (string)Platform.Templates[0]["id"]!, "parcel_ready", "en_GB"),
        Event = what,
        Reason = reason,
        RejectionReason = text,
    };

    public async Task SweepAsync()
    {
        await Portal.Get<IEnumerable<WaPortal.Core.Jobs.IUnfinishedWork>>().OfType<UnfinishedTemplates>().Single().ResumeAsync(CancellationToken.None);
        await Portal.RunJobsAsync();
    }

    /// <summary>Approved, as the platform says by webhook.</summary>
    public async Task<TemplateId> ApprovedAsync()
    {
        var id = await PendingAsync();
        await NewsAsync(Status("APPROVED", TimeSpan.FromMinutes(1)));
        Platform.Decide("APPROVED");
        Portal.Clock.Advance(TimeSpan.FromMinutes(2));
        return id;
    }

    /// <summary>Saves another text over what the draft says now.</summary>
    public async Task<TemplateResult> SaveAsync(TemplateId id, TemplateContent content, Actor? actor = null, string language = "en_GB") =>
        await Portal.Get<EditTranslation>().SaveDraftAsync(actor ?? Marketer, id, language, content, (await TranslationAsync(id, language)).DraftVersion, CancellationToken.None);

    public async ValueTask DisposeAsync()
    {
        await Portal.DisposeAsync();
        await Platform.DisposeAsync();
    }
}
