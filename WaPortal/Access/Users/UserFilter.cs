using WaPortal.Core.Access;
using WaPortal.Core.Access.Users;

namespace WaPortal.Access.Users;

/// <summary>What the list of users shows, as it stands in the address.</summary>
internal sealed record UserFilter(string? Search, string? State, PortalRole? Role, string? Sort)
{
    public const string Active = "active";
    public const string Disabled = "disabled";
    public const string Locked = "locked";
    public const string WithoutFactor = "no-second-factor";
    public const string ByLastSignIn = "last-sign-in";

    /// <summary>Words of the address as a filter; what is none counts as absent.</summary>
    public static UserFilter Read(string? search, string? state, string? role, string? sort) => new(
        string.IsNullOrWhiteSpace(search) ? null : search.Trim(),
        state is Active or Disabled or Locked or WithoutFactor ? state : null,
        Enum.TryParse<PortalRole>(role, ignoreCase: true, out var known) && Enum.IsDefined(known) ? known : null,
        sort is ByLastSignIn ? sort : null);

    public bool IsEmpty => this is { Search: null, State: null, Role: null };

    /// <summary>The address that shows this.</summary>
    public string ToAddress()
    {
        var parts = new List<string>(4);
        if (Search is not null)
            parts.Add("q=" + Uri.EscapeDataString(Search));
        if (State is not null)
            parts.Add("state=" + State);
        if (Role is { } role)
            parts.Add("role=" + role.ToString().ToLowerInvariant());
        if (Sort is not null)
            parts.Add("sort=" + Sort);
        return parts.Count == 0 ? UserAddresses.List : $"{UserAddresses.List}?{string.Join('&', parts)}";
    }

    /// <summary>The users that fit, in their order.</summary>
    public IReadOnlyList<UserLine> Apply(IReadOnlyList<UserLine> users)
    {
        var fitting = users.Where(u => (Role is not { } role || u.Roles.Contains(role)) && InState(u, State)
            && (Search is null || u.Name.Contains(Search, StringComparison.CurrentCultureIgnoreCase) || u.Email.Contains(Search, StringComparison.OrdinalIgnoreCase)));
        return [.. Sort is ByLastSignIn ? fitting.OrderByDescending(u => u.LastSignInAt ?? DateTimeOffset.MinValue) : fitting];
    }

    public static bool InState(UserLine user, string? state) => state switch
    {
        Active => user is { Status: UserStatus.Active, IsLocked: false },
        Disabled => user.Status == UserStatus.Disabled,
        Locked => user.IsLocked,
        WithoutFactor => !user.IsEnrolled,
        _ => true,
    };
}
