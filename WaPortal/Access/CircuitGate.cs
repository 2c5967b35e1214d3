using Microsoft.AspNetCore.Http.Features;
using WaPortal.Core.Access;

namespace WaPortal.Access;

/// <summary>
/// Stands before the circuits' address: WebSocket only, from the portal's own pages only, and each connection is tied to its session for
/// its whole life. Uploads and exports are tied in the same way, since they may last as long.
/// </summary>
public sealed class CircuitGate(RequestDelegate next, CircuitConnections connections, Sessions sessions)
{
    private static readonly PathString Circuits = "/_blazor";

    public async Task InvokeAsync(HttpContext context)
    {
        if (!context.Request.Path.StartsWithSegments(Circuits, StringComparison.OrdinalIgnoreCase, out var rest))
        {
            if (context.User.SessionId() is { } owner && RequestRate.IsTransfer(context))
            {
                using var transfer = connections.AddTransfer(context.User.HomeTenant(), owner, context);
                await next(context);
                return;
            }

            await next(context);
            return;
        }

        var socket = IsWebSocket(context);
        if (!socket && !rest.HasValue)
        {
            // Long polling and server-sent events would be further ways in to guard.
            await AnswerAsync(context, StatusCodes.Status404NotFound, "Not found.");
            return;
        }

        var origin = context.Request.Headers.Origin.ToString();
        if ((socket || origin.Length > 0) && !IsOwn(context.Request, origin))
        {
            await AnswerAsync(context, StatusCodes.Status403Forbidden, "Refused.");
            return;
        }

        if (socket && context.User.SessionId() is { } session)
        {
            using var open = connections.TryAddCircuit(context.User.HomeTenant(), session, context);
            if (open is null)
            {
                await AnswerAsync(context, StatusCodes.Status429TooManyRequests, "Too many pages of this session are open.");
                return;
            }

            // The session may have ended after this request was let in and before it was tied.
            if (await sessions.FindAsync(context.User.HomeTenant(), session, context.RequestAborted) is null)
            {
                await AnswerAsync(context, StatusCodes.Status401Unauthorized, "Sign in first.");
                return;
            }

            await next(context);
            return;
        }

        await next(context);
    }

    private static bool IsWebSocket(HttpContext context) =>
        context.Request.Headers.Upgrade.ToString().Equals("websocket", StringComparison.OrdinalIgnoreCase)
        || context.Features.Get<IHttpExtendedConnectFeature>() is { IsExtendedConnect: true, Protocol: "websocket" };

    private static bool IsOwn(HttpRequest request, string origin) =>
        origin.Equals($"{request.Scheme}://{request.Host.ToUriComponent()}", StringComparison.OrdinalIgnoreCase);

    private static Task AnswerAsync(HttpContext context, int status, string words)
    {
        context.Response.StatusCode = status;
        context.Response.ContentType = "text/plain";
        return context.Response.WriteAsync(words, context.RequestAborted);
    }
}
