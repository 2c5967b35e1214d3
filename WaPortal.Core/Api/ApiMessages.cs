using Microsoft.EntityFrameworkCore;
using WaPortal.Core.Access;
using WaPortal.Core.Data;
using WaPortal.Core.Delivery;

namespace WaPortal.Core.Api;

/// <summary>How far a message has come.</summary>
/// <param name="ErrorCode">WhatsApp's, where it failed for one.</param>
/// <param name="Reason">Why it was skipped or failed, where WhatsApp gave no code.</param>
/// <param name="Wamid">WhatsApp's id of it; null before it took it over.</param>
public sealed record ApiMessageStatus(
    Guid Id, MessageState State, string Template, string Language, int? ErrorCode, string? Reason, string? Wamid,
    DateTimeOffset? QueuedAt, DateTimeOffset? ExpiresAt, DateTimeOffset? SentAt, DateTimeOffset? DeliveredAt, DateTimeOffset? ReadAt, DateTimeOffset? EndedAt);

/// <summary>Tells programs what became of the messages that they asked for.</summary>
public sealed class ApiMessages(PortalDatabase database)
{
    /// <summary>One message; null where no program asked for it, and where its time is over.</summary>
    public Task<ApiMessageStatus?> FindAsync(Actor actor, Guid id, CancellationToken token)
    {
        actor.Demand(Right.SendMessages);
        return database.ReadAsync(actor.Tenant, (db, t) => (
            from m in db.Set<Message>()
            join o in db.Set<SendOrder>() on m.OrderId equals o.Id
            where m.Id == new MessageId(id) && o.Origin == SendApiMessage.Origin
            select new ApiMessageStatus(
                id, m.State, o.TemplateName, m.Language, m.ErrorCode, m.Reason, m.Wamid, m.ComposedAt, m.ExpiresAt, m.SentAt ?? m.AcceptedAt, m.DeliveredAt, m.ReadAt, m.EndedAt)).FirstOrDefaultAsync(t), token);
    }
}
