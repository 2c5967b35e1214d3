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
    /// <summary>Adds a language, copied from another one or empty.</summary>
    public async Task<TemplateResult> AddLanguageAsync(Actor actor, TemplateId id, string language, string? copyFrom, CancellationToken token)
    {
        actor.Demand(Right.EditTemplates);
        if (TemplateLanguages.Find(language) is null) return TemplateResult.Wrong("Language", "Choose a language of the list.");
        var result = await database.WriteAsync<TemplateResult>(actor.Tenant, async (db, t) =>
        {
            var all = await db.Set<TemplateTranslation>().Where(x => x.TemplateId == id).ToListAsync(t);
            if (await db.Set<Template>().FirstOrDefaultAsync(x => x.Id == id, t) is not { } template) return new TemplateResult.NotFound();
            if (all.Exists(x => x.Language == language)) return TemplateResult.Wrong("Language", "The template has this language already.");
            var now = clock.GetUtcNow();
            var content = all.Find(x => x.Language == copyFrom)?.Content() ?? new TemplateContent().For(template.Category);
            db.Add(TemplateTranslation.Create(actor.Tenant, id, language, content, now));
            db.Add(TemplateEvent.Create(actor.Tenant, id, language, "language added", actor.Name, copyFrom is null ? null : $"copied from {copyFrom}", now));
            template.Touch(now);
            return new TemplateResult.Done(id, 1);
        }, token);
        Publish(actor.Tenant, id);
        return result;
    }

    /// <summary>Saves a draft that was made from row version <paramref name="version"/>. A stale page gets what holds now and overwrites nothing.</summary>
    public async Task<TemplateResult> SaveDraftAsync(Actor actor, TemplateId id, string language, TemplateContent content, int version, CancellationToken token)
    {
        actor.Demand(Right.EditTemplates);
        try
        {
            var result = await database.WriteAsync<TemplateResult>(actor.Tenant, async (db, t) =>
            {
                if (await db.Set<TemplateTranslation>().FirstOrDefaultAsync(x => x.TemplateId == id && x.Language == language, t) is not { } row)
                    return new TemplateResult.NotFound();
                if (!row.CanEdit) return new TemplateResult.NotNow("This translation is gone or disabled at WhatsApp. Make a new template.");
                if (content.ToJson() == row.ContentJson) return new TemplateResult.Done(id, row.DraftVersion);
                if (!row.TrySaveDraft(content, version, clock.GetUtcNow())) return new TemplateResult.Stale(row.DraftVersion, row.Content());
                (await db.Set<Template>().FirstAsync(x => x.Id == id, t)).Touch(clock.GetUtcNow());
                return new TemplateResult.Done(id, row.DraftVersion);
            }, token);
            if (result is TemplateResult.Done) Publish(actor.Tenant, id);
            return result;
        }
        catch (DbUpdateConcurrencyException)
        {
            // Two saves at the same moment on PostgreSQL: the loser sees what the winner wrote.
            var row = await database.ReadAsync(actor.Tenant, (db, t) => db.Set<TemplateTranslation>().FirstOrDefaultAsync(x => x.TemplateId == id && x.Language == language, t), token);
            return row is null ? new TemplateResult.NotFound() : new TemplateResult.Stale(row.DraftVersion, row.Content());
        }
    }

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
                return new TemplateResult.NotNow("It is being submitted, or disabled at WhatsApp, and cannot be deleted now.");
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
            if (rows.Exists(r => r.Status is TranslationStatus.Submitting or TranslationStatus.Disabled))
                return new TemplateResult.NotNow("A language is being submitted, or disabled at WhatsApp, and cannot be deleted now.");
            foreach (var row in rows)
            {
                if (Remove(db, row, actor, clock.GetUtcNow()) == true) atPlatform.Add(row.Id.Value);
            }

            if (rows.TrueForAll(r => r.Status == TranslationStatus.Draft)) db.Remove(template);
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

    private void Publish(TenantId tenant, TemplateId id)
    {
        signals.Publish(tenant, TemplateTopics.Of(id));
        signals.Publish(tenant, TemplateTopics.All);
    }
}
