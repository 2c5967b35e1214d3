using Microsoft.Extensions.DependencyInjection;
using WaPortal.Core.Jobs;

namespace WaPortal.Core.Tenancy;

/// <summary>Registers tenants, their keys and their WhatsApp accounts.</summary>
public static class TenancyRegistration
{
    public static IServiceCollection AddTenancy(this IServiceCollection services)
    {
        services.AddOptions<TenancyOptions>().BindConfiguration(TenancyOptions.Section).ValidateDataAnnotations().ValidateOnStart();
        return services
            .AddSingleton<MasterKey>()
            .AddSingleton<MasterKeyCheck>()
            .AddSingleton<TenantKeys>()
            .AddSingleton<TenantDirectory>()
            .AddSingleton<IJobGate, WorkingTenantsOnly>()
            .AddSingleton<TenantProfileQuery>()
            .AddSingleton<SystemScope>()
            .AddSingleton<TenantErasure>()
            .AddSingleton<IUnfinishedWork, ClosedTenants>()
            .AddSingleton<CreateTenant>()
            .AddSingleton<ConnectWhatsApp>()
            .AddSingleton<IPortalSignals, PortalSignals>();
    }
}
