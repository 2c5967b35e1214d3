using Microsoft.EntityFrameworkCore;
using WaPortal.Core.Access;
using WaPortal.Core.Audit;
using WaPortal.Core.Data;
using WaPortal.Core.OptIns.Lists;
using WaPortal.Core.OptIns.Wordings;
using WaPortal.Core.Tenancy;

namespace WaPortal.Core.OptIns.Joining.Forms;

/// <summary>A form as pages show it.</summary>
/// <param name="Problem">Why it cannot do its work just now; null: it can, or it is closed.</param>
/// <param name="Waiting">Messages that nobody has answered yet.</param>
public sealed record FormLine(WebForm Form, string? Problem, int Waiting);

/// <summary>What became of a change.</summary>
public abstract record FormResult
{
    private FormResult()
    {
    }

    /// <summary>Done.</summary>
    /// <param name="Secret">A new secret; it is told this once.</param>
    public sealed record Done(WebFormId Id, string? Secret) : FormResult
    {
        /// <summary>Without the secret.</summary>
        public override string ToString() => nameof(Done);
    }

    /// <summary>What is wrong, by field.</summary>
    public sealed record Refused(IReadOnlyDictionary<string, string> Errors) : FormResult;

    public sealed record NotFound : FormResult;
}

/// <summary>The forms of an enterprise. Whatever opens a way in, or hands out a secret, asks for a fresh code.</summary>
public sealed class ManageForms(PortalDatabase database, IConfirmationMessages confirmations, FormDoors doors, TenantKeys tenantKeys, FreshCode fresh, AuditTrail audit, TimeProvider clock)
{
    /// <summary>All forms by name.</summary>
    public async Task<IReadOnlyList<FormLine>> ListAsync(Actor actor, CancellationToken token)
    {
        actor.Demand(Right.ManageSettings);
        var (forms, waiting) = await database.ReadAsync(actor.Tenant, async (db, t) => (
            await db.Set<WebForm>().OrderBy(f => f.Name).ToListAsync(t),
            await db.Set<FormSubmission>().Where(s => s.State == SubmissionState.Waiting).GroupBy(s => s.FormId).Select(g => new { g.Key, Count = g.Count() }).ToDictionaryAsync(g => g.Key, g => g.Count, t)), token);
        var lines = new List<FormLine>(forms.Count);
        foreach (var form in forms)
            lines.Add(new FormLine(form, form.IsOpen ? (await ProblemsAsync(actor.Tenant, form.Draft, token)).Values.FirstOrDefault() : null, waiting.GetValueOrDefault(form.Id)));
        return lines;
    }

    /// <summary>One form; null when there is none.</summary>
    public async Task<FormLine?> FindAsync(Actor actor, WebFormId id, CancellationToken token) => (await ListAsync(actor, token)).FirstOrDefault(f => f.Form.Id == id);

    /// <summary>The messages that can ask for a confirmation.</summary>
    public Task<IReadOnlyList<ConfirmationTemplate>> MessagesAsync(Actor actor, CancellationToken token)
    {
        actor.Demand(Right.ManageSettings);
        return confirmations.ListAsync(actor, token);
    }

    /// <summary>The numbers that a message can leave from.</summary>
    public Task<List<SenderNumber>> NumbersAsync(Actor actor, CancellationToken token)
    {
        actor.Demand(Right.ManageSettings);
        return database.ReadAsync(actor.Tenant, (db, t) => db.Set<SenderNumber>().Where(n => n.DisconnectedAt == null).OrderBy(n => n.DisplayNumber).ToListAsync(t), token);
    }

    /// <summary>Makes a form (without an id), closed and with its first secret, or changes one.</summary>
    /// <exception cref="FreshCodeRequiredException">No fresh code was given.</exception>
    public async Task<FormResult> SaveAsync(Actor actor, WebFormId? id, FormDraft draft, CancellationToken token)
    {
        actor.Demand(Right.ManageSettings);
        draft = draft with { Name = draft.Name.Trim(), ListName = draft.ListName.Trim(), WordingCode = draft.WordingCode.Trim() };
        var errors = await ProblemsAsync(actor.Tenant, draft, token);
        if (errors.Count > 0)
            return new FormResult.Refused(errors);
        await fresh.DemandAsync(actor, token);
        var keys = await tenantKeys.GetAsync(actor.Tenant, token);
        var now = clock.GetUtcNow();
        var result = await database.WriteAsync<FormResult>(actor.Tenant, async (db, t) =>
        {
            await db.DemandWorkAsync(t);
            if (await db.Set<WebForm>().AnyAsync(f => f.Name == draft.Name && f.Id != id, t))
                return new FormResult.Refused(new Dictionary<string, string>(StringComparer.Ordinal) { [nameof(FormDraft.Name)] = "Another form has this name." });
            var form = id is { } known ? await db.Set<WebForm>().FirstOrDefaultAsync(f => f.Id == known, t) : WebForm.Create(actor.Tenant, now);
            if (form is null)
                return new FormResult.NotFound();
            form.Edit(draft, actor.Name, now);
            string? secret = null;
            if (id is null)
            {
                form.Rotate(keys, secret = StandardWebhook.NewSecret(), cutOff: true, actor.Name, now);
                db.Add(form);
            }

            audit.Record(db, actor, id is null ? "form.created" : "form.changed", form.Id.Value.ToString(),
                reason: FormattableString.Invariant($"{string.Join('+', form.Purposes)}, {(form.Proof == FormProof.DoubleOptIn ? "confirmed by message" : "number verified by the site")}"));
            return new FormResult.Done(form.Id, secret);
        }, token);
        return result;
    }

    /// <summary>Opens or closes a form.</summary>
    /// <exception cref="FreshCodeRequiredException">It is to be open, and no fresh code was given.</exception>
    public async Task<FormResult> SwitchAsync(Actor actor, WebFormId id, bool open, CancellationToken token)
    {
        actor.Demand(Right.ManageSettings);
        if (open)
        {
            if (await database.ReadAsync(actor.Tenant, (db, t) => db.Set<WebForm>().FirstOrDefaultAsync(f => f.Id == id, t), token) is not { } known)
                return new FormResult.NotFound();
            if (await ProblemsAsync(actor.Tenant, known.Draft, token) is { Count: > 0 } errors)
                return new FormResult.Refused(errors);
            await fresh.DemandAsync(actor, token);
        }

        var result = await ChangeAsync(actor, id, open ? "form.opened" : "form.closed", (form, now) => form.Switch(open, actor.Name, now), token);
        doors.Forget();
        return result;
    }

    /// <summary>Gives a form a new secret. The one before holds for another day, unless it is cut off because somebody else may have it.</summary>
    /// <exception cref="FreshCodeRequiredException">No fresh code was given.</exception>
    public async Task<FormResult> RotateAsync(Actor actor, WebFormId id, bool cutOff, CancellationToken token)
    {
        actor.Demand(Right.ManageSettings);
        await fresh.DemandAsync(actor, token);
        var keys = await tenantKeys.GetAsync(actor.Tenant, token);
        var secret = StandardWebhook.NewSecret();
        var result = await ChangeAsync(actor, id, "form.secret-renewed", (form, now) => form.Rotate(keys, secret, cutOff, actor.Name, now), token);
        return result is FormResult.Done done ? done with { Secret = secret } : result;
    }

    private Task<FormResult> ChangeAsync(Actor actor, WebFormId id, string @event, Action<WebForm, DateTimeOffset> change, CancellationToken token) =>
        database.WriteAsync<FormResult>(actor.Tenant, async (db, t) =>
        {
            await db.DemandWorkAsync(t);
            if (await db.Set<WebForm>().FirstOrDefaultAsync(f => f.Id == id, t) is not { } form)
                return new FormResult.NotFound();
            change(form, clock.GetUtcNow());
            audit.Record(db, actor, @event, id.Value.ToString());
            return new FormResult.Done(id, null);
        }, token);

    private async Task<Dictionary<string, string>> ProblemsAsync(TenantId tenant, FormDraft draft, CancellationToken token)
    {
        var errors = new Dictionary<string, string>(StringComparer.Ordinal);
        if (draft.Name.Length is 0 or > WebForm.NameLength)
            errors[nameof(FormDraft.Name)] = "Give a name of 1 to 100 characters.";
        if (draft.ListName.Length is 0 or > OptInList.NameLength)
            errors[nameof(FormDraft.ListName)] = "Name the list that these people go to, in at most 100 characters.";
        if (draft.Purposes.Count == 0)
            errors[nameof(FormDraft.Purposes)] = "Say what people opt in to.";
        var key = Wording.KeyOf(draft.WordingCode);
        var wording = await database.ReadAsync(tenant, (db, t) => db.Set<Wording>().FirstOrDefaultAsync(w => w.CodeKey == key, t), token);
        if (wording is not { State: WordingState.InUse })
            errors[nameof(FormDraft.WordingCode)] = "Choose a wording that is in use: the one that the form shows.";
        else if (draft.Purposes.Except(wording.Purposes).Any())
            errors[nameof(FormDraft.WordingCode)] = "These words do not speak of everything that people are to opt in to.";
        if (draft.Proof == FormProof.DoubleOptIn)
        {
            if (draft.Confirmation is not { } message)
                errors[nameof(FormDraft.Confirmation)] = "Choose the number and the message that asks people to confirm.";
            else if (await confirmations.ProblemAsync(tenant, message, token) is { } problem)
                errors[nameof(FormDraft.Confirmation)] = problem;
        }

        return errors;
    }
}
