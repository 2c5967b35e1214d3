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
        var session = await sessions.FindAsync(user.Tenant(), id, cancellationToken);
        // Rights are in the principal, so a changed role ends the circuit too; the browser comes back with the new ones.
        if (session is not null && session.ToActor(null).Rights.SetEquals(user.ToActor()!.Rights))
            return true;
        connections.Ended(id);
        return false;
    }
}
