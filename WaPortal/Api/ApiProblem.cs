using WaPortal.Core.Api;
using WaPortal.Core.Campaigns;

namespace WaPortal.Api;

/// <summary>What the API answers when it does not do what was asked: <c>application/problem+json</c> (RFC 9457) with a stable <c>code</c>, and the <c>field</c> at fault where there is one.</summary>
internal static class ApiProblem
{
    public static IResult Of(int status, string code, string detail, string? field = null)
    {
        var extensions = new Dictionary<string, object?>(StringComparer.Ordinal) { ["code"] = code };
        if (field is not null)
            extensions["field"] = field;
        return Results.Problem(detail, statusCode: status, title: Title(status), extensions: extensions);
    }

    /// <summary>What a refusal of the core answers.</summary>
    public static IResult Of(ApiOutcome outcome) => outcome switch
    {
        ApiOutcome.Refused { Code: "header_file" } refused => Of(StatusCodes.Status503ServiceUnavailable, refused.Code, refused.Words),
        ApiOutcome.Refused refused => Of(StatusCodes.Status422UnprocessableEntity, refused.Code, refused.Words, refused.Field),
        ApiOutcome.KeyUsed => Of(StatusCodes.Status422UnprocessableEntity, "idempotency_key_used", "Another request came under this idempotency key. Give each request one of its own."),
        _ => throw new InvalidOperationException("What was done is no problem."),
    };

    /// <summary>What a refusal about a campaign answers.</summary>
    public static IResult Of(CampaignResult result) => result switch
    {
        CampaignResult.NotFound => Of(StatusCodes.Status404NotFound, "not_found", "There is no such campaign."),
        CampaignResult.Stale => Of(StatusCodes.Status409Conflict, "changed", "It was changed meanwhile. Read it again."),
        CampaignResult.Refused refused => Results.Problem(
            string.Join(' ', refused.Problems.Select(p => p.Message)), statusCode: StatusCodes.Status409Conflict, title: Title(StatusCodes.Status409Conflict),
            extensions: new Dictionary<string, object?>(StringComparer.Ordinal)
            {
                ["code"] = "not_possible",
                ["problems"] = refused.Problems.Select(p => new { field = p.Field.ToLowerInvariant(), message = p.Message }).ToArray(),
            }),
        _ => throw new InvalidOperationException("What was done is no problem."),
    };

    /// <summary>For an answer that has a status and no words yet.</summary>
    public static IResult Bare(int status) => status switch
    {
        StatusCodes.Status404NotFound => Of(status, "not_found", "There is nothing at this address."),
        StatusCodes.Status405MethodNotAllowed => Of(status, "method_not_allowed", "This address takes other methods; see Allow."),
        StatusCodes.Status413PayloadTooLarge => Of(status, "too_large", "The body is too long."),
        StatusCodes.Status415UnsupportedMediaType => Of(status, "not_json", "Send the body with the content type application/json."),
        StatusCodes.Status400BadRequest => Of(status, "bad_request", "The request cannot be read."),
        _ => Of(status, "refused", "The request was not carried out."),
    };

    private static string Title(int status) => status switch
    {
        StatusCodes.Status400BadRequest => "The request cannot be read.",
        StatusCodes.Status401Unauthorized => "The key does not hold.",
        StatusCodes.Status403Forbidden => "The key may not do this.",
        StatusCodes.Status404NotFound => "Not found.",
        StatusCodes.Status409Conflict => "Not possible as things are.",
        StatusCodes.Status422UnprocessableEntity => "The request cannot be carried out.",
        StatusCodes.Status429TooManyRequests => "Too many requests.",
        StatusCodes.Status500InternalServerError => "The portal failed.",
        StatusCodes.Status503ServiceUnavailable => "Not just now.",
        _ => "Refused.",
    };
}
