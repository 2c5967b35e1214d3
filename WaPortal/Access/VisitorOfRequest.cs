using WaPortal.Core.Access;

namespace WaPortal.Access;

/// <summary>Reads the visitor from a request.</summary>
internal static class VisitorOfRequest
{
    /// <summary>Address (after trusted proxies) and browser.</summary>
    public static Visitor Visitor(this HttpContext context) => new(
        context.Connection.RemoteIpAddress is { } address ? NetworkRange.Plain(address).ToString() : "unknown",
        context.Request.Headers.UserAgent.ToString());
}
