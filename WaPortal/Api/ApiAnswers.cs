using Microsoft.AspNetCore.Diagnostics;
using WaPortal.Core.Access;

namespace WaPortal.Api;

/// <summary>Sees to it that whatever happens under <c>/api</c> is answered for programs: no page for what is missing, and no page for a fault.</summary>
internal sealed partial class ApiAnswers(RequestDelegate next, ILogger<ApiAnswers> log)
{
    public async Task InvokeAsync(HttpContext context)
    {
        if (context.Features.Get<IStatusCodePagesFeature>() is { } pages)
            pages.Enabled = false;
        try
        {
            await next(context);
        }
        catch (BadHttpRequestException e) when (!context.Response.HasStarted)
        {
            await ApiProblem.Bare(e.StatusCode).ExecuteAsync(context);
            return;
        }
        catch (AccessDeniedException) when (!context.Response.HasStarted)
        {
            await ApiProblem.Of(StatusCodes.Status403Forbidden, "forbidden", "The key may not do this.").ExecuteAsync(context);
            return;
        }
        catch (Exception e) when (e is not OperationCanceledException && !context.Response.HasStarted)
        {
            var id = Guid.NewGuid();
            Log.Failed(log, id, e);
            await ApiProblem.Of(StatusCodes.Status500InternalServerError, "fault", $"The fault is on record as {id}. Whether the request was carried out is unknown; repeat it with the same idempotency key.").ExecuteAsync(context);
            return;
        }

        if (!context.Response.HasStarted && context.Response.StatusCode >= 400 && context.Response.ContentType is null)
            await ApiProblem.Bare(context.Response.StatusCode).ExecuteAsync(context);
    }

    private static partial class Log
    {
        [LoggerMessage(1, LogLevel.Error, "A request of the API failed ({Id})")]
        public static partial void Failed(ILogger logger, Guid id, Exception exception);
    }
}
