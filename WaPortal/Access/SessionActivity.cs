using Microsoft.AspNetCore.Components.Authorization;
using Microsoft.AspNetCore.Components.Server.Circuits;
using WaPortal.Core.Access;

namespace WaPortal.Access;

/// <summary>
/// Stands before everything that a browser asks of a circuit. A click there is no request, so nothing else would look at the session: this
/// does, from an answer of at most five seconds ago, and counts the click as use. What an ended session asks for is not done.
/// </summary>
internal sealed class SessionActivity(
    AuthenticationStateProvider states, Sessions sessions, CircuitConnections connections, TimeProvider clock) : CircuitHandler
{
    private static readonly TimeSpan Trust = TimeSpan.FromSeconds(5);
    private long? _checkedAt;

    public override Func<CircuitInboundActivityContext, Task> CreateInboundActivityHandler(Func<CircuitInboundActivityContext, Task> next) => async context =>
    {
        if (await MayGoOnAsync())
            await next(context);
    };

    private async Task<bool> MayGoOnAsync()
    {
        var user = (await states.GetAuthenticationStateAsync()).User;
        if (user.SessionId() is not { } id)
            return false;
        // A session without an open circuit was cut a moment ago; what it sent before that is still on its way here.
        if (_checkedAt is { } at && clock.GetElapsedTime(at) < Trust && connections.HasCircuit(id))
            return true;
        var session = await sessions.UseAsync(user.HomeTenant(), id, CancellationToken.None);
        if (!SessionPrincipal.Holds(user, session))
        {
            connections.Ended(id);
            return false;
        }

        _checkedAt = clock.GetTimestamp();
        return true;
    }
}
