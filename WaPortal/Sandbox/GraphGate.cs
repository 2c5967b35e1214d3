using System.Text.Json.Nodes;

namespace WaPortal.Sandbox;

/// <summary>Stands before every Graph call: asks for a token, lets the faults happen, writes the answer.</summary>
internal sealed class GraphGate(SandboxState state)
{
    private static readonly TimeSpan LongestStall = TimeSpan.FromMinutes(10);
    private int _stalled;

    public static string Origin(HttpContext context) => $"{context.Request.Scheme}://{context.Request.Host}";

    public RequestDelegate Wrap(Func<HttpContext, Task<GraphAnswer>> handle) => async context =>
    {
        state.Count("requests");
        if (!HasToken(context.Request))
        {
            await WriteAsync(context, GraphErrors.NoToken());
            return;
        }

        var token = context.RequestAborted;
        var fault = context.Request.Method == "GET" ? state.Faults.ForRequest("GET " + context.Request.Path) : state.Faults.ForRequest(context.Request.Path);
        switch (fault?.Kind)
        {
            case "http500":
                await WriteAsync(context, GraphErrors.Of(131000));
                return;
            case "http503":
                await WriteAsync(context, GraphErrors.Of(2));
                return;
            case "reset_before":
                context.Abort();
                return;
            case "timeout":
                // A sender cannot know whether a request that got no answer was taken on: every second one is.
                if (Interlocked.Increment(ref _stalled) % 2 == 0) await handle(context);
                await Task.Delay(LongestStall, token).ContinueWith(_ => { }, CancellationToken.None, TaskContinuationOptions.None, TaskScheduler.Default);
                context.Abort();
                return;
            case "delay":
                await Task.Delay(fault.DelayMs, token);
                break;
            case { } kind when kind.StartsWith("error:", StringComparison.Ordinal):
                await WriteAsync(context, GraphErrors.Of(int.Parse(kind.AsSpan(6), System.Globalization.CultureInfo.InvariantCulture)));
                return;
        }

        var answer = await handle(context);
        // Taken on at once and told late: a sender that dies meanwhile does not know, and a webhook may come first.
        if (fault?.Kind == "late_answer") await Task.Delay(fault.DelayMs, token);
        if (fault?.Kind == "reset_after_accept") context.Abort();
        else await WriteAsync(context, answer);
    };

    public static async Task WriteAsync(HttpContext context, GraphAnswer answer)
    {
        context.Response.StatusCode = answer.Status;
        context.Response.ContentType = "application/json; charset=UTF-8";
        await context.Response.WriteAsync(answer.Body.ToJsonString(), context.RequestAborted);
    }

    /// <summary>The fields that were asked for; everything when none were.</summary>
    public static JsonObject Pick(HttpContext context, JsonObject document, params string[] always)
    {
        if (context.Request.Query["fields"].ToString() is not { Length: > 0 } fields) return document;
        var wanted = fields.Split(',', StringSplitOptions.TrimEntries).Select(field => field.Split('.', '{')[0]).Append("id").Concat(always).ToHashSet(StringComparer.Ordinal);
        foreach (var name in document.Select(pair => pair.Key).Where(key => !wanted.Contains(key)).ToList()) document.Remove(name);
        return document;
    }

    // Uploads of samples say OAuth where all else says Bearer.
    private static bool HasToken(HttpRequest request)
    {
        var header = request.Headers.Authorization.ToString();
        return (header.StartsWith("Bearer ", StringComparison.OrdinalIgnoreCase) && header.Length > 7)
            || (header.StartsWith("OAuth ", StringComparison.OrdinalIgnoreCase) && header.Length > 6)
            || request.Query["access_token"].ToString().Length > 0;
    }
}
