using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Hosting;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.Logging;

namespace WaPortal.Tests.WhatsApp;

/// <summary>A platform on Kestrel that answers each call with what the test says.</summary>
internal sealed class KestrelPlatform : IAsyncDisposable
{
    private readonly WebApplication _app;

    private KestrelPlatform(WebApplication app) => _app = app;

    public Uri Address => new(_app.Urls.Single());

    public List<string> Calls { get; } = [];

    public static async Task<KestrelPlatform> StartAsync(Func<HttpContext, string, Task> answer)
    {
        var builder = WebApplication.CreateSlimBuilder();
        builder.Logging.ClearProviders();
        builder.WebHost.UseUrls("http://127.0.0.1:0");
        var app = builder.Build();
        var platform = new KestrelPlatform(app);
        app.Run(async context =>
        {
            var call = $"{context.Request.Method} {context.Request.Path}{context.Request.QueryString}";
            lock (platform.Calls)
                platform.Calls.Add(call);
            await answer(context, call);
        });
        await app.StartAsync();
        return platform;
    }

    public ValueTask DisposeAsync() => _app.DisposeAsync();
}
