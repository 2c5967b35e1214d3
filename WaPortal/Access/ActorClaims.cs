using System.Security.Claims;
using WaPortal.Core.Access;
using WaPortal.Core.Tenancy;

namespace WaPortal.Access;

/// <summary>The actor as claims, so that policies, circuits and endpoints all read the same person.</summary>
public static class ActorClaims
{
    public const string Tenant = "waportal:tenant";
    public const string User = "waportal:user";
    public const string Right = "waportal:right";
    public const string Session = "waportal:session";
    public const string SessionId = "waportal:session-id";
    public const string Address = "waportal:address";
    public const string Home = "waportal:home";

    /// <summary>The signed-in principal of an actor.</summary>
    public static ClaimsPrincipal ToPrincipal(this Actor actor, string scheme)
    {
        var claims = new List<Claim> { new(ClaimTypes.Name, actor.Name), new(Tenant, actor.Tenant.Value.ToString()) };
        if (actor.UserId is { } user)
            claims.Add(new Claim(User, user.Value.ToString()));
        if (actor.Session is { } session)
            claims.Add(new Claim(Session, session));
        if (actor.SessionId is { } id)
            claims.Add(new Claim(SessionId, id.Value.ToString()));
        if (actor.Address is { } address)
            claims.Add(new Claim(Address, address));
        if (actor.Home is { } home)
            claims.Add(new Claim(Home, home.Value.ToString()));
        claims.AddRange(actor.Rights.Select(right => new Claim(Right, right.ToString())));
        return new ClaimsPrincipal(new ClaimsIdentity(claims, scheme));
    }

    /// <summary>Who acts; null when nobody is signed in.</summary>
    public static Actor? ToActor(this ClaimsPrincipal principal)
    {
        if (principal.Identity is not { IsAuthenticated: true } identity || !Guid.TryParse(principal.FindFirstValue(Tenant), out var tenant))
            return null;
        var user = Guid.TryParse(principal.FindFirstValue(User), out var id) ? new UserId(id) : (UserId?)null;
        var rights = principal.FindAll(Right).Select(claim => Enum.Parse<Right>(claim.Value)).ToHashSet();
        var home = Guid.TryParse(principal.FindFirstValue(Home), out var own) ? new TenantId(own) : (TenantId?)null;
        return new Actor(
            new TenantId(tenant), user, identity.Name ?? "", rights, principal.FindFirstValue(Session), principal.FindFirstValue(Address), principal.SessionId(), home);
    }
}
