using WaPortal.Core.Audit;

namespace WaPortal.Access;

/// <summary>
/// Puts it on record when somebody asks a file's address for what belongs to another enterprise. The answer is the same 404 that an unknown
/// id gets; pages do this themselves when they find nothing.
/// </summary>
public sealed class MissWatch(RequestDelegate next, CrossTenantAttempts attempts)
{
    public async Task InvokeAsync(HttpContext context)
    {
        await next(context);
        if (context.Response.StatusCode != StatusCodes.Status404NotFound || context.User.ToActor() is not { } actor)
            return;
        foreach (var value in context.Request.RouteValues.Values)
        {
            if (Guid.TryParse(value?.ToString(), out var id))
                await attempts.NoteMissAsync(actor, id, CancellationToken.None);
        }
    }
}
