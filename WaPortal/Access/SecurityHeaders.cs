using Microsoft.Extensions.Primitives;

namespace WaPortal.Access;

/// <summary>Headers on every answer, refusals included.</summary>
public sealed class SecurityHeaders(RequestDelegate next)
{
    public Task InvokeAsync(HttpContext context)
    {
        var policy = ContentSecurityPolicy(context.Request);
        // At the last moment, so that nothing downstream (an error page clears the headers) can lose them.
        context.Response.OnStarting(() =>
        {
            Write(context.Response.Headers, policy);
            return Task.CompletedTask;
        });
        return next(context);
    }

    private static void Write(IHeaderDictionary headers, string policy)
    {
        headers.StrictTransportSecurity = "max-age=31536000; includeSubDomains";
        headers.XContentTypeOptions = "nosniff";
        headers["Referrer-Policy"] = "no-referrer";
        headers["Cross-Origin-Opener-Policy"] = "same-origin";
        headers["Cross-Origin-Resource-Policy"] = "same-origin";
        headers["Permissions-Policy"] = "camera=(), microphone=(), geolocation=()";
        headers.ContentSecurityPolicy = policy;
        // A text says how it is encoded; the build's scripts and styles come without.
        var type = headers.ContentType.ToString();
        if (type.StartsWith("text/", StringComparison.OrdinalIgnoreCase) && !type.Contains("charset", StringComparison.OrdinalIgnoreCase))
            headers.ContentType = type + "; charset=utf-8";
        // Static assets bring their own; everything else may hold personal data.
        if (StringValues.IsNullOrEmpty(headers.CacheControl))
            headers.CacheControl = "no-store";
    }

    /// <summary>
    /// No inline script exists, so script-src needs no nonce. Styles need 'unsafe-inline' for the style attributes of bars and
    /// components; a nonce or hash beside it would switch it off.
    /// </summary>
    private static string ContentSecurityPolicy(HttpRequest request)
    {
        // 'self' does not cover the WebSocket scheme in every browser.
        var socket = $"{(request.IsHttps ? "wss" : "ws")}://{request.Host.ToUriComponent()}";
        return "default-src 'none'; script-src 'self'; style-src 'self' 'unsafe-inline'; img-src 'self' data: blob:; "
            + $"font-src 'self'; connect-src 'self' {socket}; form-action 'self'; base-uri 'self'; frame-ancestors 'none'; "
            + "object-src 'none'; manifest-src 'self'; worker-src 'none'; media-src 'self' blob:";
    }
}
