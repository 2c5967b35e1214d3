using WaPortal.Core.Data;
using WaPortal.Core.Tenancy;

namespace WaPortal.Core.Access;

/// <summary>The id of a user.</summary>
public readonly record struct UserId(Guid Value) : IGuidId<UserId>
{
    public static UserId Create(Guid value) => new(value);

    public static UserId New() => new(Guid.CreateVersion7());
}

/// <summary>Who does something, in which enterprise, with which rights. The first argument of every action and query that a page calls.</summary>
/// <param name="Tenant">The enterprise that it is done in.</param>
/// <param name="UserId">The user; null for a job or a verb on the server.</param>
/// <param name="Name">The name that timelines and the audit trail show.</param>
/// <param name="Rights">What the actor may do.</param>
/// <param name="Session">The first characters of the session's id, for the audit trail.</param>
/// <param name="Address">Where from; null for a job.</param>
/// <param name="SessionId">The session that acts; null for a job or a verb on the server.</param>
/// <param name="Home">For a platform admin who acts in another enterprise: the one where the user and the session belong. Null for everybody else.</param>
public sealed record Actor(
    TenantId Tenant, UserId? UserId, string Name, IReadOnlySet<Right> Rights, string? Session = null, string? Address = null, SessionId? SessionId = null, TenantId? Home = null)
{
    private static readonly HashSet<Right> AllRights = [.. Enum.GetValues<Right>()];

    /// <summary>The portal itself, at work in the name of a tenant.</summary>
    public static Actor Job(TenantId tenant, string name) => new(tenant, null, name, AllRights);

    /// <summary>The same person where their user and their session are kept: for what belongs to the person, such as a code or a session.</summary>
    public Actor AtHome() => Home is { } home ? this with { Tenant = home, Home = null } : this;

    /// <summary>The same person on record in another enterprise, for an event that happens to it from outside.</summary>
    internal Actor InTenant(TenantId tenant) => tenant == Tenant ? this : this with { Tenant = tenant, Home = AtHome().Tenant, Name = $"{Name} (platform)" };

    /// <summary>Whether the actor holds the right.</summary>
    public bool May(Right right) => Rights.Contains(right);

    /// <summary>Refuses those who do not hold the right.</summary>
    /// <exception cref="AccessDeniedException">The actor does not hold it.</exception>
    public void Demand(Right right)
    {
        if (!May(right))
            throw new AccessDeniedException(right);
    }
}

/// <summary>Somebody called an action without the right to it. Pages do not offer such actions, so this is an attempt or a bug.</summary>
public sealed class AccessDeniedException(Right right) : UnauthorizedAccessException($"The right {right} is needed.")
{
    /// <summary>The right that was missing.</summary>
    public Right Right { get; } = right;
}
