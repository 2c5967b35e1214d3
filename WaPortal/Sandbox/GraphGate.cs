using System.Text.Json.Nodes;

namespace WaPortal.Sandbox;

/// <summary>Stands before every Graph call: asks for a token, lets the faults happen, writes the answer.</summary>
internal sealed class GraphGate(SandboxState state)
{
    private static readonly TimeSpan LongestStall = TimeSpan.FromMinutes(10);
    private static readonly object ArrivedAt = new();
    private int _stalled;

    /// <summary>When the request came in, before any fault held it up.</summary>
    public static DateTimeOffset Arrived(HttpContext context) => (DateTimeOffset)context.Items[ArrivedAt]!;

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
        context.Items[ArrivedAt] = state.Now;
        var fault = context.Request.Method == "GET" ? state.Faults.ForRequest("GET " + context.Request.Path) : state.Faults.ForRequest(context.Request.Path);
        if (fault is not null) state.Count("fault " + fault.Kind);
        switch (fault?.Kind)
        {
            case "http500":
                await WriteAsync(context, GraphErrors.Of(131000));
                return;
            case "http503":
                await WriteAsync(context, GraphErrors.Of(2));
                return;
            case "gateway":
                // A box between sender and platform answers in the platform's place; the platform never saw the request.
                context.Response.StatusCode = 502;
                context.Response.ContentType = "text/html";
                await context.Response.WriteAsync("<html><body><h1>502 Bad Gateway</h1></body></html>", token);
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
                if (fault.RetryAfter is { } seconds) context.Response.Headers.RetryAfter = seconds.ToString(System.Globalization.CultureInfo.InvariantCulture);
                await WriteAsync(context, GraphErrors.Of(int.Parse(kind.AsSpan(6), System.Globalization.CultureInfo.InvariantCulture)));
                return;
        }

        var answer = await handle(context);
        // Taken on at once and told late: a sender that dies meanwhile does not know, and a webhook may come first.
        if (fault?.Kind == "late_answer") await Task.Delay(fault.DelayMs, token);
        if (fault?.Kind == "reset_after_accept") context.Abort();
        else if (fault?.Kind == "half_answer") await BreakOffAsync(context, answer);
        else if (fault?.Kind == "garbage") await WriteAsync(context, answer.Status, "{\"messages\":[{\"id\"");
        else await WriteAsync(context, answer);
    };

    // The head promises a whole answer, and the connection goes in the middle of it.
    private static async Task BreakOffAsync(HttpContext context, GraphAnswer answer)
    {
        var body = System.Text.Encoding.UTF8.GetBytes(answer.Body.ToJsonString());
        context.Response.StatusCode = answer.Status;
        context.Response.ContentType = "application/json; charset=UTF-8";
        context.Response.ContentLength = body.Length;
        await context.Response.Body.WriteAsync(body.AsMemory(0, body.Length / 2), context.RequestAborted);
        await context.Response.Body.FlushAsync(context.RequestAborted);
        context.Abort();
    }

    public static Task WriteAsync(HttpContext context, GraphAnswer answer) => WriteAsync(context, answer.Status, answer.Body.ToJsonString());

    private static async Task WriteAsync(HttpContext context, int status, string body)
    {
        context.Response.StatusCode = status;
        context.Response.ContentType = "application/json; charset=UTF-8";
        await context.Response.WriteAsync(body, context.RequestAborted);
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
