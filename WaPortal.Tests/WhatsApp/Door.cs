using System.Net.Http.Headers;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Hosting;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging;
using WaPortal.Core.Audit;
using WaPortal.Core.Tenancy;
using WaPortal.Core.WhatsApp;
using WaPortal.Tests.Data;
using WaPortal.WhatsApp;

namespace WaPortal.Tests.WhatsApp;

/// <summary>The portal's webhook address on a real server.</summary>
internal sealed class Door : IAsyncDisposable
{
    private readonly WebApplication _app;
    private readonly HttpClient _http;

    private Door(WebApplication app) => (_app, _http) = (app, new HttpClient { BaseAddress = new Uri(app.Urls.Single()) });

    /// <summary>Where an account's webhooks are taken.</summary>
    public Uri AddressOf(WhatsAppAccountId account) => new(_http.BaseAddress!, WhatsAppWebhookEndpoints.PathOf(account));

    public List<Microsoft.AspNetCore.Routing.RouteEndpoint> Endpoints =>
        [.. ((Microsoft.AspNetCore.Routing.IEndpointRouteBuilder)_app).DataSources.SelectMany(source => source.Endpoints).Cast<Microsoft.AspNetCore.Routing.RouteEndpoint>()];

    public static Task<Door> OpenAsync(Connected connected) => OpenAsync(connected.Portal);

    public static async Task<Door> OpenAsync(TestPortal portal)
    {
        var builder = WebApplication.CreateSlimBuilder();
        builder.Logging.ClearProviders();
        builder.WebHost.UseUrls("http://127.0.0.1:0");
        builder.WebHost.ConfigureKestrel(kestrel => kestrel.Limits.MaxRequestBodySize = null);
        builder.Services.AddRouting(options => options.SetParameterPolicy<Microsoft.AspNetCore.Routing.Constraints.GuidRouteConstraint>("guid"));
        builder.Services.AddSingleton(portal.Get<WhatsAppAccounts>());
        builder.Services.AddSingleton(portal.Get<WebhookInbox>());
        builder.Services.AddSingleton(portal.Get<WebhookMeter>());
        builder.Services.AddSingleton(new WebhookRefusals(portal.Get<AuditTrail>(), portal.Clock));
        var app = builder.Build();
        app.MapWhatsAppWebhooks();
        await app.StartAsync();
        return new Door(app);
    }

    public Task<HttpResponseMessage> PostAsync(Guid account, byte[] body, string? signature)
    {
        var request = new HttpRequestMessage(HttpMethod.Post, WhatsAppWebhookEndpoints.PathOf(new WhatsAppAccountId(account)))
        {
            Content = new ByteArrayContent(body) { Headers = { ContentType = new MediaTypeHeaderValue("application/json") } },
        };
        if (signature is not null)
            request.Headers.TryAddWithoutValidation(WebhookSignature.Header, signature);
        return _http.SendAsync(request);
    }

    public Task<HttpResponseMessage> GetAsync(Guid account, string query) => _http.GetAsync($"{WhatsAppWebhookEndpoints.PathOf(new WhatsAppAccountId(account))}?{query}");

    public async ValueTask DisposeAsync()
    {
        _http.Dispose();
        await _app.DisposeAsync();
    }
}
