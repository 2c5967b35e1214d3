using System.Globalization;
using System.Threading.RateLimiting;
using WaPortal.Core.Api;

namespace WaPortal.Api;

/// <summary>How often a key may ask: a bucket of 300 requests that refills by five a second. Each answer says what is left (draft-ietf-httpapi-ratelimit-headers).</summary>
internal sealed class ApiRate : IDisposable
{
    private const int Burst = 300;
    private const int PerSecond = 5;
    private const int RefusalsPerMinute = 30;

    private readonly PartitionedRateLimiter<ApiKeyId> _keys = PartitionedRateLimiter.Create<ApiKeyId, ApiKeyId>(key => RateLimitPartition.GetTokenBucketLimiter(key, _ => new TokenBucketRateLimiterOptions
    {
        TokenLimit = Burst,
        TokensPerPeriod = PerSecond,
        ReplenishmentPeriod = TimeSpan.FromSeconds(1),
        QueueLimit = 0,
    }));

    private readonly PartitionedRateLimiter<string> _refused = PartitionedRateLimiter.Create<string, string>(address => RateLimitPartition.GetFixedWindowLimiter(address, _ => new FixedWindowRateLimiterOptions
    {
        PermitLimit = RefusalsPerMinute,
        Window = TimeSpan.FromMinutes(1),
        QueueLimit = 0,
    }));

    /// <summary>Takes one of the key's requests; false when there is none left.</summary>
    public bool Take(ApiKeyId key, HttpResponse response)
    {
        using var lease = _keys.AttemptAcquire(key);
        var left = _keys.GetStatistics(key)?.CurrentAvailablePermits ?? 0;
        response.Headers["RateLimit-Policy"] = string.Create(CultureInfo.InvariantCulture, $"\"default\";q={Burst};w={Burst / PerSecond}");
        response.Headers["RateLimit"] = string.Create(CultureInfo.InvariantCulture, $"\"default\";r={left};t={(lease.IsAcquired ? 0 : 1)}");
        if (!lease.IsAcquired)
            response.Headers.RetryAfter = "1";
        return lease.IsAcquired;
    }

    /// <summary>Whether an address may be refused once more this minute; afterwards it is not even asked for its key.</summary>
    public bool MayTry(string address) => _refused.GetStatistics(address) is not { CurrentAvailablePermits: 0 };

    /// <summary>Counts a key that did not hold.</summary>
    public void Count(string address) => _refused.AttemptAcquire(address).Dispose();

    public void Dispose()
    {
        _keys.Dispose();
        _refused.Dispose();
    }
}
