using Microsoft.AspNetCore.Http.HttpResults;
using Microsoft.AspNetCore.Mvc;
using WaPortal.Access;
using WaPortal.Core.Access;
using WaPortal.Core.Delivery.Evidence;
using WaPortal.Core.Tenancy;

namespace WaPortal.Delivery.Evidence;

/// <summary>The evidence about one person as a file, or as a page to print.</summary>
internal static class EvidenceEndpoints
{
    public static string Address(Guid person) => $"/compliance/people/{person}/evidence";

    public static IEndpointRouteBuilder MapEvidence(this IEndpointRouteBuilder app)
    {
        // A POST, since it leaves a line in the activity and its reason belongs into no address.
        app.MapPost("/compliance/people/{person:guid}/evidence", TakeAsync)
            .RequireAuthorization(RequiresRightAttribute.PolicyName(Right.ViewLedger), RequiresRightAttribute.PolicyName(Right.UnmaskNumbers))
            .WithMetadata(new RateAttribute(RateKind.Export));
        return app;
    }

    private static async Task<IResult> TakeAsync(Guid person, [FromForm] string? reason, [FromForm] string? form, HttpContext context, TakeEvidence take, TenantDirectory tenants)
    {
        var actor = context.User.ToActor()!;
        if (string.IsNullOrWhiteSpace(reason))
            return Results.BadRequest("Say why you need it.");
        if (await take.RunAsync(actor, person, reason, context.RequestAborted) is not { } pack)
            return Results.NotFound();
        if (form != "print")
            return Results.File(EvidenceFile.Write(pack), "application/json", $"consent-evidence-{person:N}.json");
        var tenant = await tenants.GetAsync(actor.Tenant, context.RequestAborted);
        return new RazorComponentResult<EvidenceSheet>(new Dictionary<string, object?> { [nameof(EvidenceSheet.Pack)] = pack, [nameof(EvidenceSheet.Tenant)] = tenant });
    }
}
