using Microsoft.Extensions.DependencyInjection;
using WaPortal.Core.Audit;
using WaPortal.Core.Data;
using WaPortal.Core.Data.Restores;
using WaPortal.Core.Jobs;
using WaPortal.Core.Tenancy;
using WaPortal.Core.WhatsApp;

namespace WaPortal.Core.Templates;

/// <summary>Registers templates.</summary>
public static class TemplatesRegistration
{
    public static IServiceCollection AddTemplates(this IServiceCollection services) => services
        .AddSingleton<IRestoreCaution, RestoredTemplates>()
        .AddSingleton<SampleMediaStore>()
        .AddSingleton<TemplateAccounts>()
        .AddSingleton<TemplateNews>()
        .AddSingleton<CreateTemplate>()
        .AddSingleton<TemplateFamilies>()
        .AddSingleton<EditTranslation>()
        .AddSingleton<ConvertParameters>()
        .AddSingleton<AuthenticationPreviews>()
        .AddSingleton<SubmitTemplate>()
        .AddSingleton<ReviewTranslation>()
        .AddSingleton<ManageTemplateSettings>()
        .AddSingleton(s => new ControlTranslation(
            s.GetRequiredService<PortalDatabase>(), s.GetRequiredService<TemplateAccounts>(), s.GetRequiredService<IWhatsAppClient>(),
            s.GetRequiredService<AuditTrail>(), s.GetRequiredService<IPortalSignals>(), s.GetRequiredService<TimeProvider>()))
        .AddSingleton<AdoptTemplates>()
        .AddSingleton<FetchTemplates>()
        .AddSingleton<ElsewhereQuery>()
        .AddSingleton<TemplateListQuery>()
        .AddSingleton<TemplateDetailQuery>()
        .AddSingleton<TranslationHistoryQuery>()
        .AddSingleton<TranslationWireQuery>()
        .AddSingleton<TemplateTasksQuery>()
        .AddSingleton<SendableTemplates>()
        .AddSingleton<ITargetNames, TemplateNames>()
        .AddBackgroundJob<SubmitTranslationJob>()
        .AddBackgroundJob<DeleteTranslationJob>()
        .AddBackgroundJob<SyncTemplatesJob>()
        .AddSingleton<IWebhookHandler, TemplateWebhookHandler>()
        .AddSingleton<IUnfinishedWork, UnfinishedTemplates>();
}
