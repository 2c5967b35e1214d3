using System.Text.Encodings.Web;
using System.Text.Json;
using System.Text.Json.Nodes;
using Microsoft.AspNetCore.Http.HttpResults;
using Microsoft.AspNetCore.Mvc;
using WaPortal.Access;
using WaPortal.Core.Access;
using WaPortal.Core.Compliance.Requests;
using WaPortal.Core.Delivery.Evidence;
using WaPortal.Core.OptIns.Erasure;
using WaPortal.Core.Tenancy;

namespace WaPortal.Compliance.Requests;

/// <summary>The answer to a request for access, as a file or to print, and the proof of an erasure, to print.</summary>
internal static class RequestEndpoints
{
    private static readonly JsonSerializerOptions Readable = new() { WriteIndented = true, Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping };

    public static string Answer(Guid request) => $"/compliance/requests/{request}/answer";

    public static string Proof(Guid request) => $"/compliance/requests/{request}/proof";

    public static IEndpointRouteBuilder MapRequests(this IEndpointRouteBuilder app)
    {
        app.MapPost("/compliance/requests/{id:guid}/answer", AnswerAsync)
            .RequireAuthorization(RequiresRightAttribute.PolicyName(Right.HandleRequests), RequiresRightAttribute.PolicyName(Right.UnmaskNumbers))
            .WithMetadata(new RateAttribute(RateKind.Export));
        app.MapPost("/compliance/requests/{id:guid}/proof", ProofAsync).RequireAuthorization(RequiresRightAttribute.PolicyName(Right.ViewLedger));
        return app;
    }

    private static async Task<IResult> AnswerAsync(Guid id, [FromForm] string? form, HttpContext context, TakeAnswer take, TenantDirectory tenants)
    {
        var actor = context.User.ToActor()!;
        if (await take.RunAsync(actor, new PersonRequestId(id), context.RequestAborted) is not { } pack)
            return Results.NotFound();
        if (form != "print")
            return Results.File(JsonSerializer.SerializeToUtf8Bytes(ToJson(pack), Readable), "application/json", FormattableString.Invariant($"request-{pack.Number}.json"));
        var tenant = await tenants.GetAsync(actor.Tenant, context.RequestAborted);
        return new RazorComponentResult<AnswerSheet>(new Dictionary<string, object?> { [nameof(AnswerSheet.Pack)] = pack, [nameof(AnswerSheet.Tenant)] = tenant });
    }

    private static async Task<IResult> ProofAsync(Guid id, HttpContext context, RequestsQuery requests, ErasureQuery erasures, TenantDirectory tenants)
    {
        var actor = context.User.ToActor()!;
        if (await requests.FindAsync(actor, new PersonRequestId(id), context.RequestAborted) is not { Request: { ErasureId: { } erasure } request }
            || await erasures.FindAsync(actor, erasure, context.RequestAborted) is not { Erasure.EndedAt: not null } proof)
            return Results.NotFound();
        var tenant = await tenants.GetAsync(actor.Tenant, context.RequestAborted);
        return new RazorComponentResult<ErasureSheet>(
            new Dictionary<string, object?> { [nameof(ErasureSheet.Request)] = request, [nameof(ErasureSheet.Proof)] = proof, [nameof(ErasureSheet.Tenant)] = tenant });
    }

    private static JsonObject ToJson(AnswerPack pack) => new()
    {
        ["format"] = "waportal.person-answer",
        ["version"] = 1,
        ["request"] = pack.Number,
        ["taken"] = new JsonObject { ["at"] = pack.At, ["by"] = pack.By },
        ["phone"] = pack.Phone,
        ["stored"] = pack.Stored.DeepClone(),
        ["consent"] = pack.Evidence is { } evidence ? JsonNode.Parse(EvidenceFile.Write(evidence)) : null,
    };
}
