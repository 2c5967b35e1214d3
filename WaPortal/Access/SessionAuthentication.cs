using System.Text.Encodings.Web;
using Microsoft.AspNetCore.Authentication;
using Microsoft.Extensions.Options;
using WaPortal.Core.Access;
using WaPortal.Core.Audit;

namespace WaPortal.Access;

/// <summary>Knows people by their session's cookie. Each request looks the session up, so an ended one is worth nothing at once.</summary>
internal sealed class SessionAuthentication(
    IOptionsMonitor<AuthenticationSchemeOptions> options, ILoggerFactory loggers, UrlEncoder encoder, Sessions sessions)
    : AuthenticationHandler<AuthenticationSchemeOptions>(options, loggers, encoder)
{
    protected override async Task<AuthenticateResult> HandleAuthenticateAsync()
    {
        if (SessionCookie.Read(Request) is not { } token)
            return AuthenticateResult.NoResult();
        var session = await sessions.FindAsync(token, Context.RequestAborted);
        return session is null
            ? AuthenticateResult.Fail("The session has ended.")
            : AuthenticateResult.Success(new AuthenticationTicket(SessionPrincipal.Create(session, Context.Visitor().Address), Scheme.Name));
    }

    protected override async Task HandleChallengeAsync(AuthenticationProperties properties)
    {
        if (WantsPage())
            Response.Redirect($"/sign-in?returnUrl={Uri.EscapeDataString(Request.Path + Request.QueryString)}");
        else
            await AnswerAsync(StatusCodes.Status401Unauthorized, "Sign in first.");
    }

    // Reached by somebody who is known but may not: half-way through signing in, or without the right.
    protected override async Task HandleForbiddenAsync(AuthenticationProperties properties)
    {
        var next = Context.User.Stage() switch
        {
            SessionStage.PasswordOk => AccountAddresses.Code,
            SessionStage.MustEnrol => AccountAddresses.Enrol,
            _ => null,
        };
        if (next is null && Context.User.ToActor() is { } actor)
            await Context.RequestServices.GetRequiredService<IncidentTrail>().DeniedAsync(Request.Path.ToString(), actor);
        if (next is not null && WantsPage())
            Response.Redirect(next);
        else
            await AnswerAsync(StatusCodes.Status403Forbidden, "Your role does not allow this.");
    }

    private bool WantsPage() => HttpMethods.IsGet(Request.Method) && Request.Headers.Accept.ToString().Contains("text/html", StringComparison.OrdinalIgnoreCase);

    private Task AnswerAsync(int status, string words)
    {
        Response.StatusCode = status;
        Response.ContentType = "text/plain";
        return Response.WriteAsync(words, Context.RequestAborted);
    }
}
