using Microsoft.Extensions.DependencyInjection;
using WaPortal.Core.Data;

namespace WaPortal.Core.Audit;

/// <summary>Registers the audit trail.</summary>
public static class AuditRegistration
{
    public static IServiceCollection AddAudit(this IServiceCollection services) => services
        .AddSingleton<ISchemaScript, TrailTriggers>()
        .AddSingleton<AuditTrail>()
        .AddSingleton<CrossTenantAttempts>()
        .AddSingleton<ITenantMismatchWatch, TenantMismatchRecord>()
        .AddSingleton<PlatformTrail>()
        .AddSingleton<IncidentTrail>()
        .AddSingleton<TrailCut>()
        .AddSingleton<VerifyActivity>()
        .AddSingleton<ITargetNames, TargetNames>()
        .AddSingleton(s => new ActivityQuery(s.GetRequiredService<PortalDatabase>(), s.GetServices<ITargetNames>()))
        .AddSingleton<ExportActivity>();
}
