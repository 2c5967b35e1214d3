using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Options;
using WaPortal.Core.Audit;
using WaPortal.Core.Data;
using WaPortal.Core.Data.Restores;
using WaPortal.Core.Jobs;
using WaPortal.Core.OptIns.Aliases;
using WaPortal.Core.OptIns.Contacts;
using WaPortal.Core.OptIns.Erasure;
using WaPortal.Core.OptIns.Imports;
using WaPortal.Core.OptIns.Joining;
using WaPortal.Core.OptIns.Joining.Forms;
using WaPortal.Core.OptIns.Ledger;
using WaPortal.Core.OptIns.Ledger.Checkpoints;
using WaPortal.Core.OptIns.Ledger.Evidence;
using WaPortal.Core.OptIns.Ledger.Flow;
using WaPortal.Core.OptIns.Lists;
using WaPortal.Core.OptIns.Segments;
using WaPortal.Core.OptIns.Unsubscribing;
using WaPortal.Core.OptIns.Wordings;
using WaPortal.Core.Retention;
using WaPortal.Core.WhatsApp;

namespace WaPortal.Core.OptIns;

/// <summary>Registers opt-in lists, imports and the consent ledger.</summary>
public static class OptInsRegistration
{
    public static IServiceCollection AddOptIns(this IServiceCollection services)
    {
        services.AddOptions<LedgerOptions>().BindConfiguration(LedgerOptions.Section).ValidateOnStart();
        services.AddHttpClient(CheckpointCopies.ClientName, client => client.Timeout = TimeSpan.FromSeconds(10));
        services.AddOptions<UnsubscribeOptions>().BindConfiguration(UnsubscribeOptions.Section).ValidateOnStart();
        return services
            .AddSingleton<IValidateOptions<UnsubscribeOptions>, ValidateUnsubscribeOptions>()
            .AddSingleton<UnsubscribeLinks>()
            .AddSingleton<Unsubscribe>()
            .AddSingleton<IValidateOptions<LedgerOptions>, ValidateLedgerOptions>()
            .AddSingleton<LedgerSigningKey>()
            .AddSingleton<SealLedger>()
            .AddSingleton<CheckpointCopies>()
            .AddSingleton<IUnfinishedWork, DueCheckpoints>()
            .AddSingleton<LedgerCheckpointsQuery>()
            .AddSingleton<PersonEvidenceQuery>()
            .AddSingleton<ISchemaScript, ConsentLedgerTriggers>()
            .AddSingleton<ConsentLedger>()
            .AddSingleton<IRestoreCaution, RestoredLedger>()
            .AddSingleton<ITargetNames, ImportNames>()
            .AddSingleton<VerifyLedger>()
            .AddSingleton<RebuildConsentStates>()
            .AddSingleton<OptOuts>()
            .AddSingleton<PersonAliases>()
            .AddSingleton<IWebhookHandler, AliasHandler>()
            .AddSingleton<IWebhookHandler, JoiningHandler>()
            .AddSingleton<ManageJoining>()
            .AddSingleton<FormDoors>()
            .AddSingleton<TakeSubmission>()
            .AddSingleton<ManageForms>()
            .AddSingleton<IWebhookHandler, JoinPressHandler>()
            .AddSingleton<IUnfinishedWork, FormSweep>()
            .AddSingleton<IPersonTraces, FormTraces>()
            .AddSingleton<ITargetNames, FormNames>()
            .AddSingleton<IAccountUse, FormsOfAccount>()
            .AddSingleton<RecordOptOut>()
            .AddSingleton<IWebhookHandler, InboundStopHandler>()
            .AddSingleton<ImportFiles>()
            .AddSingleton<UploadList>()
            .AddSingleton<SaveImportPlan>()
            .AddSingleton<StartImport>()
            .AddSingleton<CancelImport>()
            .AddSingleton<UndoImport>()
            .AddSingleton<Quarantine>()
            .AddSingleton<ImportProfiles>()
            .AddSingleton<ExportCheck>()
            .AddSingleton<PreviewImport>()
            .AddSingleton<ImportDetailQuery>()
            .AddSingleton<ExportRejects>()
            .AddSingleton<OptInListsQuery>()
            .AddSingleton<ReachQuery>()
            .AddSingleton<OptInListDetailQuery>()
            .AddSingleton<ContactFieldsQuery>()
            .AddSingleton<AudienceSource>()
            .AddSingleton<IPersonTraces, ContactTraces>()
            .AddSingleton<IPersonTraces, ImportTraces>()
            .AddSingleton<IPersonTraces, InboxTraces>()
            .AddSingleton<ErasePerson>()
            .AddSingleton<ErasureQuery>()
            .AddSingleton<IUnfinishedWork, UnfinishedErasures>()
            .AddBackgroundJob<ErasePersonJob>()
            .AddSingleton<ITargetNames, WordingNames>()
            .AddSingleton<WordingsQuery>()
            .AddSingleton<ManageWordings>()
            .AddSingleton<ContactsQuery>()
            .AddSingleton<ContactDetailQuery>()
            .AddSingleton<EditContact>()
            .AddSingleton<ManageTags>()
            .AddSingleton<ExportContacts>()
            .AddSingleton<ManageAttributes>()
            .AddSingleton<ManageSegments>()
            .AddSingleton<ITargetNames, ContactNames>()
            .AddSingleton<IUnfinishedWork, UnfinishedContactWork>()
            .AddBackgroundJob<IndexContactsJob>()
            .AddBackgroundJob<BulkTagJob>()
            .AddBackgroundJob<ForgetTagJob>()
            .AddSingleton<PersonSearch>()
            .AddSingleton<OldConsentsQuery>()
            .AddSingleton<ConsentCounting>()
            .AddSingleton<IUnfinishedWork>(s => s.GetRequiredService<ConsentCounting>())
            .AddSingleton<ConsentFlowQuery>()
            .AddSingleton<LedgerQuery>()
            .AddSingleton<LedgerStatusQuery>()
            .AddSingleton<RevealNumber>()
            .AddSingleton<IUnfinishedWork, UnfinishedImports>()
            .AddSingleton<IRetainedRows, UploadRows>()
            .AddBackgroundJob<CheckImportJob>()
            .AddBackgroundJob<CompleteQuarantineJob>()
            .AddBackgroundJob<UndoImportJob>()
            .AddBackgroundJob<ImportJob>();
    }
}
