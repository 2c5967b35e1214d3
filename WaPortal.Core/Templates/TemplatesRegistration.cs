using Microsoft.Extensions.DependencyInjection;
using WaPortal.Core.Audit;
using WaPortal.Core.Jobs;
using WaPortal.Core.WhatsApp;

namespace WaPortal.Core.Templates;

/// <summary>Registers templates.</summary>
public static class TemplatesRegistration
{
    public static IServiceCollection AddTemplates(this IServiceCollection services) => services
        .AddSingleton<SampleMediaStore>()
        .AddSingleton<TemplateAccounts>()
        .AddSingleton<TemplateNews>()
        .AddSingleton<CreateTemplate>()
        .AddSingleton<EditTranslation>()
        .AddSingleton<SubmitTemplate>()
        .AddSingleton<TemplateListQuery>()
        .AddSingleton<TemplateDetailQuery>()
        .AddSingleton<SendableTemplates>()
        .AddSingleton<ITargetNames, TemplateNames>()
        .AddBackgroundJob<SubmitTranslationJob>()
        .AddBackgroundJob<DeleteTranslationJob>()
        .AddBackgroundJob<SyncTemplatesJob>()
        .AddSingleton<IWebhookHandler, TemplateWebhookHandler>()
        .AddSingleton<IUnfinishedWork, UnfinishedTemplates>();
}
