using Microsoft.AspNetCore.Antiforgery;
using WaPortal.Access;
using WaPortal.Core.Access.Tenants;

namespace WaPortal.Tenancy;

/// <summary>The way back from another enterprise.</summary>
internal static class ActInEndpoint
{
    public static WebApplication MapActIn(this WebApplication app)
    {
        app.MapPost(TenantAddresses.EndActIn, async (HttpContext context, ActIn act, IAntiforgery antiforgery) =>
        {
            // The middleware asks for the token only of endpoints that read a form.
            if (!await antiforgery.IsRequestValidAsync(context))
                return Results.BadRequest();
            if (await act.EndAsync(context.User.ToActor()!, context.RequestAborted) is ActInResult.Done done)
                SessionCookie.Write(context.Response, done.Ticket);
            return Results.Redirect(TenantAddresses.List);
        })
        .RequireAuthorization();
        return app;
    }
}
