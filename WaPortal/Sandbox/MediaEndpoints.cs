using System.Globalization;
using System.Text.Json.Nodes;

namespace WaPortal.Sandbox;

internal static class MediaEndpoints
{
    private const long LargestUpload = 110L << 20;
    private static readonly HashSet<string> SampleTypes = ["application/pdf", "image/jpeg", "image/jpg", "image/png", "video/mp4"];

    public static void MapMedia(this IEndpointRouteBuilder routes, GraphGate gate, SandboxState state)
    {
        routes.MapPost("/{id}/media", gate.Wrap(context => UploadAsync(context, state)));
        routes.MapPost("/{id}/uploads", gate.Wrap(context => Task.FromResult(OpenSession(context, state))));
    }

    /// <summary>Where the bytes are: an address for five minutes, which asks for the token too.</summary>
    public static void MapDownload(this IEndpointRouteBuilder routes, SandboxState state) =>
        routes.MapGet("/media/{id}", async context =>
        {
            var expires = long.TryParse(context.Request.Query["expires"], NumberStyles.None, CultureInfo.InvariantCulture, out var at) ? at : 0;
            var id = (string)context.GetRouteValue("id")!;
            if (state.Media.Find(id) is { } file && expires > state.Now.ToUnixTimeSeconds() && context.Request.Headers.Authorization.Count > 0 && state.Media.Bytes(id) is { } bytes)
            {
                context.Response.ContentType = file.MimeType;
                await context.Response.Body.WriteAsync(bytes, context.RequestAborted);
                return;
            }

            context.Response.StatusCode = context.Request.Headers.Authorization.Count == 0 ? 401 : 404;
        });

    public static JsonObject Describe(HttpContext context, MediaFile file, SandboxState state) => new()
    {
        ["messaging_product"] = "whatsapp",
        ["url"] = $"{context.Request.Scheme}://{context.Request.Host}/media/{file.Id}?expires={state.Now.AddMinutes(5).ToUnixTimeSeconds().ToString(CultureInfo.InvariantCulture)}",
        ["mime_type"] = file.MimeType,
        ["sha256"] = file.Sha256,
        ["file_size"] = file.Size.ToString(CultureInfo.InvariantCulture),
        ["id"] = file.Id,
    };

    /// <summary>Takes the next bytes of a sample and gives the handle when all are there.</summary>
    public static async Task<GraphAnswer> ContinueAsync(HttpContext context, UploadSession session, SandboxState state)
    {
        var offset = long.TryParse(context.Request.Headers["file_offset"], NumberStyles.None, CultureInfo.InvariantCulture, out var said) ? said : 0;
        if (offset != session.Received.Length) return GraphErrors.Of(100, $"file_offset is {offset}, {session.Received.Length} bytes are there.");
        await context.Request.Body.CopyToAsync(session.Received, context.RequestAborted);
        if (session.Received.Length != session.Length) return GraphErrors.Of(100, $"{session.Received.Length} of {session.Length} bytes are there.");
        var file = state.Media.Add(session.MimeType, session.Received.ToArray());
        return GraphAnswer.Ok(new JsonObject { ["h"] = TemplateReads.Handle(file.Id, file.MimeType) });
    }

    private static GraphAnswer OpenSession(HttpContext context, SandboxState state)
    {
        var id = (string)context.GetRouteValue("id")!;
        if (id != SandboxAccount.AppId) return GraphErrors.UnknownObject("POST", id);
        var query = context.Request.Query;
        if (!long.TryParse(query["file_length"], NumberStyles.None, CultureInfo.InvariantCulture, out var length) || length is 0 or > LargestUpload)
            return GraphErrors.Of(100, "The parameter file_length is required.");
        var type = query["file_type"].ToString();
        return SampleTypes.Contains(type)
            ? GraphAnswer.Ok(new JsonObject { ["id"] = state.Media.Open(length, type).Id })
            : GraphErrors.Of(100, $"The file type '{type}' is not possible for samples.");
    }

    private static async Task<GraphAnswer> UploadAsync(HttpContext context, SandboxState state)
    {
        var id = (string)context.GetRouteValue("id")!;
        if (id != SandboxAccount.PhoneNumberId) return GraphErrors.UnknownObject("POST", id);
        if (!context.Request.HasFormContentType) return GraphErrors.Of(100, "The upload is a multipart form.");
        var form = await context.Request.ReadFormAsync(context.RequestAborted);
        if (form["messaging_product"] != "whatsapp") return GraphErrors.Of(100, "(#100) The parameter messaging_product is required.");
        if (form.Files.GetFile("file") is not { } file) return GraphErrors.Of(100, "(#100) The parameter file is required.");
        var type = (form["type"].ToString() is { Length: > 0 } said ? said : file.ContentType ?? "").Split(';')[0].Trim();
        if (MediaShelf.Refuse(type, file.Length) is { } refusal) return refusal;
        using var bytes = new MemoryStream();
        await file.CopyToAsync(bytes, context.RequestAborted);
        return GraphAnswer.Ok(new JsonObject { ["id"] = state.Media.Add(type, bytes.ToArray()).Id });
    }
}
