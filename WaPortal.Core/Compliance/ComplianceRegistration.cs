using Microsoft.Extensions.DependencyInjection;
using WaPortal.Core.Audit;
using WaPortal.Core.Compliance.Alerts;
using WaPortal.Core.Compliance.Requests;
using WaPortal.Core.Jobs;
using WaPortal.Core.OptIns.Erasure;

namespace WaPortal.Core.Compliance;

/// <summary>Registers the compliance desk and the requests of persons.</summary>
public static class ComplianceRegistration
{
    public static IServiceCollection AddCompliance(this IServiceCollection services) => services
        .AddSingleton<ITargetNames, RequestNames>()
        .AddSingleton<IPersonTraces, RequestTraces>()
        .AddSingleton<HandleRequests>()
        .AddSingleton<RequestsQuery>()
        .AddSingleton<TakeAnswer>()
        .AddSingleton<AlertFindings>()
        .AddSingleton<WatchCompliance>()
        .AddSingleton<IUnfinishedWork>(s => s.GetRequiredService<WatchCompliance>())
        .AddSingleton<ComplianceAlerts>();
}
