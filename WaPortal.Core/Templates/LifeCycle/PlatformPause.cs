namespace WaPortal.Core.Templates;

/// <summary>The platform's kinds of pauses (its page on template pausing, and the status webhook's <c>other_info.title</c>).</summary>
public static class PlatformPause
{
    /// <summary>Low quality for the first time: three hours.</summary>
    public const string First = "FIRST_PAUSE";

    /// <summary>Low quality again: six hours. The third time it is disabled.</summary>
    public const string Second = "SECOND_PAUSE";

    /// <summary>Pacing: the first people took it badly. It does not end by itself.</summary>
    public const string RateLimiting = "RATE_LIMITING_PAUSE";

    /// <summary>When a pause that began then ends by itself; null when it does not, or is not known.</summary>
    public static DateTimeOffset? EndOf(string? kind, DateTimeOffset began) => kind switch
    {
        First => began + TimeSpan.FromHours(3),
        Second => began + TimeSpan.FromHours(6),
        _ => null,
    };
}
