using System.Globalization;
using Microsoft.AspNetCore.Mvc;
using Microsoft.Net.Http.Headers;
using WaPortal.Access;
using WaPortal.Core.Access;
using WaPortal.Core.OptIns.Joining.Forms;

namespace WaPortal.OptIns.Forms;

/// <summary>
/// Where the server of a site hands over who filled in its form: <c>POST /forms/{formId}/submissions</c>, signed (<see cref="StandardWebhook"/>). What it answers is the same
/// whatever is known about the number.
/// </summary>
internal static class FormEndpoints
{
    private const int MostBytes = 16 * 1024;

    // How long a site should wait before it asks again.
    private static readonly TimeSpan Later = TimeSpan.FromMinutes(5);

    public static WebApplication MapForms(this WebApplication app)
    {
        app.MapPost(FormDoorMetadata.Prefix + "{formId:guid}/submissions", TakeAsync)
            .AllowAnonymous()
            .DisableAntiforgery()
            .WithMetadata(new FormDoorMetadata(), new RateAttribute(RateKind.Form), new RequestSizeLimitAttribute(2 * MostBytes));
        return app;
    }

    /// <summary>The path of a form's address.</summary>
    public static string PathOf(WebFormId form) => $"{FormDoorMetadata.Prefix}{form.Value}/submissions";

    private static async Task<IResult> TakeAsync(Guid formId, HttpContext context, TakeSubmission take, FormRefusals refusals)
    {
        var request = context.Request;
        if (!IsJson(request.ContentType))
            return Problem(StatusCodes.Status415UnsupportedMediaType, "The body must be JSON.", "Send it with the content type application/json.");
        if (await ReadBodyAsync(request, context.RequestAborted) is not { } body)
            return Problem(StatusCodes.Status413PayloadTooLarge, "The body is too long.", string.Create(CultureInfo.InvariantCulture, $"It may have {MostBytes} bytes."));
        var signed = new SignedRequest(
            request.Headers[StandardWebhook.IdHeader], request.Headers[StandardWebhook.TimestampHeader], request.Headers[StandardWebhook.SignatureHeader], body);
        var form = new WebFormId(formId);
        switch (await take.RunAsync(form, signed, CancellationToken.None))
        {
            case SubmissionResult.Taken:
                return Results.Json(new { status = "accepted" }, statusCode: StatusCodes.Status202Accepted);
            case SubmissionResult.BadSignature unsigned:
                await refusals.NoteAsync(unsigned.Tenant, form);
                return Problem(StatusCodes.Status401Unauthorized, "The signature does not hold.", "Sign webhook-id, webhook-timestamp and the raw body with the form's secret; the time may be off by five minutes.");
            case SubmissionResult.Faulty faulty:
                return Problem(StatusCodes.Status400BadRequest, "The submission cannot be read.", "See errors.", faulty.Errors);
            case SubmissionResult.Conflict:
                return Problem(StatusCodes.Status409Conflict, "Another request came under this webhook-id.", "Give each submission an id of its own, and the same id only to the same body.");
            case SubmissionResult.NotReady:
                context.Response.Headers.RetryAfter = Later.TotalSeconds.ToString(CultureInfo.InvariantCulture);
                return Problem(StatusCodes.Status503ServiceUnavailable, "The form cannot take submissions just now.", "Send the same request again later. Its settings tell why.");
            default:
                return Problem(StatusCodes.Status404NotFound, "There is no open form at this address.", null);
        }
    }

    private static bool IsJson(string? contentType) =>
        MediaTypeHeaderValue.TryParse(contentType, out var type) && type.MediaType.Equals("application/json", StringComparison.OrdinalIgnoreCase)
        && (type.Charset.Length == 0 || type.Charset.Equals("utf-8", StringComparison.OrdinalIgnoreCase));

    private static IResult Problem(int status, string title, string? detail, IReadOnlyDictionary<string, string>? errors = null) => Results.Problem(
        detail, statusCode: status, title: title, extensions: errors is null ? null : new Dictionary<string, object?>(StringComparer.Ordinal) { ["errors"] = errors });

    /// <summary>The body as bytes; null when it is longer than is allowed.</summary>
    private static async Task<byte[]?> ReadBodyAsync(HttpRequest request, CancellationToken token)
    {
        if (request.ContentLength > MostBytes)
            return null;
        var buffer = new byte[MostBytes + 1];
        var length = await request.Body.ReadAtLeastAsync(buffer, buffer.Length, throwOnEndOfStream: false, token);
        return length > MostBytes ? null : buffer[..length];
    }
}
