namespace WaPortal.Access;

/// <summary>Turns away what no browser of ours sends: another host's name, and TRACE. Behind the gate of networks, so that strangers learn nothing from it.</summary>
public sealed class RequestScreen(RequestDelegate next, HostNames hosts)
{
    public Task InvokeAsync(HttpContext context)
    {
        if (!hosts.Admit(context.Request.Host))
            return AnswerAsync(context, StatusCodes.Status400BadRequest, "This host name is not served here.");
        if (HttpMethods.IsTrace(context.Request.Method))
            return AnswerAsync(context, StatusCodes.Status405MethodNotAllowed, "Not allowed.");
        return next(context);
    }

    private static Task AnswerAsync(HttpContext context, int status, string words)
    {
        context.Response.StatusCode = status;
        context.Response.ContentType = "text/plain";
        return context.Response.WriteAsync(words, context.RequestAborted);
    }
}
