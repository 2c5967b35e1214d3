namespace WaPortal.Access;

/// <summary>
/// A cookie that is always marked secure. Antiforgery's own "always" refuses to work on plain HTTP, which loopback is; browsers take
/// secure cookies from loopback all the same.
/// </summary>
internal sealed class HostCookie : CookieBuilder
{
    public override CookieOptions Build(HttpContext context, DateTimeOffset expiresFrom)
    {
        var options = base.Build(context, expiresFrom);
        options.Secure = true;
        return options;
    }
}
