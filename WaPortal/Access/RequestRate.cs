using System.Globalization;
using System.Threading.RateLimiting;
using Microsoft.AspNetCore.Diagnostics;
using Microsoft.AspNetCore.RateLimiting;
using Microsoft.AspNetCore.StaticAssets;
using WaPortal.WhatsApp;

namespace WaPortal.Access;

/// <summary>How often requests may come, by address, by user and by enterprise. What comes more often is answered with 429 and the time to wait.</summary>
internal static class RequestRate
{
    internal const int SignInsPerMinute = 10;
    internal const int CodesPerMinute = 5;
    internal const int PagesPerMinute = 300;
    internal const int NegotiationsPerMinute = 30;
    internal const int OpenPerMinute = 30;
    internal const int LinksPerMinute = 600;
    internal const int FormsPerMinute = 120;
    internal const int UploadsPerHour = 10;
    internal const int UploadsAtOnce = 2;
    internal const int ExportsPerHour = 20;

    private static readonly TimeSpan Minute = TimeSpan.FromMinutes(1);
    private static readonly TimeSpan Hour = TimeSpan.FromHours(1);
    private static readonly RateLimitPartition<string> Free = RateLimitPartition.GetNoLimiter("");

    public static void Configure(RateLimiterOptions options)
    {
        options.RejectionStatusCode = StatusCodes.Status429TooManyRequests;
        options.OnRejected = RefuseAsync;
        options.GlobalLimiter = PartitionedRateLimiter.CreateChained(
            PartitionedRateLimiter.Create<HttpContext, string>(ForAll),
            PartitionedRateLimiter.Create<HttpContext, string>(OfItsKind),
            PartitionedRateLimiter.Create<HttpContext, string>(AtOnce));
    }

    /// <summary>Whether the request carries a file and may therefore last.</summary>
    public static bool IsTransfer(HttpContext context) => Kind(context) is RateKind.Upload or RateKind.Export;

    private static RateLimitPartition<string> ForAll(HttpContext context)
    {
        // A missing page or a fault goes through here once more for the page that says so.
        if (context.Features.Get<IStatusCodeReExecuteFeature>() is not null || context.Features.Get<IExceptionHandlerFeature>() is not null)
            return Free;
        var path = context.Request.Path;
        if (path.StartsWithSegments("/_blazor/negotiate", StringComparison.OrdinalIgnoreCase))
            return Window("negotiate:" + Address(context), NegotiationsPerMinute, Minute);
        return IsFileOfThePages(context) || IsCircuit(path) || Kind(context) is RateKind.Link or RateKind.Api || context.GetEndpoint()?.Metadata.GetMetadata<WebhookEndpointMetadata>() is not null
            ? Free
            : Window("page:" + UserOrAddress(context), PagesPerMinute, Minute);
    }

    private static RateLimitPartition<string> OfItsKind(HttpContext context) => Kind(context) switch
    {
        RateKind.SignIn when IsPost(context) => Window("sign-in:" + Address(context), SignInsPerMinute, Minute),
        RateKind.Code when IsPost(context) => Window("code:" + UserOrAddress(context), CodesPerMinute, Minute),
        RateKind.Open => Window("open:" + Address(context), OpenPerMinute, Minute),
        RateKind.Link => Window("link:" + Address(context), LinksPerMinute, Minute),
        RateKind.Form => Window("form:" + Address(context), FormsPerMinute, Minute),
        RateKind.Upload when IsPost(context) => Window("upload:" + UserOrAddress(context), UploadsPerHour, Hour),
        RateKind.Export => Window("export:" + UserOrAddress(context), ExportsPerHour, Hour),
        _ => Free,
    };

    private static RateLimitPartition<string> AtOnce(HttpContext context) => Kind(context) is RateKind.Upload && IsPost(context)
        ? RateLimitPartition.GetConcurrencyLimiter(
            "uploads:" + context.User.Tenant().Value, _ => new ConcurrencyLimiterOptions { PermitLimit = UploadsAtOnce, QueueLimit = 0 })
        : Free;

    private static RateLimitPartition<string> Window(string key, int permits, TimeSpan window) => RateLimitPartition.GetFixedWindowLimiter(key, _ => new FixedWindowRateLimiterOptions
    {
        PermitLimit = permits,
        Window = window,
        QueueLimit = 0,
    });

    private static async ValueTask RefuseAsync(OnRejectedContext context, CancellationToken token)
    {
        var wait = context.Lease.TryGetMetadata(MetadataName.RetryAfter, out var after) ? after : Minute;
        var response = context.HttpContext.Response;
        response.Headers.RetryAfter = Math.Ceiling(wait.TotalSeconds).ToString(CultureInfo.InvariantCulture);
        var words = $"That is more often than the portal allows. Wait {Words(wait)}, then go back and try again.";
        if (Kind(context.HttpContext) is RateKind.Form)
        {
            await Results.Problem("Send it again after the time in Retry-After.", statusCode: StatusCodes.Status429TooManyRequests, title: "Too many requests.").ExecuteAsync(context.HttpContext);
            return;
        }

        if (context.HttpContext.Request.Headers.Accept.ToString().Contains("application/json", StringComparison.OrdinalIgnoreCase))
        {
            await response.WriteAsJsonAsync(new { message = words }, token);
            return;
        }

        response.ContentType = "text/plain";
        await response.WriteAsync(words, token);
    }

    private static string Words(TimeSpan wait) => wait <= Minute
        ? "a minute"
        : string.Create(CultureInfo.InvariantCulture, $"{Math.Ceiling(wait.TotalMinutes):0} minutes");

    private static RateKind? Kind(HttpContext context) => context.GetEndpoint()?.Metadata.GetMetadata<RateAttribute>()?.Kind;

    private static bool IsPost(HttpContext context) => HttpMethods.IsPost(context.Request.Method);

    private static bool IsCircuit(PathString path) => path.StartsWithSegments("/_blazor", StringComparison.OrdinalIgnoreCase);

    // A page brings some twenty of them, which the browser then keeps.
    private static bool IsFileOfThePages(HttpContext context) =>
        context.GetEndpoint()?.Metadata.GetMetadata<StaticAssetDescriptor>() is not null
        || context.Request.Path.StartsWithSegments("/_framework", StringComparison.OrdinalIgnoreCase)
        || context.Request.Path.StartsWithSegments("/_content", StringComparison.OrdinalIgnoreCase);

    private static string Address(HttpContext context) => context.Visitor().Address;

    private static string UserOrAddress(HttpContext context) =>
        context.User.ToActor()?.UserId is { } user ? "user " + user.Value : "address " + Address(context);
}
