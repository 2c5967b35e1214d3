using Microsoft.AspNetCore.Components.Authorization;
using Microsoft.AspNetCore.Components.Server.Circuits;
using WaPortal.Core.Access;

namespace WaPortal.Access;

/// <summary>Work inside a circuit makes no requests; this counts what a person does there as use of the session.</summary>
internal sealed class SessionActivity(AuthenticationStateProvider states, Sessions sessions, TimeProvider clock) : CircuitHandler
{
    private static readonly TimeSpan Grain = TimeSpan.FromMinutes(1);
    private long? _touchedAt;

    public override Func<CircuitInboundActivityContext, Task> CreateInboundActivityHandler(Func<CircuitInboundActivityContext, Task> next) => async context =>
    {
        if (_touchedAt is null || clock.GetElapsedTime(_touchedAt.Value) >= Grain)
        {
            _touchedAt = clock.GetTimestamp();
            var user = (await states.GetAuthenticationStateAsync()).User;
            if (user.SessionId() is { } session)
                await sessions.TouchAsync(user.Tenant(), session, CancellationToken.None);
        }

        await next(context);
    };
}
