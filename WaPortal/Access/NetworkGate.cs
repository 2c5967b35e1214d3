using System.Net;
using Microsoft.Extensions.Options;
using WaPortal.Core.Access;
using WaPortal.Core.Audit;

namespace WaPortal.Access;

/// <summary>
/// Lets only allowed networks in. The first thing that a request meets: before pages, files, circuits and error pages. What passes is
/// marked (<see cref="OpenDoorMetadata"/>): the platform's webhooks, and the page to unsubscribe, tracked links and the forms' address where they are open.
/// </summary>
public sealed partial class NetworkGate(
    RequestDelegate next, PlatformNetworks networks, PlatformTrail trail, NetworkRefusal refusal, IOptions<NetworkOptions> options, ILogger<NetworkGate> log)
{
    private static readonly object LabelKey = new();
    private readonly NetworkRange[] _proxies = [.. options.Value.KnownProxies.Select(p => NetworkRange.TryParse(p)!)];

    /// <summary>What the allowed network of this request is called.</summary>
    internal static string? Label(HttpContext context) => context.Items[LabelKey] as string;

    public async Task InvokeAsync(HttpContext context)
    {
        if (options.Value.HealthPort is { } port && context.Connection.LocalPort == port)
        {
            await HealthAsync(context);
            return;
        }

        if (await OpenDoorMetadata.LeadsThroughAsync(context))
        {
            await next(context);
            return;
        }

        var address = context.Connection.RemoteIpAddress is { } remote ? NetworkRange.Plain(remote) : null;
        if (await LabelAsync(address, context.RequestAborted) is not { } label)
        {
            await WriteDownAsync(address);
            await NetworkRefusal.AnswerAsync(context);
            return;
        }

        if (options.Value.TlsAtProxy && !context.Request.IsHttps && !IPAddress.IsLoopback(address!))
        {
            context.Response.StatusCode = StatusCodes.Status421MisdirectedRequest;
            context.Response.ContentType = "text/plain";
            await context.Response.WriteAsync("HTTPS is required.", context.RequestAborted);
            return;
        }

        context.Items[LabelKey] = label;
        await next(context);
    }

    private static Task HealthAsync(HttpContext context)
    {
        if (context.Request.Path != "/healthz")
        {
            context.Response.StatusCode = StatusCodes.Status404NotFound;
            return Task.CompletedTask;
        }

        context.Response.ContentType = "text/plain";
        return context.Response.WriteAsync("ok", context.RequestAborted);
    }

    private async ValueTask<string?> LabelAsync(IPAddress? address, CancellationToken token)
    {
        // Still the proxy's own address: it named no visitor, or one that cannot be read. The proxy's place in a list is not the visitor's.
        if (address is null || Array.Exists(_proxies, p => p.Contains(address)))
            return null;
        try
        {
            return await networks.FindAsync(address, token);
        }
        catch (Exception e) when (e is not OperationCanceledException)
        {
            Log.ListUnreadable(log, e); // fail closed
            return null;
        }
    }

    private async Task WriteDownAsync(IPAddress? address)
    {
        if (!refusal.Count("platform", address))
            return;
        try
        {
            await trail.RecordAsync("address.denied", address?.ToString() ?? "unknown", "refused", null, CancellationToken.None);
        }
        catch (Exception e)
        {
            Log.NotWritten(log, e);
        }
    }

    private static partial class Log
    {
        [LoggerMessage(1, LogLevel.Error, "The list of allowed networks cannot be read; nobody is let in")]
        public static partial void ListUnreadable(ILogger logger, Exception exception);

        [LoggerMessage(2, LogLevel.Error, "A refused address could not be recorded")]
        public static partial void NotWritten(ILogger logger, Exception exception);
    }
}
