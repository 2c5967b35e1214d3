using System.ComponentModel;
using Microsoft.AspNetCore.Mvc;
using WaPortal.Core.Api;
using WaPortal.Core.Delivery;
using WaPortal.Core.WhatsApp;

namespace WaPortal.Api;

/// <summary>A message to ask for.</summary>
public sealed record MessageRequest(
    [property: Description("The person's number, best as E.164.")] string To,
    [property: Description("Name of an approved template.")] string Template,
    [property: Description("WhatsApp's code of the translation, such as en_GB. No other is taken in its place.")] string Language,
    [property: Description("Values by variable, such as body.1 or body.name; GET /templates names them.")] Dictionary<string, string>? Values = null,
    [property: Description("The number that it leaves from. May be left out where there is one.")] string? From = null,
    [property: Description("How long it may wait for limit and pace before it is given up, in seconds: 60 to 259200. An hour where nothing is said.")] int? ExpiresInSeconds = null)
{
    /// <summary>Without the number and the values.</summary>
    public override string ToString() => nameof(MessageRequest);
}

/// <summary>A message that was taken.</summary>
public sealed record MessageTaken(Guid Id);

/// <summary>How far a message has come.</summary>
public sealed record MessageAnswer(
    Guid Id,
    [property: Description("queued, claimed (about to leave), accepted (WhatsApp has it), sent, delivered, read, failed, skipped (never left), in_doubt (it may have left; WhatsApp's status settles it) or cancelled.")] MessageState State,
    string Template, string Language,
    [property: Description("WhatsApp's error code, where it failed for one.")] int? ErrorCode,
    [property: Description("Why it failed or was skipped.")] string? Reason,
    [property: Description("WhatsApp's id of the message.")] string? Wamid,
    DateTimeOffset? QueuedAt, DateTimeOffset? ExpiresAt, DateTimeOffset? SentAt, DateTimeOffset? DeliveredAt, DateTimeOffset? ReadAt, DateTimeOffset? EndedAt);

/// <summary>Single messages.</summary>
internal static class MessageEndpoints
{
    private const int ShortestSeconds = 60;
    private static readonly TimeSpan UsualLife = TimeSpan.FromHours(1);

    public static void MapMessages(this RouteGroupBuilder api)
    {
        api.MapPost("/messages", SendAsync).Asks(ApiScope.MessagesSend)
            .WithName("sendMessage").WithTags("Messages").WithSummary("Send one message")
            .WithDescription("Queues one message from an approved template to one person, under consent, messaging limit and pace like every other. The same Idempotency-Key with the same body never sends a second one: the answer is 200 with the first one's id. Without the person's consent to the template's category it is refused.")
            .Produces<MessageTaken>(StatusCodes.Status202Accepted).Produces<MessageTaken>()
            .ProducesProblem(StatusCodes.Status400BadRequest).ProducesProblem(StatusCodes.Status422UnprocessableEntity).ProducesProblem(StatusCodes.Status503ServiceUnavailable);
        api.MapGet("/messages/{id:guid}", FindAsync).Asks(ApiScope.MessagesSend)
            .WithName("getMessage").WithTags("Messages").WithSummary("What became of a message")
            .Produces<MessageAnswer>().ProducesProblem(StatusCodes.Status404NotFound);
    }

    private static async Task<IResult> SendAsync(
        HttpContext context, SendApiMessage send, ApiBody<MessageRequest> body, [FromHeader(Name = IdempotencyKey.Header)] string? idempotencyKey)
    {
        if (IdempotencyKey.Fault(idempotencyKey) is { } fault)
            return fault;
        var wanted = body.Value;
        if (wanted.ExpiresInSeconds is { } seconds && (seconds < ShortestSeconds || seconds > SendApiMessage.LongestLife.TotalSeconds))
            return ApiProblem.Of(StatusCodes.Status422UnprocessableEntity, "invalid_life", "A message may wait for 60 to 259200 seconds.", "expires_in_seconds");
        var message = new ApiMessage(
            wanted.To, wanted.Template, wanted.Language, wanted.Values ?? [], wanted.From, wanted.ExpiresInSeconds is { } life ? TimeSpan.FromSeconds(life) : UsualLife);
        // Once begun it goes through, whether the caller still listens or not.
        var outcome = await send.RunAsync(ApiGate.ActorOf(context), message, idempotencyKey!, CancellationToken.None);
        if (outcome is not ApiOutcome.Done done)
            return ApiProblem.Of(outcome);
        context.Response.Headers.Location = $"{ApiEndpoints.Prefix}/messages/{done.Id}";
        return Results.Json(new MessageTaken(done.Id), ApiJson.Options, statusCode: done.IsReplay ? StatusCodes.Status200OK : StatusCodes.Status202Accepted);
    }

    private static async Task<IResult> FindAsync(HttpContext context, ApiMessages messages, Guid id)
    {
        if (await messages.FindAsync(ApiGate.ActorOf(context), id, context.RequestAborted) is not { } m)
            return ApiProblem.Of(StatusCodes.Status404NotFound, "not_found", "No message of the API has this id.");
        var reason = m.ErrorCode is { } code ? ErrorCatalog.Find(code).Title : m.Reason;
        return Results.Json(
            new MessageAnswer(m.Id, m.State, m.Template, m.Language, m.ErrorCode, reason, m.Wamid, m.QueuedAt, m.ExpiresAt, m.SentAt, m.DeliveredAt, m.ReadAt, m.EndedAt), ApiJson.Options);
    }
}
