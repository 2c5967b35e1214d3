using System.Globalization;
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
    private const string ActingUntilClaim = "waportal:acting-until";
    private const string TenantNameClaim = "waportal:tenant-name";

    /// <summary>The principal of a session; before the sign-in is complete it holds no right.</summary>
    public static ClaimsPrincipal Create(SessionInfo session, string? address)
    {
        var principal = session.ToActor(address).ToPrincipal(Scheme);
        ((ClaimsIdentity)principal.Identity!).AddClaims(
        [
            new Claim(ClaimTypes.Email, session.Email),
            new Claim(TenantNameClaim, session.Acting?.Name ?? session.EnterpriseName),
            new Claim(StageClaim, session.Stage.ToString()),
        ]);
        if (session.Acting is { } acting)
            ((ClaimsIdentity)principal.Identity!).AddClaim(new Claim(ActingUntilClaim, acting.Until.ToString("O", CultureInfo.InvariantCulture)));
        return principal;
    }

    /// <summary>The enterprise where the signed-in user and the session belong, also while a platform admin acts in another one; none for a stranger.</summary>
    public static TenantId HomeTenant(this ClaimsPrincipal user) => user.ToActor()?.AtHome().Tenant ?? TenantId.None;

    /// <summary>The enterprise that the pages show; none for a stranger.</summary>
    public static TenantId Tenant(this ClaimsPrincipal user) => user.ToActor()?.Tenant ?? TenantId.None;

    /// <summary>Until when a platform admin acts in the enterprise that the pages show; null in one's own.</summary>
    public static DateTimeOffset? ActingUntil(this ClaimsPrincipal user) =>
        user.FindFirstValue(ActingUntilClaim) is { } until ? DateTimeOffset.Parse(until, CultureInfo.InvariantCulture) : null;

    /// <summary>The enterprise's name.</summary>
    public static string TenantName(this ClaimsPrincipal user) => user.FindFirstValue(TenantNameClaim) ?? "";

    /// <summary>The session; null for a stranger.</summary>
    public static SessionId? SessionId(this ClaimsPrincipal user) =>
        user.FindFirstValue(ActorClaims.SessionId) is { } id ? new SessionId(Guid.Parse(id)) : null;

    /// <summary>Whether the principal still tells the truth about its session: it lives, and gives the rights that the principal claims.</summary>
    public static bool Holds(ClaimsPrincipal user, SessionInfo? session) =>
        session?.ToActor(null) is { } now && user.ToActor() is { } actor && now.Tenant == actor.Tenant && now.Rights.SetEquals(actor.Rights);

    /// <summary>How far the user has come; null for a stranger.</summary>
    public static SessionStage? Stage(this ClaimsPrincipal user) =>
        user.FindFirstValue(StageClaim) is { } stage ? Enum.Parse<SessionStage>(stage) : null;
}
