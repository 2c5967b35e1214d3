using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.DependencyInjection.Extensions;
using Microsoft.Extensions.Options;
using WaPortal.Core.Jobs;

namespace WaPortal.Core.WhatsApp;

/// <summary>Registers the feature.</summary>
public static class WhatsAppRegistration
{
    /// <summary>The platform's client, the accounts' secrets and the webhook inbox.</summary>
    public static IServiceCollection AddWhatsApp(this IServiceCollection services)
    {
        services.TryAddSingleton(TimeProvider.System);
        services.AddSingleton<IValidateOptions<WhatsAppOptions>, ValidateWhatsAppOptions>();
        services.AddOptions<WhatsAppOptions>().BindConfiguration(WhatsAppOptions.Section).ValidateOnStart();

        // The factory's own loggers write addresses and headers; neither belongs in a log here.
        services.AddHttpClient<IWhatsAppClient, WhatsAppClient>(client => client.Timeout = Timeout.InfiniteTimeSpan)
            .ConfigurePrimaryHttpMessageHandler(provider => PlatformHandler(provider.GetRequiredService<IOptions<WhatsAppOptions>>().Value))
            .SetHandlerLifetime(Timeout.InfiniteTimeSpan)
            .RemoveAllLoggers();
        return services
            .AddSingleton<WhatsAppAccounts>()
            .AddSingleton<RefreshPhoneNumbers>()
            .AddSingleton<ManageAccounts>()
            .AddSingleton<TestConnection>()
            .AddBackgroundJob<RefreshNumbersJob>()
            .AddSingleton<IUnfinishedWork, UncheckedAccounts>()
            .AddSingleton<IWebhookHandler, NumberWebhooks>()
            .AddMetrics()
            .AddSingleton<WebhookMeter>()
            .AddSingleton<WebhookProcessor>()
            .AddSingleton<WebhookWorker>()
            .AddSingleton<WebhookInbox>()
            .AddSingleton<WebhookInboxQuery>()
            .AddSingleton<ShowWebhook>()
            .AddSingleton<BringWebhooks>()
            .AddSingleton<ReplayWebhooks>()
            .AddBackgroundJob<ReplayWebhooksJob>()
            .AddSingleton<IUnfinishedWork, UnfinishedReplays>()
            .AddHostedService(provider => provider.GetRequiredService<WebhookWorker>())
            .AddHostedService(provider => provider.GetRequiredService<WebhookInbox>());
    }

    internal static SocketsHttpHandler PlatformHandler(WhatsAppOptions options)
    {
        var gate = new OutboundGate(options);
        return new SocketsHttpHandler
        {
            AllowAutoRedirect = false,
            UseCookies = false,
            UseProxy = false,
            ConnectTimeout = TimeSpan.FromSeconds(10),
            ConnectCallback = (context, token) => gate.ConnectAsync(context.DnsEndPoint, token),

            // Short enough that a server rarely closes a pooled connection first, which is what leaves messages in doubt.
            PooledConnectionIdleTimeout = TimeSpan.FromSeconds(20),
            PooledConnectionLifetime = TimeSpan.FromMinutes(5),
            MaxConnectionsPerServer = 200,
        };
    }
}
