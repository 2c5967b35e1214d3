using System.Data.Common;
using WaPortal.Core.Data;
using WaPortal.Core.OptIns.Aliases;
using WaPortal.Core.OptIns.Import;
using WaPortal.Core.OptIns.Ledger;
using WaPortal.Core.Tenancy;
using WaPortal.Core.WhatsApp;

namespace WaPortal.Core.Delivery.Responses;

/// <summary>
/// Notes which message a person answered: the one that they quoted or whose button they tapped, else the newest that they got from the same number
/// within <see cref="OrderResponses.Unquoted"/> before. What closes a consent is an opt-out and no answer. Tables: message_responses, messages.
/// </summary>
internal sealed class ResponseHandler(TenantKeys tenantKeys) : IWebhookHandler
{
    // Messages leave before their time is known to the platform, whose clock has seconds.
    private static readonly TimeSpan ClockSlack = TimeSpan.FromSeconds(5);

    public bool Handles(WebhookEvent webhookEvent) =>
        webhookEvent is InboundMessageEvent { IsSaid: true } && InboundStops.Find(webhookEvent) is null;

    public async Task HandleAsync(WebhookBatch batch, CancellationToken cancellationToken)
    {
        var db = batch.Db;
        var keys = await tenantKeys.GetAsync(batch.TenantId, cancellationToken);
        foreach (var answer in batch.Events.Cast<InboundMessageEvent>())
        {
            var message = await QuotedAsync(db, answer, cancellationToken) ?? await NewestAsync(db, keys, answer, cancellationToken);
            if (message is not var (id, order))
                continue;
            var isPress = answer.Type is "button" or "interactive";
            await NoteAsync(db, id, order, isPress ? ResponseKind.Press : ResponseKind.Reply, isPress ? Label(answer) : "", answer.Timestamp, cancellationToken);
            batch.Publish($"order:{order.Value}");
        }
    }

    private static string Label(InboundMessageEvent press) => TextLength.Cut(press.Text ?? "", MessageResponse.LabelLength);

    private static async Task<(MessageId Id, SendOrderId Order)?> QuotedAsync(PortalDbContext db, InboundMessageEvent answer, CancellationToken token) =>
        answer.ContextMessageId is not { } wamid ? null : First(await db.QuerySqlAsync(
            "SELECT id, order_id FROM messages WHERE tenant_id = @tenant AND wamid = @wamid", Read, token, ("@tenant", db.TenantId), ("@wamid", wamid)));

    private static async Task<(MessageId Id, SendOrderId Order)?> NewestAsync(PortalDbContext db, TenantKeyRing keys, InboundMessageEvent answer, CancellationToken token)
    {
        // A quotation of a message of another program answers that one, and a button without a message is no button of ours.
        if (answer.ContextMessageId is not null || answer.Type is "button" or "interactive")
            return null;
        var named = (answer.From is { } waId ? NumberSpelling.Of(NumberSpelling.FromWaId(waId)).Select(keys.PhoneId) : [])
            .Concat(answer.FromUserId is { } user ? [keys.UserIdId(user)] : []).ToList();
        var ids = await PersonAliases.ResolveAsync(db, named, token);
        return First(await db.QuerySqlAsync(
            $"""
            SELECT m.id, m.order_id FROM messages m
            JOIN send_orders o ON o.tenant_id = m.tenant_id AND o.id = m.order_id
            JOIN sender_numbers n ON n.tenant_id = o.tenant_id AND n.id = o.sender_number_id
            WHERE m.tenant_id = @tenant AND {IdSets.IsOneOf(db, "m.phone_id")} AND n.phone_number_id = @number
              AND m.state IN ('Claimed', 'InDoubt', 'Accepted', 'Sent', 'Delivered', 'Read') AND m.claimed_at > @since AND m.claimed_at <= @until
            ORDER BY m.claimed_at DESC, m.id DESC LIMIT 1
            """,
            Read, token, ("@tenant", db.TenantId), ("@ids", IdSets.Value(db, ids)), ("@number", answer.PhoneNumberId ?? ""),
            ("@since", answer.Timestamp - OrderResponses.Unquoted), ("@until", answer.Timestamp + ClockSlack)));
    }

    // Told twice, or after a later one: the first time is what stays.
    private static Task<int> NoteAsync(PortalDbContext db, MessageId id, SendOrderId order, ResponseKind kind, string label, DateTimeOffset at, CancellationToken token) =>
        db.ExecuteSqlAsync(
            """
            INSERT INTO message_responses (tenant_id, message_id, kind, label, order_id, at) VALUES (@tenant, @message, @kind, @label, @order, @at)
            ON CONFLICT (tenant_id, message_id, kind, label) DO UPDATE SET at = excluded.at WHERE excluded.at < message_responses.at
            """,
            token, ("@tenant", db.TenantId), ("@message", id), ("@kind", kind), ("@label", label), ("@order", order), ("@at", at));

    private static (MessageId Id, SendOrderId Order)? First(List<(MessageId Id, SendOrderId Order)> found) => found is [var one, ..] ? one : null;

    private static (MessageId Id, SendOrderId Order) Read(DbDataReader row) => (new MessageId(row.GetGuid(0)), new SendOrderId(row.GetGuid(1)));
}
