using System.Text.Json;
using Microsoft.AspNetCore.Antiforgery;
using WaPortal.Core.Access;
using RequestSizeLimitAttribute = Microsoft.AspNetCore.Mvc.RequestSizeLimitAttribute;

namespace WaPortal.Access.Passkeys;

/// <summary>The requests that passkeys.js makes. JSON both ways; the antiforgery token travels in its header.</summary>
internal static class PasskeyEndpoints
{
    public const string Account = "/account/passkeys";
    public const string SignIn = "/sign-in/passkey";

    private const int LargestBody = 64 * 1024;

    public static void MapPasskeys(this IEndpointRouteBuilder app)
    {
        app.MapPost(Account + "/options", BeginAsync);
        app.MapPost(Account, AddAsync).WithMetadata(new RequestSizeLimitAttribute(LargestBody));
        // Open at the stage between password and second factor, which both look at themselves.
        app.MapPost(SignIn + "/options", AskAsync).AllowAnonymous();
        app.MapPost(SignIn, AnswerAsync).AllowAnonymous().WithMetadata(new RequestSizeLimitAttribute(LargestBody), new RateAttribute(RateKind.Code));
    }

    private static async Task<IResult> BeginAsync(HttpContext context, IAntiforgery antiforgery, Sessions sessions, UserPasskeys passkeys, PasskeyCeremony ceremony)
    {
        if (await SessionAsync(context, antiforgery, sessions, SessionStage.SignedIn) is not { } session)
            return Results.BadRequest();
        await passkeys.DemandFreshAsync(context.User.ToActor()!, context.RequestAborted);
        return Results.Content(await ceremony.BeginAsync(session, context), "application/json");
    }

    private static async Task<IResult> AddAsync(
        HttpContext context, IAntiforgery antiforgery, Sessions sessions, UserPasskeys passkeys, PasskeyCeremony ceremony, NewPasskey made)
    {
        if (await SessionAsync(context, antiforgery, sessions, SessionStage.SignedIn) is not { } session)
            return Results.BadRequest();
        if (await ceremony.CompleteAsync(session, made.Credential.GetRawText(), context) is not { } facts)
            return Results.UnprocessableEntity(new { message = "The device's answer did not hold. Try again." });
        return await passkeys.AddAsync(context.User.ToActor()!, facts, made.Name, context.RequestAborted) switch
        {
            PasskeyAdding.Added => Results.Ok(new { }),
            PasskeyAdding.Known => Results.UnprocessableEntity(new { message = "This device is registered here already." }),
            PasskeyAdding.TooMany => Results.UnprocessableEntity(new { message = $"You have {Passkey.PerUser} passkeys. Remove one first." }),
            PasskeyAdding.BadName => Results.UnprocessableEntity(new { message = $"Give it a name of 1 to {Passkey.NameLength} characters." }),
        };
    }

    private static async Task<IResult> AskAsync(HttpContext context, IAntiforgery antiforgery, Sessions sessions, PasskeyCeremony ceremony) =>
        await SessionAsync(context, antiforgery, sessions, SessionStage.PasswordOk) is { } session
            ? Results.Content(await ceremony.AskAsync(session, context), "application/json")
            : Results.BadRequest();

    private static async Task<IResult> AnswerAsync(
        HttpContext context, IAntiforgery antiforgery, Sessions sessions, SignIn signIn, PasskeyCeremony ceremony, JsonElement credential)
    {
        if (await SessionAsync(context, antiforgery, sessions, SessionStage.PasswordOk) is not { } session)
            return Results.BadRequest();
        switch (await signIn.PasskeyAsync(session, await ceremony.AnswerAsync(session, credential.GetRawText(), context), context.Visitor(), context.RequestAborted))
        {
            case SignInResult.Passed passed:
                SessionCookie.Write(context.Response, passed.Ticket);
                return Results.Ok(new { });
            case SignInResult.Over:
                SessionCookie.Remove(context.Response);
                return Results.Unauthorized();
            default:
                return Results.UnprocessableEntity(new { message = "This passkey was not accepted. Use the code of your app, or wait a minute after several tries." });
        }
    }

    // Null also without its antiforgery token, which the middleware asks for only where a form is read.
    private static async Task<SessionInfo?> SessionAsync(HttpContext context, IAntiforgery antiforgery, Sessions sessions, SessionStage stage)
    {
        if (context.User.SessionId() is not { } id || !await antiforgery.IsRequestValidAsync(context))
            return null;
        var session = await sessions.FindAsync(context.User.HomeTenant(), id, context.RequestAborted);
        return session?.Stage == stage ? session : null;
    }

    internal sealed record NewPasskey(string Name, JsonElement Credential);
}
