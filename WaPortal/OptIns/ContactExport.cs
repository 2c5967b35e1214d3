using Microsoft.AspNetCore.Mvc;
using WaPortal.Access;
using WaPortal.Core.Access;
using WaPortal.Core.OptIns.Contacts;
using WaPortal.Core.OptIns.Segments;

namespace WaPortal.OptIns;

/// <summary>Contacts as a file. What was looked for comes in a form: names and numbers belong into no address.</summary>
internal static class ContactExport
{
    public const string Address = "/contacts/export";

    private const int LongestSearch = 100;

    public static WebApplication MapContactExport(this WebApplication app)
    {
        app.MapPost(Address, TakeAsync)
            .RequireAuthorization(RequiresRightAttribute.PolicyName(Right.ViewOptIns), RequiresRightAttribute.PolicyName(Right.UnmaskNumbers))
            .WithMetadata(new RateAttribute(RateKind.Export));
        return app;
    }

    private static async Task<IResult> TakeAsync([FromForm] string? reason, [FromForm] string? search, [FromForm] string? match, HttpContext context, ExportContacts export)
    {
        var actor = context.User.ToActor()!;
        if (string.IsNullOrWhiteSpace(reason))
            return Results.BadRequest("Say why you need it.");
        if (SegmentText.Read(match ?? "") is not { } conditions || search?.Length > LongestSearch)
            return Results.BadRequest("The conditions cannot be read.");
        var filter = new ContactFilter(string.IsNullOrWhiteSpace(search) ? null : search, conditions);
        if (await export.CheckAsync(actor, filter, context.RequestAborted) is { } problem)
            return Results.BadRequest(problem);
        return Results.Stream(stream => export.RunAsync(actor, filter, reason, stream, context.RequestAborted), "text/csv; charset=utf-8", "contacts.csv");
    }
}
