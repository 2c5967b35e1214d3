using Microsoft.EntityFrameworkCore;
using WaPortal.Core.Data;
using WaPortal.Core.OptIns.Import;
using WaPortal.Core.OptIns.Ledger;
using WaPortal.Core.OptIns.Lists;
using WaPortal.Core.OptIns.Phone;
using WaPortal.Core.OptIns.Wordings;
using WaPortal.Core.Tenancy;
using WaPortal.Core.WhatsApp;

namespace WaPortal.Core.OptIns.Joining.Forms;

/// <summary>Opts in whoever confirmed a form, and brings them onto its list. The caller holds <see cref="ConsentLedger.LockAsync"/>.</summary>
internal static class FormOptIn
{
    /// <summary>Gives the last entry, and says in the row whether anything was opened; null when the person may not be brought back.</summary>
    /// <param name="press">The message by which they confirmed; null where the site has verified the number.</param>
    public static async Task<long?> RecordAsync(
        PortalDbContext db, TenantKeyRing keys, ConsentLedger ledger, WebForm form, FormSubmission row, WordingId wording, byte[] phoneId, SubmissionDetails details,
        InboundMessageEvent? press, DateTimeOffset now, CancellationToken token)
    {
        var at = press?.Timestamp ?? details.SubmittedAt;
        var told = new FormEvidence(details.Page, details.SubmittedAt, details.Ip, details.UserAgent, row.PermitSeq);
        var evidence = new ConsentEvidence(
            details.Phone, at, "form", form.Name, press?.MessageId, press?.Text, press is null ? "submission:" + row.Id.Value : "wamid:" + press.MessageId, row.WordingCode, row.WordingHash, told);
        // One event for each purpose: a later no may have overtaken some of them.
        var purposes = form.Purposes;
        var appended = await ledger.AppendAsync(
            db, [.. purposes.Select(p => new ConsentEvent(phoneId, ConsentAction.OptIn, [p], evidence, TakeSubmission.By, FormattableString.Invariant($"form:{row.Id.Value}:{p}")))], token);
        if (appended.Entries == 0)
            return null;
        await db.Set<Wording>().Where(w => w.Id == wording).ExecuteUpdateAsync(w => w.SetProperty(x => x.Entries, x => x.Entries + appended.Entries), token);
        if (appended.Overtaken == purposes.Count)
        {
            row.Hold(HoldReason.OptedOut, now);
            return appended.Last;
        }

        row.Join(now);
        // What lists told of somebody goes before what was typed into a form.
        var known = await db.Set<Contact>().AsNoTracking().FirstOrDefaultAsync(c => c.PhoneId == phoneId, token);
        var entry = new ImportEntry(
            details.Phone, PhoneNumber.Create(details.Phone).Region(), known?.Name is null ? details.Name : null, known?.Language is null ? details.Language : null, details.Attributes, true, at,
            form.Name, evidence.Proof, null);
        var list = await OptInList.FindOrAddAsync(db, form.ListName, TakeSubmission.By, now, token);
        await ContactStore.AddAsync(db, keys, list, Guid.Empty, [(phoneId, entry)], now, token);
        return appended.Last;
    }
}
