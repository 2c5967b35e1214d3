using Microsoft.Extensions.DependencyInjection;
using WaPortal.Core.Access;
using WaPortal.Core.Audit;
using WaPortal.Core.Campaigns.Doubts;
using WaPortal.Core.Data;
using WaPortal.Core.Data.Restores;
using WaPortal.Core.Delivery;
using WaPortal.Core.Delivery.Doubts;
using WaPortal.Core.Delivery.Notifications;
using WaPortal.Core.Jobs;
using WaPortal.Core.OptIns.Segments;
using WaPortal.Core.Retention;
using WaPortal.Core.Templates;
using WaPortal.Core.Tenancy;
using WaPortal.Core.WhatsApp;

namespace WaPortal.Core.Campaigns;

/// <summary>Registers campaigns.</summary>
public static class CampaignsRegistration
{
    public static IServiceCollection AddCampaigns(this IServiceCollection services)
    {
        services.AddSingleton<CampaignTimeline>();
        services.AddSingleton<ISendOrderListener>(s => s.GetRequiredService<CampaignTimeline>());
        services.AddSingleton<IRestoreCaution, RestoredCampaigns>();
        services.AddSingleton<OwnLinks>();
        services.AddSingleton<CampaignMedia>();
        services.AddSingleton<CampaignAudience>();
        services.AddSingleton(s => new CampaignReview(
            s.GetRequiredService<PortalDatabase>(), s.GetRequiredService<SendableTemplates>(), s.GetRequiredService<CampaignAudience>(),
            s.GetRequiredService<QuotaBook>(), s.GetRequiredService<OwnLinks>(), s.GetRequiredService<SendingOutlook>(), s.GetRequiredService<TimeProvider>()));
        services.AddSingleton<SendingOutlook>();
        services.AddSingleton<CampaignQueries>();
        services.AddSingleton<CampaignCosts>();
        services.AddSingleton<AbTestFigures>();
        services.AddSingleton<AbTestTurn>();
        services.AddSingleton(s => new AbTestQuery(s.GetRequiredService<PortalDatabase>(), s.GetRequiredService<AbTestFigures>()));
        services.AddSingleton(s => new ChooseWinner(
            s.GetRequiredService<PortalDatabase>(), s.GetRequiredService<CampaignTimeline>(), s.GetRequiredService<AuditTrail>(), s.GetRequiredService<IBackgroundJobs>(), s.GetRequiredService<TimeProvider>()));
        services.AddSingleton<CompareCampaigns>();
        services.AddSingleton(s => new CampaignBudget(
            s.GetRequiredService<PortalDatabase>(), s.GetRequiredService<CampaignTimeline>(), s.GetRequiredService<AuditTrail>(), s.GetRequiredService<TimeProvider>()));
        services.AddSingleton(s => new CampaignPriority(
            s.GetRequiredService<PortalDatabase>(), s.GetRequiredService<CampaignTimeline>(), s.GetRequiredService<AuditTrail>(), s.GetRequiredService<IPortalSignals>()));
        services.AddSingleton<SendingOverview>();
        services.AddSingleton<RecipientContacts>();
        services.AddSingleton<EditCampaign>();
        services.AddSingleton<FollowUpCampaign>();
        services.AddSingleton(s => new ControlCampaign(
            s.GetRequiredService<PortalDatabase>(), s.GetRequiredService<SendOrders>(), s.GetRequiredService<CampaignTimeline>(),
            s.GetRequiredService<AuditTrail>(), s.GetRequiredService<IPortalSignals>(), s.GetRequiredService<TimeProvider>()));
        services.AddSingleton(s => new CampaignDoubts(
            s.GetRequiredService<PortalDatabase>(), s.GetRequiredService<DoubtReport>(), s.GetRequiredService<DoubtStore>(), s.GetRequiredService<SendOrders>(),
            s.GetRequiredService<CampaignTimeline>(), s.GetRequiredService<FreshCode>(), s.GetRequiredService<AuditTrail>(), s.GetRequiredService<IPortalSignals>()));
        services.AddSingleton(s => new ScheduleCampaign(
            s.GetRequiredService<PortalDatabase>(), s.GetRequiredService<CampaignReview>(), s.GetRequiredService<CampaignTimeline>(),
            s.GetRequiredService<AuditTrail>(), s.GetRequiredService<IBackgroundJobs>(), s.GetRequiredService<TimeProvider>()));
        services.AddSingleton(s => new ApproveCampaign(
            s.GetRequiredService<PortalDatabase>(), s.GetRequiredService<CampaignReview>(), s.GetRequiredService<SendOrders>(), s.GetRequiredService<FreshCode>(),
            s.GetRequiredService<CampaignTimeline>(), s.GetRequiredService<AuditTrail>(), s.GetRequiredService<IPortalSignals>(), s.GetRequiredService<TimeProvider>()));
        services.AddSingleton<CampaignApprovalQuery>();
        services.AddSingleton<ManageCampaignSettings>();
        services.AddSingleton<ControlGroup>();
        services.AddSingleton<ManageTestPeople>();
        services.AddSingleton(s => new SendTest(
            s.GetRequiredService<PortalDatabase>(), s.GetRequiredService<SendableTemplates>(), s.GetRequiredService<CampaignMedia>(), s.GetRequiredService<SendNotification>(),
            s.GetRequiredService<OwnLinks>(), s.GetRequiredService<TenantKeys>(), s.GetRequiredService<CampaignTimeline>(), s.GetRequiredService<AuditTrail>(),
            s.GetRequiredService<IPortalSignals>(), s.GetRequiredService<TimeProvider>()));
        services.AddSingleton<IAccountUse, CampaignsOfAccount>();
        services.AddSingleton<ITargetNames, CampaignNames>();
        services.AddSingleton<ISegmentUse, CampaignsOfSegment>();
        services.AddSingleton<IRetainedRows, CampaignRows>();
        services.AddSingleton<IUnfinishedWork, UnfinishedCampaigns>();
        services.AddBackgroundJob<StartCampaignJob>();
        return services;
    }
}
