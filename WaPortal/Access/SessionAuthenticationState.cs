using Microsoft.AspNetCore.Components.Authorization;
using Microsoft.AspNetCore.Components.Server;
using WaPortal.Core.Access;

namespace WaPortal.Access;

/// <summary>Gives pages their user, and looks once a minute whether the session still lives; when not, its connections are cut.</summary>
internal sealed class SessionAuthenticationState(ILoggerFactory loggers, Sessions sessions, CircuitConnections connections)
    : RevalidatingServerAuthenticationStateProvider(loggers)
{
    protected override TimeSpan RevalidationInterval => TimeSpan.FromSeconds(60);

    protected override async Task<bool> ValidateAuthenticationStateAsync(AuthenticationState authenticationState, CancellationToken cancellationToken)
    {
        var user = authenticationState.User;
        if (user.SessionId() is not { } id)
            return false;
        if (SessionPrincipal.Holds(user, await sessions.FindAsync(user.HomeTenant(), id, cancellationToken)))
            return true;
        connections.Ended(id);
        return false;
    }
}
