using System.Net;
using WaPortal.Core.Access;
using WaPortal.Core.Audit;

namespace WaPortal.Access;

/// <summary>Holds the requests of people who have signed in against their enterprise's own list of networks. Right behind authentication: files, circuits, uploads and downloads all come after it.</summary>
public sealed partial class TenantNetworkGate(RequestDelegate next, TenantNetworks networks, AuditTrail audit, NetworkRefusal refusal, ILogger<TenantNetworkGate> log)
{
    public async Task InvokeAsync(HttpContext context)
    {
        if (context.User.SessionId() is null || await AdmitsAsync(context))
        {
            await next(context);
            return;
        }

        await WriteDownAsync(context);
        await NetworkRefusal.AnswerAsync(context);
    }

    // The list of the enterprise that the session belongs to: a platform admin who acts in another one must be able to mend that one's list.
    private async ValueTask<bool> AdmitsAsync(HttpContext context)
    {
        if (Address(context) is not { } address)
            return false;
        try
        {
            return await networks.AdmitsAsync(context.User.HomeTenant(), address, context.RequestAborted);
        }
        catch (Exception e) when (e is not OperationCanceledException)
        {
            Log.ListUnreadable(log, e); // fail closed
            return false;
        }
    }

    private async Task WriteDownAsync(HttpContext context)
    {
        var (tenant, address) = (context.User.HomeTenant(), Address(context));
        if (!refusal.Count(tenant.Value.ToString(), address))
            return;
        try
        {
            await audit.RecordAsync(
                context.User.ToActor()!.AtHome(), "address.denied", address?.ToString() ?? "unknown", "refused", "not in the enterprise's own list of networks", CancellationToken.None);
        }
        catch (Exception e)
        {
            Log.NotWritten(log, e);
        }
    }

    private static IPAddress? Address(HttpContext context) => context.Connection.RemoteIpAddress is { } remote ? NetworkRange.Plain(remote) : null;

    private static partial class Log
    {
        [LoggerMessage(1, LogLevel.Error, "An enterprise's list of allowed networks cannot be read; nobody of it is let in")]
        public static partial void ListUnreadable(ILogger logger, Exception exception);

        [LoggerMessage(2, LogLevel.Error, "A refused address could not be recorded")]
        public static partial void NotWritten(ILogger logger, Exception exception);
    }
}
