using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.DependencyInjection.Extensions;
using WaPortal.Core.Data;
using WaPortal.Core.Data.Restores;
using WaPortal.Core.Delivery.Clicks;
using WaPortal.Core.Delivery.Costs;
using WaPortal.Core.Delivery.Doubts;
using WaPortal.Core.Delivery.Evidence;
using WaPortal.Core.Delivery.Frequency;
using WaPortal.Core.Delivery.Hours;
using WaPortal.Core.Delivery.Notifications;
using WaPortal.Core.Delivery.Protection;
using WaPortal.Core.Delivery.Remains;
using WaPortal.Core.Delivery.Responses;
using WaPortal.Core.Jobs;
using WaPortal.Core.OptIns.Erasure;
using WaPortal.Core.OptIns.Joining.Forms;
using WaPortal.Core.OptIns.Segments;
using WaPortal.Core.Retention;
using WaPortal.Core.Tenancy;
using WaPortal.Core.WhatsApp;

namespace WaPortal.Core.Delivery;

/// <summary>Registers sending.</summary>
public static class DeliveryRegistration
{
    public static IServiceCollection AddDelivery(this IServiceCollection services)
    {
        services.AddOptions<DeliveryOptions>().BindConfiguration(DeliveryOptions.Section).ValidateDataAnnotations().ValidateOnStart();
        services.AddSingleton<SendOrders>();
        services.AddSingleton<IRestoreCaution, RestoredOrders>();
        services.AddSingleton<IRetainedRows, MessageRows>();
        services.AddSingleton<IUnfinishedWork, OldQuotaUses>();
        services.AddSingleton<ClaimStore>();
        services.AddSingleton<StartStore>();
        services.AddSingleton<OutcomeStore>();
        services.AddSingleton<SenderConnections>();
        services.AddSingleton<OrderReport>();
        services.AddSingleton<DoubtStore>();
        services.AddSingleton<DoubtReport>();
        services.AddSingleton<SendNotification>();
        services.AddSingleton<IConfirmationMessages, FormConfirmations>();
        services.AddSingleton<QuotaBook>();
        services.AddSingleton<ManageFrequency>();
        services.AddSingleton<ManageHours>();
        services.AddSingleton<SendingHistory>();
        services.AddSingleton<MessagesOfPersonQuery>()
            .AddSingleton<IPersonTraces, MessageTraces>();
        services.AddSingleton<TakeEvidence>();
        services.AddSingleton<ManageRates>();
        services.AddSingleton<IWebhookHandler, MessageStatusHandler>();
        services.AddSingleton<IWebhookHandler, ResponseHandler>()
            .AddSingleton<OrderResponses>();
        services.AddSingleton<TrackedLinks>()
            .AddSingleton<FollowLink>()
            .AddSingleton<OrderClicks>()
            .AddSingleton<ClickCounter>()
            .AddHostedService(provider => provider.GetRequiredService<ClickCounter>());
        services.AddSingleton<ISegmentFacts, SentMessageFacts>();
        services.AddSingleton<ITenantUsage, SentMessages>();
        services.AddSingleton<IUnfinishedWork, Reconciliation>();
        services.AddBackgroundJob<DispatchJob>();
        return services.AddProtection();
    }

    private static IServiceCollection AddProtection(this IServiceCollection services)
    {
        services.TryAddSingleton<SteadyTime>();
        services.AddSingleton<ClockWatch>();
        services.AddSingleton<SendingGuard>();
        services.AddSingleton<ProtectOrders>();
        services.AddSingleton<ManageProtection>();
        services.AddSingleton(s => new ProtectionQuery(
            s.GetRequiredService<PortalDatabase>(), s.GetRequiredService<DiskSpace>(), s.GetRequiredService<ClockWatch>(), s.GetRequiredService<TimeProvider>()));
        services.AddSingleton<IWebhookHandler, AccountWatch>();
        services.AddSingleton<IUnfinishedWork, WatchSending>();
        return services;
    }
}
