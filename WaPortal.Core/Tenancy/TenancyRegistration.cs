using Microsoft.Extensions.DependencyInjection;

namespace WaPortal.Core.Tenancy;

/// <summary>Registers tenants, their keys and their WhatsApp accounts.</summary>
public static class TenancyRegistration
{
    public static IServiceCollection AddTenancy(this IServiceCollection services) => services
        .AddSingleton<MasterKey>()
        .AddSingleton<TenantKeys>()
        .AddSingleton<TenantDirectory>()
        .AddSingleton<TenantProfileQuery>()
        .AddSingleton<CreateTenant>()
        .AddSingleton<ConnectWhatsApp>()
        .AddSingleton<IPortalSignals, PortalSignals>();
}
