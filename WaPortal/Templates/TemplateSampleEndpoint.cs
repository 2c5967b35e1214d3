using WaPortal.Access;
using WaPortal.Core.Access;
using WaPortal.Core.Templates;

namespace WaPortal.Templates;

/// <summary>Serves the sample file of a media header to the preview.</summary>
public static class TemplateSampleEndpoint
{
    public static WebApplication MapTemplateSamples(this WebApplication app)
    {
        app.MapGet("/templates/samples/{id:guid}", async (Guid id, HttpContext context, SampleMediaStore samples) =>
        {
            if (await samples.OpenAsync(context.User.ToActor()!, new SampleMediaId(id), context.RequestAborted) is not var (media, content))
                return Results.NotFound();
            // The type was found by the first bytes when the file came in; nosniff keeps browsers to it. Opened by itself it is a download
            // and no document of the portal's origin; pictures in a page do not mind.
            return Results.Stream(content, media.MimeType, $"sample-{id:N}.{Extension(media.MimeType)}");
        }).RequireAuthorization(RequiresRightAttribute.PolicyName(Right.ViewTemplates));
        return app;
    }

    private static string Extension(string mimeType) => mimeType switch
    {
        "image/jpeg" => "jpg",
        "image/png" => "png",
        "video/mp4" => "mp4",
        "application/pdf" => "pdf",
        _ => "bin",
    };
}
