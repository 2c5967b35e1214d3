using Microsoft.EntityFrameworkCore;
using WaPortal.Core.Access;
using WaPortal.Core.Audit;
using WaPortal.Core.Data;
using WaPortal.Core.OptIns.Aliases;
using WaPortal.Core.OptIns.Import;
using WaPortal.Core.OptIns.Joining.Forms;
using WaPortal.Core.OptIns.Ledger;
using WaPortal.Core.OptIns.Lists;
using WaPortal.Core.OptIns.Phone;
using WaPortal.Core.Tenancy;
using WaPortal.Core.WhatsApp;

namespace WaPortal.Core.OptIns.Joining;

/// <summary>
/// Takes messages of people as opt-ins where the enterprise chose so. A joining word is a proof of its own and counts after an opt-out too, being later; a first message
/// counts only where nothing at all is on record. The message itself, its id and its time are the evidence.
/// </summary>
internal sealed class JoiningHandler(ConsentLedger ledger, TenantKeys tenantKeys, AuditTrail audit, TimeProvider clock) : IWebhookHandler
{
    private const string By = "WhatsApp";
    private const int MostWords = 1000;

    public bool Handles(WebhookEvent webhookEvent) =>
        webhookEvent is InboundMessageEvent { From: not null, IsSaid: true } message && !JoinPayload.IsOne(message.Payload) && InboundStops.Find(webhookEvent) is null;

    public async Task HandleAsync(WebhookBatch batch, CancellationToken cancellationToken)
    {
        var db = batch.Db;
        if (await db.Set<JoiningRules>().FirstOrDefaultAsync(cancellationToken) is not { } rules || rules.Choices() is not { IsOn: true } choices)
            return;
        var keys = await tenantKeys.GetAsync(batch.TenantId, cancellationToken);
        var words = choices.Words.Select(StopWords.Plain).ToHashSet(StringComparer.Ordinal);
        foreach (var message in batch.Events.Cast<InboundMessageEvent>())
        {
            if (await JoinAsync(db, keys, choices, words, message, cancellationToken))
                batch.Publish("ledger");
        }
    }

    private async Task<bool> JoinAsync(PortalDbContext db, TenantKeyRing keys, JoiningChoices choices, HashSet<string> words, InboundMessageEvent message, CancellationToken token)
    {
        var isWord = message.Text is { Length: <= JoiningRules.WordLength } text && words.Contains(StopWords.Plain(text));
        if (!isWord && choices.FirstPurposes.Count == 0)
            return false;
        if (PhoneNumber.TryCreate(NumberSpelling.FromWaId(message.From!)) is not { } told)
            return false;
        // Two first messages may be handled at once; the second must see what the first wrote.
        await ConsentLedger.LockAsync(db, token);
        var ids = await PersonAliases.ResolveAsync(db, [.. NumberSpelling.Of(told.E164).Select(keys.PhoneId)], token);
        if (!isWord && (await ConsentLedger.KnownAsync(db, ids, token)).Count > 0)
            return false;
        // The number of a list stands behind WhatsApp's own spelling of it.
        var contact = await db.Set<Contact>().AsNoTracking().Where(c => ids.Contains(c.PhoneId)).OrderBy(c => c.Id).FirstOrDefaultAsync(token);
        var number = contact is null ? told.E164 : ContactPhone.Decrypt(keys, contact.Phone, contact.Id);
        var phoneId = contact?.PhoneId ?? keys.PhoneId(number);
        var said = message.Text is { } whole ? TextLength.Cut(whole, MostWords) : null;
        var evidence = new ConsentEvidence(number, message.Timestamp, isWord ? "joined" : "first-message", "WhatsApp message", message.MessageId, said, "wamid:" + message.MessageId);
        var purposes = isWord ? choices.WordPurposes : choices.FirstPurposes;
        var appended = await ledger.AppendAsync(db, [new ConsentEvent(phoneId, ConsentAction.OptIn, purposes, evidence, By, "joined:" + message.MessageId)], token);
        if (appended.Entries == 0)
            return false;
        var entry = new ImportEntry(
            number, PhoneNumber.Create(number).Region(), contact?.Name ?? message.ProfileName, null, new Dictionary<string, string>(), true, message.Timestamp, evidence.Source, evidence.Proof, null);
        await ContactStore.AddAsync(db, keys, await OptInList.FindOrAddAsync(db, choices.ListName, By, clock.GetUtcNow(), token), Guid.Empty, [(phoneId, entry)], clock.GetUtcNow(), token);
        audit.Record(db, Actor.Job(db.TenantId, By), "opt-in.recorded", FormattableString.Invariant($"ledger:{appended.Last}"), reason: evidence.How);
        return true;
    }
}
