using WaPortal.Core.Access;

namespace WaPortal.Access;

/// <summary>The cookie that holds a session's token. Browsers take a <c>__Host-</c> cookie only when it is secure, of this very host and for all of it.</summary>
internal static class SessionCookie
{
    public const string Name = "__Host-s";

    public static string? Read(HttpRequest request) => request.Cookies[Name];

    public static void Write(HttpResponse response, SessionTicket ticket) => response.Cookies.Append(Name, ticket.Token, Options());

    public static void Remove(HttpResponse response) => response.Cookies.Delete(Name, Options());

    private static CookieOptions Options() => new() { Secure = true, HttpOnly = true, SameSite = SameSiteMode.Strict, Path = "/", IsEssential = true };
}
