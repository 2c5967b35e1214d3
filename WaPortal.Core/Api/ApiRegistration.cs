using Microsoft.Extensions.DependencyInjection;
using WaPortal.Core.Campaigns;
using WaPortal.Core.Data;
using WaPortal.Core.Delivery.Notifications;
using WaPortal.Core.Jobs;
using WaPortal.Core.Templates;
using WaPortal.Core.Tenancy;

namespace WaPortal.Core.Api;

/// <summary>Registers what programs speak to.</summary>
public static class ApiRegistration
{
    public static IServiceCollection AddApi(this IServiceCollection services)
    {
        services.AddSingleton<ManageApiKeys>();
        services.AddSingleton<ApiKeyCheck>();
        services.AddSingleton(s => new SendApiMessage(
            s.GetRequiredService<PortalDatabase>(), s.GetRequiredService<SendableTemplates>(), s.GetRequiredService<CampaignMedia>(), s.GetRequiredService<SendNotification>(),
            s.GetRequiredService<TenantKeys>(), s.GetRequiredService<TimeProvider>()));
        services.AddSingleton<ApiMessages>();
        services.AddSingleton<RecordApiConsent>();
        services.AddSingleton<ApiCampaigns>();
        services.AddSingleton<IUnfinishedWork, ApiRequestSweep>();
        return services;
    }
}
