using System.ComponentModel;
using Microsoft.AspNetCore.Mvc;
using WaPortal.Core.Api;
using WaPortal.Core.OptIns.Import;
using WaPortal.Core.OptIns.Ledger;

namespace WaPortal.Api;

/// <summary>What somebody chose.</summary>
public enum ConsentChange
{
    OptIn,
    OptOut,
}

/// <summary>Somebody's choice, with its proof.</summary>
public sealed record ConsentRequest(
    [property: Description("The person's number, best as E.164.")] string Phone,
    ConsentChange Choice,
    [property: Description("When they chose.")] DateTimeOffset At,
    [property: Description("To what: marketing, utility, authentication. With an opt-out none means everything.")] ConsentPurpose[]? Purposes = null,
    [property: Description("Where they chose, such as the name of a form. An opt-in needs it.")] string? Source = null,
    [property: Description("Its reference there.")] string? Proof = null,
    [property: Description("The code of one of the enterprise's wordings, or the words that they agreed to.")] string? Wording = null,
    [property: Description("With an opt-in: the opt-in list that they go to, made when it is missing; API where nothing is said.")] string? List = null,
    [property: Description("With an opt-in: their name.")] string? Name = null,
    [property: Description("With an opt-in: their language, such as es or pt-BR.")] string? Language = null)
{
    /// <summary>Without the number and the name.</summary>
    public override string ToString() => nameof(ConsentRequest);
}

/// <summary>What was recorded.</summary>
public sealed record ConsentRecorded([property: Description("The person's id in the consent ledger.")] Guid Person);

/// <summary>Whose consent is asked about. In a body, since numbers do not belong into addresses.</summary>
public sealed record ConsentQuestion([property: Description("The person's number, best as E.164.")] string Phone)
{
    /// <summary>Without the number.</summary>
    public override string ToString() => nameof(ConsentQuestion);
}

/// <summary>What somebody agreed to or declined.</summary>
public sealed record ConsentAnswer(ConsentLine[] Purposes);

/// <summary>One kind of message.</summary>
public sealed record ConsentLine(ConsentPurpose Purpose, ConsentChoice State, DateTimeOffset Since);

/// <summary>Consent: what programs tell, and what they may ask.</summary>
internal static class ConsentEndpoints
{
    private const int MostCharacters = 1_000;

    public static void MapConsents(this RouteGroupBuilder api)
    {
        api.MapPost("/consents", RecordAsync).Asks(ApiScope.ConsentWrite)
            .WithName("recordConsent").WithTags("Consent").WithSummary("Record an opt-in or an opt-out")
            .WithDescription("Appends to the consent ledger. An opt-out holds for every message that has not left, under every spelling of the number. An opt-in needs its proof; one that a later opt-out has overtaken is kept as evidence and opens nothing.")
            .Produces<ConsentRecorded>(StatusCodes.Status201Created).Produces<ConsentRecorded>()
            .ProducesProblem(StatusCodes.Status400BadRequest).ProducesProblem(StatusCodes.Status422UnprocessableEntity);
        api.MapPost("/consents/lookup", FindAsync).Asks(ApiScope.ConsentRead)
            .WithName("lookUpConsent").WithTags("Consent").WithSummary("What somebody agreed to")
            .Produces<ConsentAnswer>().ProducesProblem(StatusCodes.Status400BadRequest).ProducesProblem(StatusCodes.Status422UnprocessableEntity);
    }

    private static async Task<IResult> RecordAsync(
        HttpContext context, RecordApiConsent record, ApiBody<ConsentRequest> body, [FromHeader(Name = IdempotencyKey.Header)] string? idempotencyKey)
    {
        if (IdempotencyKey.Fault(idempotencyKey) is { } fault)
            return fault;
        var told = body.Value;
        foreach (var (field, text) in new[] { ("source", told.Source), ("proof", told.Proof), ("wording", told.Wording), ("list", told.List), ("name", told.Name), ("language", told.Language) })
        {
            if (text?.Length > (field is "list" or "name" or "language" ? 100 : MostCharacters))
                return ApiProblem.Of(StatusCodes.Status422UnprocessableEntity, "too_long", "This is longer than is kept.", field);
        }

        var consent = new ApiConsent(
            told.Phone, told.Choice == ConsentChange.OptIn, told.Purposes ?? [], told.At, Filled(told.Source), Filled(told.Proof), Filled(told.Wording), Filled(told.List), Filled(told.Name), Filled(told.Language));
        return await record.RunAsync(ApiGate.ActorOf(context), consent, idempotencyKey!, CancellationToken.None) switch
        {
            ApiOutcome.Done done => Results.Json(new ConsentRecorded(done.Id), ApiJson.Options, statusCode: done.IsReplay ? StatusCodes.Status200OK : StatusCodes.Status201Created),
            var refused => ApiProblem.Of(refused),
        };
    }

    private static async Task<IResult> FindAsync(HttpContext context, RecordApiConsent consents, ApiBody<ConsentQuestion> body) =>
        await consents.FindAsync(ApiGate.ActorOf(context), body.Value.Phone, context.RequestAborted) is { } states
            ? Results.Json(new ConsentAnswer([.. states.Select(s => new ConsentLine(s.Purpose, s.State, s.At))]), ApiJson.Options)
            : ApiProblem.Of(StatusCodes.Status422UnprocessableEntity, "invalid_number", "This is no phone number.", "phone");

    private static string? Filled(string? text) => string.IsNullOrWhiteSpace(text) ? null : text.Trim();
}
