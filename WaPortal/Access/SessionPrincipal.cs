using System.Security.Claims;
using WaPortal.Core.Access;
using WaPortal.Core.Tenancy;

namespace WaPortal.Access;

/// <summary>A session as the claims that ASP.NET Core carries around: its actor's (<see cref="ActorClaims"/>) and what belongs to the session itself.</summary>
public static class SessionPrincipal
{
    /// <summary>The name of the authentication scheme.</summary>
    public const string Scheme = "Session";

    internal const string StageClaim = "waportal:stage";
    private const string TenantNameClaim = "waportal:tenant-name";

    /// <summary>The principal of a session; before the sign-in is complete it holds no right.</summary>
    public static ClaimsPrincipal Create(SessionInfo session, string? address)
    {
        var principal = session.ToActor(address).ToPrincipal(Scheme);
        ((ClaimsIdentity)principal.Identity!).AddClaims(
        [
            new Claim(ClaimTypes.Email, session.Email),
            new Claim(TenantNameClaim, session.EnterpriseName),
            new Claim(StageClaim, session.Stage.ToString()),
        ]);
        return principal;
    }

    /// <summary>The enterprise of the signed-in user; none for a stranger.</summary>
    public static TenantId Tenant(this ClaimsPrincipal user) => user.ToActor()?.Tenant ?? TenantId.None;

    /// <summary>The enterprise's name.</summary>
    public static string TenantName(this ClaimsPrincipal user) => user.FindFirstValue(TenantNameClaim) ?? "";

    /// <summary>The session; null for a stranger.</summary>
    public static SessionId? SessionId(this ClaimsPrincipal user) =>
        user.FindFirstValue(ActorClaims.SessionId) is { } id ? new SessionId(Guid.Parse(id)) : null;

    /// <summary>Whether the principal still tells the truth about its session: it lives, and gives the rights that the principal claims.</summary>
    public static bool Holds(ClaimsPrincipal user, SessionInfo? session) =>
        session is not null && user.ToActor() is { } actor && session.ToActor(null).Rights.SetEquals(actor.Rights);

    /// <summary>How far the user has come; null for a stranger.</summary>
    public static SessionStage? Stage(this ClaimsPrincipal user) =>
        user.FindFirstValue(StageClaim) is { } stage ? Enum.Parse<SessionStage>(stage) : null;
}
