using Microsoft.Extensions.DependencyInjection;
using WaPortal.Core.Audit;
using WaPortal.Core.Data;
using WaPortal.Core.Jobs;
using WaPortal.Core.OptIns.Imports;
using WaPortal.Core.OptIns.Ledger;
using WaPortal.Core.OptIns.Lists;
using WaPortal.Core.WhatsApp;

namespace WaPortal.Core.OptIns;

/// <summary>Registers opt-in lists, imports and the consent ledger.</summary>
public static class OptInsRegistration
{
    public static IServiceCollection AddOptIns(this IServiceCollection services) => services
        .AddSingleton<ISchemaScript, ConsentLedgerTriggers>()
        .AddSingleton<ConsentLedger>()
        .AddSingleton<ITargetNames, ImportNames>()
        .AddSingleton<VerifyLedger>()
        .AddSingleton<RebuildConsentStates>()
        .AddSingleton<OptOuts>()
        .AddSingleton<IWebhookHandler, InboundStopHandler>()
        .AddSingleton<ImportFiles>()
        .AddSingleton<UploadList>()
        .AddSingleton<SaveImportPlan>()
        .AddSingleton<StartImport>()
        .AddSingleton<CancelImport>()
        .AddSingleton<PreviewImport>()
        .AddSingleton<ImportDetailQuery>()
        .AddSingleton<ExportRejects>()
        .AddSingleton<OptInListsQuery>()
        .AddSingleton<ReachQuery>()
        .AddSingleton<OptInListDetailQuery>()
        .AddSingleton<ContactFieldsQuery>()
        .AddSingleton<AudienceSource>()
        .AddSingleton<LedgerQuery>()
        .AddSingleton<LedgerStatusQuery>()
        .AddSingleton<RevealNumber>()
        .AddSingleton<IUnfinishedWork, UnfinishedImports>()
        .AddBackgroundJob<ImportJob>();
}
