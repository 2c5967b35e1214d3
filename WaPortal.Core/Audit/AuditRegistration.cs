using Microsoft.Extensions.DependencyInjection;

namespace WaPortal.Core.Audit;

/// <summary>Registers the audit trail.</summary>
public static class AuditRegistration
{
    public static IServiceCollection AddAudit(this IServiceCollection services) => services
        .AddSingleton<AuditTrail>()
        .AddSingleton<PlatformTrail>();
}
