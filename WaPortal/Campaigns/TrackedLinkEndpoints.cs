using WaPortal.Access;
using WaPortal.Core.Delivery.Clicks;
using WaPortal.OptIns;

namespace WaPortal.Campaigns;

/// <summary>
/// Leads whoever opens a tracked link on to its target, and counts it afterwards. Where to, the campaign said; of the request only the sealed token is read, and nothing of it is kept.
/// </summary>
internal static class TrackedLinkEndpoints
{
    // What fetches pages to show a preview in a chat or a post; nobody has tapped then.
    private static readonly string[] Previewers = ["WhatsApp/", "facebookexternalhit/", "meta-externalagent/", "meta-externalfetcher/"];
    private static readonly string[] PurposeHeaders = ["Purpose", "Sec-Purpose", "X-Purpose", "X-Moz"];

    /// <summary>Maps <c>GET</c> and <c>HEAD</c> on <c>/r/{link}</c>, where the portal has a public address.</summary>
    public static WebApplication MapTrackedLinks(this WebApplication app)
    {
        if (app.Services.GetRequiredService<TrackedLinks>().Prefix is null)
            return app;
        app.MapMethods(TrackedLinks.PathPrefix + "{link}", [HttpMethods.Get, HttpMethods.Head], FollowAsync)
            .AllowAnonymous()
            .WithMetadata(new OpenDoorMetadata(TrackedLinks.PathPrefix), new RateAttribute(RateKind.Link));
        return app;
    }

    private static async Task<IResult> FollowAsync(string link, HttpContext context, FollowLink follow, ClickCounter counter)
    {
        context.Response.Headers["X-Robots-Tag"] = "noindex, nofollow";
        context.Response.Headers.CacheControl = "no-store";
        context.Response.Headers["Referrer-Policy"] = "no-referrer";
        if (await follow.FindAsync(link, context.RequestAborted) is not { } visit)
            return UnsubscribeEndpoints.NoLongerValid(context);
        if (IsOpenedBySomebody(context.Request))
            counter.Note(visit);
        return Results.Redirect(visit.Target);
    }

    internal static bool IsOpenedBySomebody(HttpRequest request) =>
        HttpMethods.IsGet(request.Method)
        && !Array.Exists(Previewers, name => request.Headers.UserAgent.ToString().Contains(name, StringComparison.OrdinalIgnoreCase))
        && !Array.Exists(PurposeHeaders, name => request.Headers[name].ToString() is { Length: > 0 } purpose
            && (purpose.Contains("prefetch", StringComparison.OrdinalIgnoreCase) || purpose.Contains("preview", StringComparison.OrdinalIgnoreCase)));
}
