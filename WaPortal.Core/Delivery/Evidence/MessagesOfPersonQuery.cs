using Microsoft.EntityFrameworkCore;
using WaPortal.Core.Access;
using WaPortal.Core.Data;
using WaPortal.Core.Delivery.Clicks;
using WaPortal.Core.OptIns.Ledger;

namespace WaPortal.Core.Delivery.Evidence;

/// <summary>A message to one person, and what decided about it.</summary>
/// <param name="Order">The campaign's id, where <paramref name="Origin"/> is null.</param>
/// <param name="Origin">Where a single message came from, in words; null for a campaign's.</param>
/// <param name="Purpose">The kind of message that the person must have agreed to.</param>
/// <param name="TemplateName">The template's name on the wire.</param>
/// <param name="Reason">Why it was skipped or failed, as the stores keep it.</param>
/// <param name="ConsentSeq">The ledger entry that permitted it or, of a skipped one, forbade it; null while it waits, and where there is none.</param>
/// <param name="StartedAt">When its request was about to leave; null when it certainly did not.</param>
public sealed record PersonMessage(
    MessageId Id, SendOrderId Order, string? Origin, string Purpose, Guid TemplateId, string TemplateName, string Language, MessageState State, string? Reason, int? ErrorCode, long? ConsentSeq,
    DateTimeOffset? StartedAt, DateTimeOffset? AcceptedAt, DateTimeOffset? DeliveredAt, DateTimeOffset? ReadAt, DateTimeOffset? EndedAt, string? Wamid)
{
    /// <summary>The tracked links of it that were opened, the first one first.</summary>
    public IReadOnlyList<OpenedLink> Opened { get; init; } = [];
}

/// <summary>A link of a message that was opened.</summary>
/// <param name="Target">Where it leads.</param>
/// <param name="Times">How often.</param>
public sealed record OpenedLink(string Target, DateTimeOffset FirstAt, DateTimeOffset LastAt, int Times);

/// <summary>What a person was sent, or was not sent and why.</summary>
public sealed class MessagesOfPersonQuery(PortalDatabase database)
{
    /// <summary>The newest messages first, up to <paramref name="count"/>.</summary>
    /// <param name="actor">Who asks; needs <see cref="Right.ViewLedger"/>.</param>
    /// <param name="person">The ledger's id of the person.</param>
    /// <param name="count">How many at most.</param>
    /// <param name="token">Cancels.</param>
    public Task<List<PersonMessage>> RunAsync(Actor actor, Guid person, int count, CancellationToken token)
    {
        actor.Demand(Right.ViewLedger);
        return database.ReadAsync(actor.Tenant, async (db, t) =>
        {
            var opened = await OpenedAsync(db, person, t);
            return (await SentAsync(db, person, count, t)).ConvertAll(m => opened.Contains(m.Id) ? m with { Opened = [.. opened[m.Id]] } : m);
        }, token);
    }

    private static async Task<ILookup<MessageId, OpenedLink>> OpenedAsync(PortalDbContext db, Guid person, CancellationToken token) => (await (
        from subject in db.Set<ConsentSubject>()
        join message in db.Set<Message>() on subject.PhoneId equals message.PhoneId
        join click in db.Set<MessageClick>() on message.Id equals click.MessageId
        join link in db.Set<TrackedLink>() on click.LinkId equals link.Id
        where subject.Id == person
        orderby click.FirstAt
        select new { click.MessageId, Link = new OpenedLink(link.Target, click.FirstAt, click.LastAt, click.Clicks) }).ToListAsync(token)).ToLookup(c => c.MessageId, c => c.Link);

    private static Task<List<PersonMessage>> SentAsync(PortalDbContext db, Guid person, int count, CancellationToken token) => (
        from subject in db.Set<ConsentSubject>()
        join message in db.Set<Message>() on subject.PhoneId equals message.PhoneId
        join order in db.Set<SendOrder>() on message.OrderId equals order.Id
        where subject.Id == person
        orderby message.Id descending
        select new PersonMessage(
            message.Id, message.OrderId, order.Name, order.Purpose, order.TemplateId, order.TemplateName, message.Language, message.State, message.Reason, message.ErrorCode,
            // What waits is decided about when its turn comes.
            message.State == MessageState.Queued ? null : message.ConsentSeq,
            message.StartedAt, message.AcceptedAt, message.DeliveredAt, message.ReadAt, message.EndedAt, message.Wamid)).Take(count).ToListAsync(token);
}
