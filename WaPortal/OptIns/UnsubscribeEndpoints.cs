using Microsoft.AspNetCore.Http.HttpResults;
using Microsoft.AspNetCore.Mvc;
using WaPortal.Access;
using WaPortal.Core.OptIns.Import;
using WaPortal.Core.OptIns.Unsubscribing;

namespace WaPortal.OptIns;

/// <summary>
/// The page behind the links in messages. Opening it changes nothing, since programs that look at links for people open them too; only a tap on it does. The sealed
/// token in the address is all that it asks for, so it needs neither a session nor a token against forged forms.
/// </summary>
internal static class UnsubscribeEndpoints
{
    public const string Offers = "offers";
    public const string Everything = "everything";

    /// <summary>Maps <c>GET</c> and <c>POST</c> on <c>/u/{link}</c>, where <see cref="UnsubscribeOptions.Address"/> opens the page.</summary>
    public static WebApplication MapUnsubscribe(this WebApplication app)
    {
        if (app.Services.GetRequiredService<UnsubscribeLinks>().Prefix is null)
            return app;
        var group = app.MapGroup(UnsubscribeLinks.PathPrefix + "{link}")
            .AllowAnonymous()
            .DisableAntiforgery()
            .WithMetadata(new OpenDoorMetadata(UnsubscribeLinks.PathPrefix), new RateAttribute(RateKind.Open), new RequestSizeLimitAttribute(1024));
        group.MapGet("", ShowAsync);
        group.MapPost("", StopAsync);
        return app;
    }

    private static async Task<IResult> ShowAsync(string link, HttpContext context, Unsubscribe unsubscribe) =>
        Page(context, await unsubscribe.FindAsync(link, context.RequestAborted));

    private static async Task<IResult> StopAsync(string link, [FromForm] string? what, HttpContext context, Unsubscribe unsubscribe)
    {
        // Whatever else a changed form says: who sends it wants less, not more.
        var done = await unsubscribe.RunAsync(link, what == Offers ? ConsentPurpose.Marketing : null, CancellationToken.None);
        return Page(context, done ? await unsubscribe.FindAsync(link, context.RequestAborted) : null);
    }

    /// <summary>What anybody sees who opens a link that leads nowhere, or nowhere any more.</summary>
    internal static IResult NoLongerValid(HttpContext context) => Page(context, null, isToUnsubscribe: false);

    private static RazorComponentResult<UnsubscribePage> Page(HttpContext context, UnsubscribeOffer? offer, bool isToUnsubscribe = true) => new(new Dictionary<string, object?>
    {
        [nameof(UnsubscribePage.Offer)] = offer,
        [nameof(UnsubscribePage.IsToUnsubscribe)] = isToUnsubscribe,
        [nameof(UnsubscribePage.Language)] = UnsubscribeWords.For(context.Request.Headers.AcceptLanguage),
    })
    {
        StatusCode = offer is null ? StatusCodes.Status404NotFound : StatusCodes.Status200OK,
    };
}
