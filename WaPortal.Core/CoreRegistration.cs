using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.DependencyInjection.Extensions;
using WaPortal.Core.Access;
using WaPortal.Core.Api;
using WaPortal.Core.Audit;
using WaPortal.Core.Backups;
using WaPortal.Core.Campaigns;
using WaPortal.Core.Compliance;
using WaPortal.Core.Data;
using WaPortal.Core.Delivery;
using WaPortal.Core.Operations;
using WaPortal.Core.OptIns;
using WaPortal.Core.Retention;
using WaPortal.Core.Templates;
using WaPortal.Core.Tenancy;
using WaPortal.Core.WhatsApp;

namespace WaPortal.Core;

/// <summary>Registers every feature of the domain and the engine; a table of contents.</summary>
public static class CoreRegistration
{
    public static IServiceCollection AddWaPortalCore(this IServiceCollection services)
    {
        services.TryAddSingleton(TimeProvider.System);
        return services
            .AddData()
            .AddTenancy()
            .AddWhatsApp()
            .AddAudit()
            .AddAccess()
            .AddRetention()
            .AddTemplates()
            .AddOptIns()
            .AddDelivery()
            .AddCampaigns()
            .AddCompliance()
            .AddApi()
            .AddOperations()
            .AddBackups();
    }
}
