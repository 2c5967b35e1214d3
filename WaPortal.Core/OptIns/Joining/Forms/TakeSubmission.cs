using System.Security.Cryptography;
using Microsoft.EntityFrameworkCore;
using WaPortal.Core.Access;
using WaPortal.Core.Audit;
using WaPortal.Core.Data;
using WaPortal.Core.OptIns.Aliases;
using WaPortal.Core.OptIns.Erasure;
using WaPortal.Core.OptIns.Ledger;
using WaPortal.Core.OptIns.Lists;
using WaPortal.Core.OptIns.Wordings;
using WaPortal.Core.Tenancy;

namespace WaPortal.Core.OptIns.Joining.Forms;

/// <summary>What a site is told. Nothing of it says whether the number is known here, or what its person wants.</summary>
public abstract record SubmissionResult
{
    private SubmissionResult()
    {
    }

    /// <summary>Taken, now or when the same request came before.</summary>
    public sealed record Taken : SubmissionResult;

    /// <summary>No open form at this address.</summary>
    public sealed record NoSuchForm : SubmissionResult;

    /// <summary>Signature, time or id do not hold.</summary>
    public sealed record BadSignature(TenantId Tenant) : SubmissionResult;

    /// <summary>What is wrong, by field.</summary>
    public sealed record Faulty(IReadOnlyDictionary<string, string> Errors) : SubmissionResult;

    /// <summary>Another request came under this id.</summary>
    public sealed record Conflict : SubmissionResult;

    /// <summary>The form cannot do its work just now: its wording is retired, or its message may not be sent. Worth another try later.</summary>
    public sealed record NotReady : SubmissionResult;
}

/// <summary>
/// Takes what a site hands over. With double opt-in nothing is opened: an entry of the ledger permits one message, and only whoever gets it can go on. By a form
/// anybody can name any number, so nobody who said no, was erased, or was asked lately gets one.
/// </summary>
public sealed class TakeSubmission(
    FormDoors doors, IConfirmationMessages confirmations, ConsentLedger ledger, PortalDatabase database, AuditTrail audit, IPortalSignals signals, TimeProvider clock)
{
    /// <summary>Pages hear of submissions and confirmations by it.</summary>
    public const string Topic = "forms";

    /// <summary>Who tells the ledger of it.</summary>
    internal const string By = "Web form";

    private const int MostInAMonth = 3;
    private static readonly TimeSpan Pause = TimeSpan.FromHours(24);

    /// <summary>Takes a request; the same one again changes nothing.</summary>
    public async Task<SubmissionResult> RunAsync(WebFormId id, SignedRequest request, CancellationToken token)
    {
        if (await doors.FindAsync(id, token) is not { } door)
            return new SubmissionResult.NoSuchForm();
        var now = clock.GetUtcNow();
        if (!StandardWebhook.Verify(request, door.Secrets, now))
            return new SubmissionResult.BadSignature(door.Tenant.Id);
        var (entry, errors) = FormEntry.Read(request.Body, door.Tenant.DefaultRegion, now);
        if (entry is null)
            return new SubmissionResult.Faulty(errors);

        var tenant = door.Tenant.Id;
        var submission = new FormSubmissionId(Guid.CreateVersion7(now));
        var (wording, number) = await database.ReadAsync(tenant, async (db, t) => (await WordingAsync(db, door.Form, t), await NumberAsync(db, door.Keys, entry.Phone, t)), token);
        if (wording is not { State: WordingState.InUse })
            return new SubmissionResult.NotReady();
        if (entry.Wording is { } said && !IsThis(wording, said))
            return new SubmissionResult.Faulty(new Dictionary<string, string>(StringComparer.Ordinal) { ["wording"] = "This is not the wording that the form has here." });
        IPreparedConfirmation? message = null;
        if (door.Form.Proof == FormProof.DoubleOptIn)
        {
            message = await confirmations.PrepareAsync(
                tenant, new ConfirmationRequest((id.Value, door.Form.Name), door.Form.Confirmation!, number, JoinPayload.Of(door.Keys, submission), submission), token);
            if (message.Problem is not null)
                return new SubmissionResult.NotReady();
        }

        var mac = door.Keys.KeyedHash(KeyPurpose.PhoneId, "form\0" + Convert.ToHexStringLower(SHA256.HashData(request.Body)));
        var (result, asks) = await database.WriteAsync(tenant, async (db, t) =>
        {
            // Submissions come here one after the other, and after every opt-out that came before them.
            await ConsentLedger.LockAsync(db, t);
            if (await db.Set<FormSubmission>().AsNoTracking().FirstOrDefaultAsync(s => s.FormId == id && s.RequestId == request.Id, t) is { } known)
                return (CryptographicOperations.FixedTimeEquals(known.BodyMac, mac) ? new SubmissionResult.Taken() : (SubmissionResult)new SubmissionResult.Conflict(), false);
            if (await db.Set<WebForm>().AsNoTracking().FirstOrDefaultAsync(f => f.Id == id && f.IsOpen, t) is not { } form || form.Proof != door.Form.Proof || !await db.MayWorkAsync(t))
                return (new SubmissionResult.NoSuchForm(), false);
            var row = FormSubmission.Create(tenant, submission, id, request.Id!, mac, (wording.Code, wording.Hash), now);
            db.Add(row);
            await TakeAsync(db, door.Keys, form, wording, row, entry with { Phone = number }, message, t);
            await CountAsync(db, row, t);
            return (new SubmissionResult.Taken(), row.State == SubmissionState.Waiting);
        }, token);
        if (asks)
            await message!.WakeAsync(CancellationToken.None);
        if (result is SubmissionResult.Taken)
            signals.Publish(tenant, Topic);
        return result;
    }

    private async Task TakeAsync(
        PortalDbContext db, TenantKeyRing keys, WebForm form, Wording wording, FormSubmission row, FormEntry entry, IPreparedConfirmation? message, CancellationToken token)
    {
        var now = row.ReceivedAt;
        var ids = await IdsAsync(db, keys, entry.Phone, token);
        if ((await Suppression.OfAsync(db, ids, token)).Count > 0)
        {
            row.Hold(HoldReason.Suppressed, now);
            return;
        }

        var details = new SubmissionDetails(entry.Phone, entry.Name, entry.Language, entry.Attributes, entry.SubmittedAt, entry.Page, entry.Ip, entry.UserAgent);
        var phoneId = keys.PhoneId(entry.Phone);
        if (message is null)
        {
            if (await FormOptIn.RecordAsync(db, keys, ledger, form, row, wording.Id, phoneId, details, null, now, token) is { } last)
                audit.Record(db, Actor.Job(db.TenantId, By), "opt-in.recorded", FormattableString.Invariant($"ledger:{last}"), reason: "form");
            else
                row.Hold(HoldReason.Suppressed, now);
            return;
        }

        if ((await ConsentLedger.ClosedAsync(db, ids, token)).Count > 0)
        {
            row.Hold(HoldReason.OptedOut, now);
            return;
        }

        if (await WasAskedAsync(db, ids, now, token))
        {
            row.Hold(HoldReason.AskedLately, now);
            return;
        }

        // Without the number and whoever typed it: until somebody confirms, they may be a stranger's.
        var evidence = new ConsentEvidence(
            null, entry.SubmittedAt, "form", form.Name, null, null, "submission:" + row.Id.Value, wording.Code, wording.Hash, new FormEvidence(entry.Page, entry.SubmittedAt, null, null, null));
        var asked = await ledger.AppendAsync(db, [new ConsentEvent(phoneId, ConsentAction.Asked, [], evidence, By)], token);
        if (asked.Entries > 0 && await message.QueueAsync(db, asked.Last, token) is { } sent)
            row.Ask(phoneId, details.Seal(keys, row.Id), asked.Last, sent);
        else
            row.Hold(HoldReason.Suppressed, now);
    }

    private static async Task<bool> WasAskedAsync(PortalDbContext db, IReadOnlyList<byte[]> ids, DateTimeOffset now, CancellationToken token)
    {
        var since = now - FormSubmission.Memory;
        var known = ids.ToList();
        var times = await db.Set<FormSubmission>().Where(s => s.PhoneId != null && known.Contains(s.PhoneId) && s.MessageId != null && s.ReceivedAt > since).Select(s => s.ReceivedAt).ToListAsync(token);
        return times.Count >= MostInAMonth || times.Exists(at => at > now - Pause);
    }

    private static async Task CountAsync(PortalDbContext db, FormSubmission row, CancellationToken token)
    {
        var (joined, held) = (row.State == SubmissionState.Joined ? 1 : 0, row.State == SubmissionState.HeldBack ? 1 : 0);
        await db.Set<WebForm>().Where(f => f.Id == row.FormId).ExecuteUpdateAsync(
            f => f.SetProperty(x => x.Received, x => x.Received + 1).SetProperty(x => x.Joined, x => x.Joined + joined).SetProperty(x => x.HeldBack, x => x.HeldBack + held)
                .SetProperty(x => x.LastUsedAt, row.ReceivedAt), token);
    }

    // The number of a list stands behind other spellings of it.
    private static async Task<string> NumberAsync(PortalDbContext db, TenantKeyRing keys, string phone, CancellationToken token)
    {
        var ids = (await IdsAsync(db, keys, phone, token)).ToList();
        var contact = await db.Set<Contact>().AsNoTracking().Where(c => ids.Contains(c.PhoneId)).OrderBy(c => c.Id).FirstOrDefaultAsync(token);
        return contact is null ? phone : ContactPhone.Decrypt(keys, contact.Phone, contact.Id);
    }

    private static Task<IReadOnlyList<byte[]>> IdsAsync(PortalDbContext db, TenantKeyRing keys, string phone, CancellationToken token) =>
        PersonAliases.ResolveAsync(db, [.. NumberSpelling.Of(phone).Select(keys.PhoneId)], token);

    private static Task<Wording?> WordingAsync(PortalDbContext db, WebForm form, CancellationToken token)
    {
        var key = Wording.KeyOf(form.WordingCode);
        return db.Set<Wording>().FirstOrDefaultAsync(w => w.CodeKey == key, token);
    }

    private static bool IsThis(Wording wording, string said) =>
        Wording.KeyOf(said) == wording.CodeKey || Wording.HashOf(said.ReplaceLineEndings("\n").Trim()) == wording.Hash;
}
