using System.Text;
using System.Text.Json;
using Microsoft.AspNetCore.Antiforgery;
using Microsoft.AspNetCore.Http.Features;
using Microsoft.AspNetCore.WebUtilities;
using Microsoft.Net.Http.Headers;
using WaPortal.Access;
using WaPortal.Core.Access;
using WaPortal.Core.OptIns.Imports;
using WaPortal.Core.OptIns.Ledger.Checkpoints;

namespace WaPortal.OptIns;

/// <summary>Upload of lists, download of rejects and of checkpoints: plain HTTP, streamed, so that neither a circuit nor the memory carries a file.</summary>
internal static class OptInEndpoints
{
    public const string UploadAddress = "/opt-in-lists/imports/upload";

    private const long MultipartOverhead = 1024 * 1024;
    private const int LongestToken = 4096;

    public static WebApplication MapOptIns(this WebApplication app)
    {
        // The token is checked by hand: the framework's check would read the whole form, file and all, before anything else.
        app.MapPost(UploadAddress, UploadAsync).DisableAntiforgery().RequireAuthorization(RequiresRightAttribute.PolicyName(Right.ImportOptIns))
            .WithMetadata(new RateAttribute(RateKind.Upload));
        app.MapGet("/opt-in-lists/imports/{id:guid}/rejects.csv", RejectsAsync).RequireAuthorization(RequiresRightAttribute.PolicyName(Right.ImportOptIns))
            .WithMetadata(new RateAttribute(RateKind.Export));
        app.MapGet("/compliance/ledger/checkpoint", CheckpointAsync).RequireAuthorization(RequiresRightAttribute.PolicyName(Right.ViewLedger))
            .WithMetadata(new RateAttribute(RateKind.Export));
        app.MapGet("/compliance/ledger/key.pem", (LedgerCheckpointsQuery seals) => Results.Text(seals.PublicKey, "application/x-pem-file"))
            .RequireAuthorization(RequiresRightAttribute.PolicyName(Right.ViewLedger)).WithMetadata(new RateAttribute(RateKind.Export));
        app.MapGet("/opt-in-lists/imports/{id:guid}/quarantine.csv", QuarantineAsync).RequireAuthorization(RequiresRightAttribute.PolicyName(Right.ImportOptIns))
            .WithMetadata(new RateAttribute(RateKind.Export));
        app.MapGet("/opt-in-lists/imports/{id:guid}/check.csv", CheckAsync).RequireAuthorization(RequiresRightAttribute.PolicyName(Right.ImportOptIns))
            .WithMetadata(new RateAttribute(RateKind.Export));
        return app;
    }

    private static async Task<IResult> UploadAsync(HttpContext context, IAntiforgery antiforgery, UploadList uploads)
    {
        var actor = context.User.ToActor()!;
        if (!MediaTypeHeaderValue.TryParse(context.Request.ContentType, out var type) || !type.MediaType.Equals("multipart/form-data", StringComparison.OrdinalIgnoreCase)
            || HeaderUtilities.RemoveQuotes(type.Boundary).Value is not { Length: > 0 and <= 100 } boundary)
            return Results.BadRequest("Send the file as multipart/form-data.");
        if (context.Features.Get<IHttpMaxRequestBodySizeFeature>() is { IsReadOnly: false } limit)
            limit.MaxRequestBodySize = ImportFiles.LargestFile + MultipartOverhead;

        var reader = new MultipartReader(boundary, context.Request.Body);
        while (await reader.ReadNextSectionAsync(context.RequestAborted) is { } section)
        {
            if (section.GetContentDispositionHeader() is not { } part)
                continue;
            if (part.IsFileDisposition())
            {
                if (!await IsGenuineAsync(context, antiforgery))
                    return Results.BadRequest("The form has expired. Reload the page and choose the file again.");
                var name = HeaderUtilities.RemoveQuotes(part.FileNameStar.HasValue ? part.FileNameStar : part.FileName).Value ?? "";
                var result = await uploads.RunAsync(actor, name, section.Body, context.RequestAborted);
                return Answer(context, result);
            }

            // The hidden field stands before the file in the form.
            if (part.Name == "__RequestVerificationToken")
            {
                using var text = new StreamReader(section.Body);
                var buffer = new char[LongestToken];
                var length = await text.ReadBlockAsync(buffer, context.RequestAborted);
                context.Request.Headers["RequestVerificationToken"] = new string(buffer, 0, length);
            }
        }

        return Results.BadRequest("The form holds no file.");
    }

    private static async Task<bool> IsGenuineAsync(HttpContext context, IAntiforgery antiforgery)
    {
        // Without the header the check would look for the token in the body, which is being read here.
        if (!context.Request.Headers.ContainsKey("RequestVerificationToken"))
            return false;
        try
        {
            await antiforgery.ValidateRequestAsync(context);
            return true;
        }
        catch (AntiforgeryValidationException)
        {
            return false;
        }
    }

    private static IResult Answer(HttpContext context, UploadResult result)
    {
        var wantsJson = context.Request.Headers.Accept.ToString().Contains("application/json", StringComparison.OrdinalIgnoreCase);
        if (result.ImportId is { } id)
        {
            return wantsJson
                ? Results.Json(new { importId = id.Value, sameBytesAs = result.SameBytesAs?.Value }, JsonSerializerOptions.Web)
                : Results.LocalRedirect($"~/opt-in-lists/imports/{id.Value}", permanent: false, preserveMethod: false);
        }

        return wantsJson
            ? Results.UnprocessableEntity(new { code = result.Refusal!.Code, message = result.Refusal.Message })
            : Results.LocalRedirect($"~/opt-in-lists/import?refused={Uri.EscapeDataString(result.Refusal!.Code)}", permanent: false, preserveMethod: false);
    }

    private static async Task<IResult> CheckpointAsync(HttpContext context, LedgerCheckpointsQuery seals)
    {
        var actor = context.User.ToActor()!;
        return await seals.TakeAsync(actor, context.RequestAborted) is { } note
            ? Results.File(Encoding.UTF8.GetBytes(note.ToString()), "text/plain; charset=utf-8", FormattableString.Invariant($"consent-ledger-{note.Size}.checkpoint"))
            : Results.NotFound();
    }

    private static Task<IResult> RejectsAsync(Guid id, HttpContext context, ImportDetailQuery imports, ExportRejects export) =>
        DownloadAsync(id, context, imports, "rejects", (actor, import, stream, token) => export.RunAsync(actor, import, onlyQuarantine: false, stream, token));

    private static Task<IResult> QuarantineAsync(Guid id, HttpContext context, ImportDetailQuery imports, ExportRejects export) =>
        DownloadAsync(id, context, imports, "quarantine", (actor, import, stream, token) => export.RunAsync(actor, import, onlyQuarantine: true, stream, token));

    private static Task<IResult> CheckAsync(Guid id, HttpContext context, ImportDetailQuery imports, ExportCheck export) =>
        DownloadAsync(id, context, imports, "check", export.RunAsync);

    private static async Task<IResult> DownloadAsync(
        Guid id, HttpContext context, ImportDetailQuery imports, string name, Func<Actor, ListImportId, Stream, CancellationToken, Task<bool>> write)
    {
        var actor = context.User.ToActor()!;
        if (await imports.FindAsync(actor, new ListImportId(id), context.RequestAborted) is null)
            return Results.NotFound();
        return Results.Stream(stream => write(actor, new ListImportId(id), stream, context.RequestAborted), "text/csv; charset=utf-8", $"{name}-{id:N}.csv");
    }
}
