using System.Net;
using WaPortal.Access;
using WaPortal.Core.Access;
using WaPortal.Core.Api;
using WaPortal.Core.Audit;

namespace WaPortal.Api;

/// <summary>Says which scope an endpoint asks for.</summary>
internal sealed record ApiScopeMetadata(ApiScope Scope);

/// <summary>
/// Stands before every endpoint of the API: whose key it is, where it comes from, how often, and for what. It goes by the key alone; cookies mean nothing here, so no page of another site can use
/// somebody's session. Allowed networks of the platform were asked before (<see cref="NetworkGate"/>).
/// </summary>
internal sealed class ApiGate(ApiKeyCheck check, ApiRate rate, AuditTrail audit, NetworkRefusal refusal) : IEndpointFilter
{
    private const string Scheme = "Bearer ";
    private static readonly object ActorKey = new();

    /// <summary>In whose name the request acts.</summary>
    public static Actor ActorOf(HttpContext context) => (Actor)context.Items[ActorKey]!;

    public async ValueTask<object?> InvokeAsync(EndpointFilterInvocationContext context, EndpointFilterDelegate next)
    {
        var http = context.HttpContext;
        http.Response.Headers.CacheControl = "no-store";
        var address = http.Visitor().Address;
        if (!rate.MayTry(address))
        {
            http.Response.Headers.RetryAfter = "60";
            return ApiProblem.Of(StatusCodes.Status429TooManyRequests, "too_many_refusals", "Too many requests with keys that do not hold came from this address. Wait a minute.");
        }

        var entry = await check.RunAsync(Token(http.Request), http.Connection.RemoteIpAddress is { } remote ? NetworkRange.Plain(remote) : null, http.RequestAborted);
        if (entry is not ApiEntry.Admitted admitted)
            return await RefuseAsync(http, entry, address);
        if (!rate.Take(admitted.Key, http.Response))
            return ApiProblem.Of(StatusCodes.Status429TooManyRequests, "rate_limited", "Send it again after the time in Retry-After.");
        var asked = http.GetEndpoint()?.Metadata.GetMetadata<ApiScopeMetadata>();
        if (asked is null || !admitted.Scopes.Contains(asked.Scope))
        {
            var scope = asked?.Scope.Name();
            http.Response.Headers.WWWAuthenticate = $"Bearer error=\"insufficient_scope\", scope=\"{scope}\"";
            return ApiProblem.Of(StatusCodes.Status403Forbidden, "insufficient_scope", $"This needs a key with the scope {scope}.");
        }

        if (context.Arguments.OfType<IApiBody>().FirstOrDefault(b => b.Fault is not null)?.Fault is { } fault)
            return fault;
        http.Items[ActorKey] = admitted.Actor;
        return await next(context);
    }

    private async Task<IResult> RefuseAsync(HttpContext http, ApiEntry entry, string address)
    {
        rate.Count(address);
        switch (entry)
        {
            case ApiEntry.WrongNetwork wrong:
                if (refusal.Count("api " + wrong.Key.Value, IPAddress.TryParse(address, out var from) ? from : null))
                    await audit.RecordAsync(Actor.Job(wrong.Tenant, "API"), "api-key.denied", wrong.Key.Value.ToString(), "refused", "from " + address, CancellationToken.None);
                return ApiProblem.Of(StatusCodes.Status403Forbidden, "wrong_network", "This key may not be used from this address.");
            case ApiEntry.Suspended:
                return ApiProblem.Of(StatusCodes.Status403Forbidden, "suspended", "The enterprise is suspended.");
            default:
                http.Response.Headers.WWWAuthenticate = "Bearer";
                return ApiProblem.Of(StatusCodes.Status401Unauthorized, "invalid_key", "Send a key of this portal as: Authorization: Bearer wap_…");
        }
    }

    private static string? Token(HttpRequest request) =>
        request.Headers.Authorization is [{ } header] && header.StartsWith(Scheme, StringComparison.OrdinalIgnoreCase) ? header[Scheme.Length..].Trim() : null;
}
