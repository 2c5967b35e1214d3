using System.Globalization;
using System.Threading.RateLimiting;
using Microsoft.AspNetCore.RateLimiting;

namespace WaPortal.Access;

/// <summary>How often an address may try to sign in and a session may try a code, whatever user it names.</summary>
internal static class AttemptRate
{
    private const int SignInsPerMinute = 10;
    private const int CodesPerMinute = 5;

    public static void Configure(RateLimiterOptions options)
    {
        options.RejectionStatusCode = StatusCodes.Status429TooManyRequests;
        options.OnRejected = async (context, token) =>
        {
            var wait = context.Lease.TryGetMetadata(MetadataName.RetryAfter, out var after) ? after : TimeSpan.FromMinutes(1);
            context.HttpContext.Response.Headers.RetryAfter = Math.Ceiling(wait.TotalSeconds).ToString(CultureInfo.InvariantCulture);
            await context.HttpContext.Response.WriteAsync("Too many tries. Wait a minute, then go back and try again.", token);
        };
        options.GlobalLimiter = PartitionedRateLimiter.Create<HttpContext, string>(Partition);
    }

    private static RateLimitPartition<string> Partition(HttpContext context)
    {
        if (!HttpMethods.IsPost(context.Request.Method))
            return RateLimitPartition.GetNoLimiter("");
        var path = context.Request.Path.Value?.TrimEnd('/').ToLowerInvariant();
        return path switch
        {
            AccountAddresses.SignIn or AccountAddresses.SetUp => PerMinute("address:" + context.Visitor().Address, SignInsPerMinute),
            AccountAddresses.Code or AccountAddresses.RecoveryCode or AccountAddresses.Enrol =>
                PerMinute("session:" + (context.User.SessionId()?.Value.ToString() ?? context.Visitor().Address), CodesPerMinute),
            _ => RateLimitPartition.GetNoLimiter(""),
        };
    }

    private static RateLimitPartition<string> PerMinute(string key, int permits) => RateLimitPartition.GetFixedWindowLimiter(key, _ => new FixedWindowRateLimiterOptions
    {
        PermitLimit = permits,
        Window = TimeSpan.FromMinutes(1),
        QueueLimit = 0,
    });
}
