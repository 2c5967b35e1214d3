using System.Text;
using Microsoft.AspNetCore.Mvc;
using WaPortal.Core.Tenancy;
using WaPortal.Core.WhatsApp;

namespace WaPortal.WhatsApp;

/// <summary>The address that the platform sends webhooks to, one for each connected account.</summary>
public static class WhatsAppWebhookEndpoints
{
    private const int Buffer = 16 * 1024;

    /// <summary>Maps <c>GET</c> (handshake) and <c>POST</c> (delivery) on <c>/webhooks/whatsapp/{accountId}</c>.</summary>
    public static IEndpointRouteBuilder MapWhatsAppWebhooks(this IEndpointRouteBuilder endpoints)
    {
        var group = endpoints.MapGroup(WebhookEndpointMetadata.Prefix + "whatsapp/{accountId:guid}")
            .AllowAnonymous()
            .DisableAntiforgery()
            .WithMetadata(new WebhookEndpointMetadata(), new RequestSizeLimitAttribute(WebhookDelivery.MostBytes + Buffer * 2));
        group.MapGet("", HandshakeAsync);
        group.MapPost("", ReceiveAsync);
        return endpoints;
    }

    /// <summary>The path of an account's address.</summary>
    public static string PathOf(WhatsAppAccountId account) => $"{WebhookEndpointMetadata.Prefix}whatsapp/{account.Value}";

    private static async Task<IResult> HandshakeAsync(Guid accountId, HttpContext context, WhatsAppAccounts accounts)
    {
        if (await accounts.GetDoorAsync(new WhatsAppAccountId(accountId), context.RequestAborted) is not { } door)
            return Results.NotFound();
        var query = context.Request.Query;
        return WebhookHandshake.Answer(query["hub.mode"], query["hub.verify_token"], query["hub.challenge"], door.VerifyToken) is { } challenge
            ? Results.Text(challenge, "text/plain", Encoding.ASCII)
            : Results.StatusCode(StatusCodes.Status403Forbidden);
    }

    private static async Task<IResult> ReceiveAsync(Guid accountId, HttpContext context, WhatsAppAccounts accounts, WebhookInbox inbox, WebhookMeter meter, WebhookRefusals refusals)
    {
        if (await accounts.GetDoorAsync(new WhatsAppAccountId(accountId), context.RequestAborted) is not { } door)
            return Results.NotFound();
        if (await ReadBodyAsync(context.Request, context.RequestAborted) is not { } body)
        {
            // Part of it may still be on its way; another request behind it on the same connection could lose its answer.
            context.Response.Headers.Connection = "close";
            return Results.StatusCode(StatusCodes.Status413PayloadTooLarge);
        }

        if (!WebhookSignature.Verify(body, context.Request.Headers[WebhookSignature.Header], door.AppSecret))
        {
            meter.Refused();
            await refusals.NoteAsync(door);
            return Results.StatusCode(StatusCodes.Status401Unauthorized);
        }

        return Results.StatusCode(await inbox.StoreAsync(door, body) is not null ? StatusCodes.Status200OK : StatusCodes.Status503ServiceUnavailable);
    }

    /// <summary>The body as bytes; null when it is longer than is allowed.</summary>
    private static async Task<byte[]?> ReadBodyAsync(HttpRequest request, CancellationToken cancellationToken)
    {
        if (request.ContentLength > WebhookDelivery.MostBytes)
            return null;
        using var body = new MemoryStream((int)(request.ContentLength ?? 4096));
        var buffer = new byte[Buffer];
        int read;
        while ((read = await request.Body.ReadAsync(buffer, cancellationToken)) > 0)
        {
            if (body.Length + read > WebhookDelivery.MostBytes)
                return null;
            body.Write(buffer, 0, read);
        }

        return body.ToArray();
    }
}
