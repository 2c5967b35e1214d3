using Microsoft.EntityFrameworkCore;
using WaPortal.Core.Access;
using WaPortal.Core.Audit;
using WaPortal.Core.Data;
using WaPortal.Core.OptIns.Aliases;
using WaPortal.Core.OptIns.Ledger;
using WaPortal.Core.OptIns.Wordings;
using WaPortal.Core.Tenancy;
using WaPortal.Core.WhatsApp;

namespace WaPortal.Core.OptIns.Joining.Forms;

/// <summary>
/// Takes the press on a button that confirms a form. It counts once, only for a submission that still waits, and only from the person who was asked. It is their yes at
/// the moment of the press: a later no stays.
/// </summary>
internal sealed class JoinPressHandler(ConsentLedger ledger, TenantKeys tenantKeys, AuditTrail audit, TimeProvider clock) : IWebhookHandler
{
    private const string By = "WhatsApp";

    public bool Handles(WebhookEvent webhookEvent) =>
        webhookEvent is InboundMessageEvent message && JoinPayload.IsOne(message.Payload) && (message.From ?? message.FromUserId) is not null && InboundStops.Find(webhookEvent) is null;

    public async Task HandleAsync(WebhookBatch batch, CancellationToken cancellationToken)
    {
        var keys = await tenantKeys.GetAsync(batch.TenantId, cancellationToken);
        foreach (var message in batch.Events.Cast<InboundMessageEvent>())
        {
            if (JoinPayload.Read(keys, message.Payload) is not { } submission || !await JoinAsync(batch.Db, keys, submission, message, cancellationToken))
                continue;
            batch.Publish("ledger");
            batch.Publish(TakeSubmission.Topic);
        }
    }

    private async Task<bool> JoinAsync(PortalDbContext db, TenantKeyRing keys, FormSubmissionId id, InboundMessageEvent message, CancellationToken token)
    {
        // The same press may be handled twice at once, and the submission may run out meanwhile.
        await ConsentLedger.LockAsync(db, token);
        if (await db.Set<FormSubmission>().FirstOrDefaultAsync(s => s.Id == id, token) is not { State: SubmissionState.Waiting, PhoneId: { } phoneId, Details: { } box } row)
            return false;
        IEnumerable<byte[]> told = message.From is { } from ? NumberSpelling.Of(NumberSpelling.FromWaId(from)).Select(keys.PhoneId) : [];
        if (message.FromUserId is { } user)
            told = told.Append(keys.UserIdId(user));
        if (!(await PersonAliases.ResolveAsync(db, [.. told], token)).Any(one => one.AsSpan().SequenceEqual(phoneId)))
            return false; // a message that was passed on does not opt in whoever it was passed to
        var form = await db.Set<WebForm>().AsNoTracking().FirstAsync(f => f.Id == row.FormId, token);
        var wording = await db.Set<Wording>().Where(w => w.Hash == row.WordingHash && w.Code == row.WordingCode).Select(w => w.Id).FirstAsync(token);
        var now = clock.GetUtcNow();
        if (await FormOptIn.RecordAsync(db, keys, ledger, form, row, wording, phoneId, SubmissionDetails.Open(keys, id, box), message, now, token) is not { } last)
            return false;
        var (joined, held) = row.State == SubmissionState.Joined ? (1, 0) : (0, 1);
        await db.Set<WebForm>().Where(f => f.Id == row.FormId).ExecuteUpdateAsync(f => f.SetProperty(x => x.Joined, x => x.Joined + joined).SetProperty(x => x.HeldBack, x => x.HeldBack + held), token);
        audit.Record(db, Actor.Job(db.TenantId, By), "opt-in.recorded", FormattableString.Invariant($"ledger:{last}"), reason: "form");
        return true;
    }
}
