using Microsoft.EntityFrameworkCore;
using WaPortal.Core.Access;
using WaPortal.Core.Audit;
using WaPortal.Core.Data;
using WaPortal.Core.Jobs;
using WaPortal.Core.Tenancy;

namespace WaPortal.Core.Templates;

/// <summary>Adds, writes and removes languages of a template.</summary>
public sealed class EditTranslation(PortalDatabase database, AuditTrail audit, IBackgroundJobs jobs, IPortalSignals signals, TimeProvider clock)
{
    private const int MostTries = 4;

    /// <summary>Adds a language, copied from another one or empty.</summary>
    public async Task<TemplateResult> AddLanguageAsync(Actor actor, TemplateId id, string language, string? copyFrom, CancellationToken token)
    {
        actor.Demand(Right.EditTemplates);
        if (TemplateLanguages.Find(language) is null) return TemplateResult.Wrong("Language", "Choose a language of the list.");
        var result = await database.WriteAsync<TemplateResult>(actor.Tenant, async (db, t) =>
        {
            var all = await db.Set<TemplateTranslation>().Where(x => x.TemplateId == id).ToListAsync(t);
            if (await db.Set<Template>().FirstOrDefaultAsync(x => x.Id == id, t) is not { } template) return new TemplateResult.NotFound();
            var row = all.Find(x => x.Language == language);
            if (row is not null && row.Status != TranslationStatus.Deleted) return TemplateResult.Wrong("Language", "The template has this language already.");
            var now = clock.GetUtcNow();
            if (row is { LockedUntil: { } until } && until > now) return TemplateResult.Wrong("Language", await NameLocks.WordsAsync(db, until, t));
            var content = all.Find(x => x.Language == copyFrom)?.Content() ?? new TemplateContent().For(template.Category);
            if (row is null) db.Add(row = TemplateTranslation.Create(actor.Tenant, id, language, content, now));
            else row.TryRevive(content, now);
            await DraftHistory.BeginAgainAsync(db, row, actor, now, t);
            db.Add(TemplateEvent.Create(actor.Tenant, id, language, "language added", actor.Name, copyFrom is null ? null : $"copied from {copyFrom}", now));
            template.Touch(now);
            return new TemplateResult.Done(id, row.DraftVersion);
        }, token);
        Publish(actor.Tenant, id);
        return result;
    }

    /// <summary>Saves a draft that was made from row version <paramref name="version"/>. A stale page gets what holds now and overwrites nothing.</summary>
    public Task<TemplateResult> SaveDraftAsync(Actor actor, TemplateId id, string language, TemplateContent content, int version, CancellationToken token)
    {
        actor.Demand(Right.EditTemplates);
        return SaveAsync(actor, id, language, version, (_, _, _) => Task.FromResult<Source?>(new Source(content)), token);
    }

    /// <summary>Makes what the platform holds the draft, where somebody changed it there. What the draft says now stays in the history.</summary>
    public async Task<TemplateResult> TakeHeldAsync(Actor actor, TemplateId id, string language, int version, CancellationToken token)
    {
        actor.Demand(Right.EditTemplates);
        string? refusal = null;
        var result = await SaveAsync(actor, id, language, version, async (db, row, t) =>
        {
            refusal = null;
            if (row.HeldJson is not { } held) return null;
            var template = (Template?)null;
            if (row.HeldFormat is not null)
            {
                template = await db.Set<Template>().FirstAsync(x => x.Id == id, t);
                if (await db.Set<TemplateTranslation>().AnyAsync(x => x.TemplateId == id && x.Id != row.Id && x.Status != TranslationStatus.Deleted, t))
                {
                    refusal = "At WhatsApp its variables are written otherwise than in the template's other languages, and one template cannot have both here. Submit the portal's text again, or change the others at WhatsApp too.";
                    return null;
                }
            }

            return new Source(TemplateContent.FromJson(held), "from WhatsApp", "text of WhatsApp taken over", () =>
            {
                if (row.HeldFormat is { } format) template!.Rename(template.Name, template.Category, format, clock.GetUtcNow());
                row.AgreeOnFormat();
                if (row.SettleDrift()) audit.Record(db, actor, "template.drift-taken", id.Value.ToString(), reason: language);
            });
        }, token);
        return refusal is null ? result : new TemplateResult.NotNow(refusal);
    }

    /// <summary>Leaves the draft as it is although somebody changed the text at the platform: it can be submitted as a change.</summary>
    public async Task<TemplateResult> KeepOwnAsync(Actor actor, TemplateId id, string language, CancellationToken token)
    {
        actor.Demand(Right.EditTemplates);
        var result = await database.WriteAsync<TemplateResult>(actor.Tenant, async (db, t) =>
        {
            if (await db.Set<TemplateTranslation>().FirstOrDefaultAsync(x => x.TemplateId == id && x.Language == language, t) is not { } row) return new TemplateResult.NotFound();
            if (!row.SettleDrift()) return new TemplateResult.Done(id, row.DraftVersion);
            db.Add(TemplateEvent.Create(row, "portal's text kept", actor.Name, null, clock.GetUtcNow()));
            audit.Record(db, actor, "template.drift-kept", id.Value.ToString(), reason: language);
            return new TemplateResult.Done(id, row.DraftVersion);
        }, token);
        Publish(actor.Tenant, id);
        return result;
    }

    /// <summary>Makes an earlier version the draft again. What the draft says now stays in the history.</summary>
    public Task<TemplateResult> TakeVersionBackAsync(Actor actor, TemplateId id, string language, TranslationVersionId from, int version, CancellationToken token)
    {
        actor.Demand(Right.EditTemplates);
        return SaveAsync(actor, id, language, version, async (db, row, t) =>
            await db.Set<TranslationVersion>().FirstOrDefaultAsync(v => v.Id == from && v.TranslationId == row.Id, t) is { } kept
                ? new Source(TemplateContent.FromJson(kept.ContentJson), kept.SubmittedVersion is { } submitted ? $"from v{submitted}" : $"from draft {kept.Number}", "version taken back")
                : null, token);
    }

    // Two saves at the same moment on PostgreSQL: the loser sees what the winner wrote. One that only met a reviewer's decision goes again.
    private async Task<TemplateResult> SaveAsync(
        Actor actor, TemplateId id, string language, int version, Func<PortalDbContext, TemplateTranslation, CancellationToken, Task<Source?>> read, CancellationToken token)
    {
        for (var tries = 1; ; tries++)
        {
            try
            {
                var result = await SaveOnceAsync(actor, id, language, version, read, token);
                if (result is TemplateResult.Done) Publish(actor.Tenant, id);
                return result;
            }
            catch (DbUpdateConcurrencyException)
            {
                var row = await database.ReadAsync(actor.Tenant, (db, t) => db.Set<TemplateTranslation>().FirstOrDefaultAsync(x => x.TemplateId == id && x.Language == language, t), token);
                if (row is null) return new TemplateResult.NotFound();
                if (row.DraftVersion != version || tries == MostTries) return new TemplateResult.Stale(row.DraftVersion, row.Content());
            }
        }
    }

    private Task<TemplateResult> SaveOnceAsync(
        Actor actor, TemplateId id, string language, int version, Func<PortalDbContext, TemplateTranslation, CancellationToken, Task<Source?>> read, CancellationToken token) =>
        database.WriteAsync<TemplateResult>(actor.Tenant, async (db, t) =>
        {
            if (await db.Set<TemplateTranslation>().FirstOrDefaultAsync(x => x.TemplateId == id && x.Language == language, t) is not { } row) return new TemplateResult.NotFound();
            if (!row.CanEdit) return new TemplateResult.NotNow("This translation is gone or disabled at WhatsApp. Make a new template.");
            if (await read(db, row, t) is not { } source) return new TemplateResult.NotFound();
            if (source.Content.ToJson() == row.ContentJson)
            {
                source.Then?.Invoke();
                return new TemplateResult.Done(id, row.DraftVersion);
            }

            var now = clock.GetUtcNow();
            var (before, changed) = (row.ContentJson, row.ChangedAt);
            if (!row.TrySaveDraft(source.Content, version, now)) return new TemplateResult.Stale(row.DraftVersion, row.Content());
            source.Then?.Invoke();
            await DraftHistory.KeepAsync(db, row, before, changed, actor, source.Origin, now, t);
            await Reviews.OvertakeAsync(db, row, actor, now, t);
            if (source.What is { } what) db.Add(TemplateEvent.Create(row, what, actor.Name, source.Origin, now));
            (await db.Set<Template>().FirstAsync(x => x.Id == id, t)).Touch(now);
            return new TemplateResult.Done(id, row.DraftVersion);
        }, token);

    // What a draft is to say, and where that comes from when nobody wrote it.
    private sealed record Source(TemplateContent Content, string? Origin = null, string? What = null, Action? Then = null);

    /// <summary>Takes a language away: a draft at once, a submitted one at the platform too, by a job.</summary>
    public async Task<TemplateResult> RemoveLanguageAsync(Actor actor, TemplateId id, string language, CancellationToken token)
    {
        actor.Demand(Right.EditTemplates);
        Guid? toDelete = null;
        var result = await database.WriteAsync<TemplateResult>(actor.Tenant, async (db, t) =>
        {
            toDelete = null;
            if (await db.Set<TemplateTranslation>().FirstOrDefaultAsync(x => x.TemplateId == id && x.Language == language, t) is not { } row)
                return new TemplateResult.NotFound();
            if (Remove(db, row, actor, clock.GetUtcNow()) is not { } atPlatform)
                return new TemplateResult.NotNow(Undeletable(row));
            if (atPlatform)
            {
                actor.Demand(Right.SubmitTemplates);
                toDelete = row.Id.Value;
            }

            audit.Record(db, actor, "template.language_removed", id.Value.ToString(), reason: language);
            return new TemplateResult.Done(id);
        }, token);
        if (toDelete is { } subject) await jobs.EnqueueAsync<DeleteTranslationJob>(actor.Tenant, subject, token);
        Publish(actor.Tenant, id);
        return result;
    }

    /// <summary>Deletes a template with all its languages.</summary>
    public async Task<TemplateResult> DeleteAsync(Actor actor, TemplateId id, CancellationToken token)
    {
        actor.Demand(Right.EditTemplates);
        actor.Demand(Right.SubmitTemplates);
        var atPlatform = new List<Guid>();
        var result = await database.WriteAsync<TemplateResult>(actor.Tenant, async (db, t) =>
        {
            atPlatform.Clear();
            if (await db.Set<Template>().FirstOrDefaultAsync(x => x.Id == id, t) is not { } template) return new TemplateResult.NotFound();
            var rows = await db.Set<TemplateTranslation>().Where(x => x.TemplateId == id).ToListAsync(t);
            if (rows.Find(r => r.Status is TranslationStatus.Submitting or TranslationStatus.Disabled) is { } stuck) return new TemplateResult.NotNow(Undeletable(stuck));
            foreach (var row in rows)
            {
                if (Remove(db, row, actor, clock.GetUtcNow()) == true) atPlatform.Add(row.Id.Value);
            }

            if (rows.TrueForAll(r => r.Status == TranslationStatus.Draft)) db.Remove(template);
            else db.Add(TemplateEvent.Create(actor.Tenant, id, null, "template deleted", actor.Name, null, clock.GetUtcNow()));
            audit.Record(db, actor, "template.deleted", id.Value.ToString());
            return new TemplateResult.Done(id);
        }, token);
        foreach (var subject in atPlatform) await jobs.EnqueueAsync<DeleteTranslationJob>(actor.Tenant, subject, token);
        Publish(actor.Tenant, id);
        return result;
    }

    // True: the platform has to delete it too. Null: not possible now.
    private static bool? Remove(PortalDbContext db, TemplateTranslation row, Actor actor, DateTimeOffset now)
    {
        if (row.Status == TranslationStatus.Deleted) return false;
        if (row.PlatformId is null && row.Status is TranslationStatus.Draft or TranslationStatus.Rejected && row.AttemptedAt is null)
        {
            db.Add(TemplateEvent.Create(row, "language removed", actor.Name, null, now));
            db.Remove(row);
            return false;
        }

        if (!row.TryBeginDeletion(now)) return null;
        db.Add(TemplateEvent.Create(row, "deletion asked for", actor.Name, null, now));
        return true;
    }

    private static string Undeletable(TemplateTranslation row) => row.Status switch
    {
        TranslationStatus.Disabled => $"{row.Language} is disabled at WhatsApp, which lets nobody delete it.",
        TranslationStatus.PendingDeletion => $"{row.Language} is being deleted already.",
        _ => $"{row.Language} is on its way to WhatsApp and cannot be deleted before the answer is here.",
    };

    private void Publish(TenantId tenant, TemplateId id)
    {
        signals.Publish(tenant, TemplateTopics.Of(id));
        signals.Publish(tenant, TemplateTopics.All);
    }
}
