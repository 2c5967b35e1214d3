using System.Collections.Concurrent;
using System.Diagnostics.Metrics;
using System.Net;

namespace WaPortal.Access;

/// <summary>The one answer to whoever comes from outside the lists of allowed networks, and the bookkeeping of it.</summary>
public sealed class NetworkRefusal(IMeterFactory meters, TimeProvider clock)
{
    /// <summary>It names neither the product nor the reason.</summary>
    internal const string Words = "Access from this network is not allowed.";

    /// <summary>The meter's name.</summary>
    internal const string MeterName = "WaPortal.Networks";

    private const int MostRemembered = 10_000;
    private static readonly TimeSpan OneLineEvery = TimeSpan.FromMinutes(1);
    private readonly Counter<long> _denied = meters.Create(MeterName).CreateCounter<long>("networks.denied", description: "Requests from outside the allowed networks");
    private readonly ConcurrentDictionary<string, DateTimeOffset> _written = new(StringComparer.Ordinal);

    /// <summary>Counts a refused request; true when a line about this address is due in the audit trail.</summary>
    public bool Count(string list, IPAddress? address)
    {
        _denied.Add(1);
        var now = clock.GetUtcNow();
        var key = $"{list} {address}";
        if (_written.TryGetValue(key, out var last) && now - last < OneLineEvery)
            return false;
        if (_written.Count >= MostRemembered)
            _written.Clear(); // a flood from many addresses must not fill the memory
        _written[key] = now;
        return true;
    }

    /// <summary>Answers.</summary>
    public static Task AnswerAsync(HttpContext context)
    {
        context.Response.StatusCode = StatusCodes.Status403Forbidden;
        context.Response.ContentType = "text/plain";
        context.Response.ContentLength = Words.Length;
        if (HttpProtocol.IsHttp10(context.Request.Protocol) || HttpProtocol.IsHttp11(context.Request.Protocol))
            context.Response.Headers.Connection = "close";
        return HttpMethods.IsHead(context.Request.Method) ? Task.CompletedTask : context.Response.WriteAsync(Words, context.RequestAborted);
    }
}
