using Microsoft.EntityFrameworkCore;
using WaPortal.Core.Access;
using WaPortal.Core.Audit;
using WaPortal.Core.Data;
using WaPortal.Core.Tenancy;

namespace WaPortal.Core.Templates;

/// <summary>Begins a template with one language, and renames one that the platform does not know yet.</summary>
public sealed class CreateTemplate(PortalDatabase database, AuditTrail audit, IPortalSignals signals, TimeProvider clock)
{
    /// <summary>A new template with an empty (or given) draft in one language.</summary>
    /// <param name="account">Null: the tenant's only, or first, account.</param>
    public Task<TemplateResult> RunAsync(
        Actor actor, string name, TemplateCategory category, ParameterFormat format, string language, CancellationToken token, WhatsAppAccountId? account = null, TemplateContent? content = null)
    {
        var family = new TemplateFamily(name, category, format, [new FamilyTranslation(language, content ?? new TemplateContent())]);
        return RunAsync(actor, family, null, token, account);
    }

    /// <summary>A new template with a draft in each language.</summary>
    /// <param name="origin">Where it comes from, for the timeline; null: somebody began it.</param>
    /// <param name="account">Null: the tenant's only, or first, account.</param>
    public async Task<TemplateResult> RunAsync(Actor actor, TemplateFamily family, string? origin, CancellationToken token, WhatsAppAccountId? account = null)
    {
        actor.Demand(Right.EditTemplates);
        if (Check(family.Name) is { } wrong) return wrong;
        if (family.Translations.Count == 0 || family.Translations.Any(x => TemplateLanguages.Find(x.Language) is null))
            return TemplateResult.Wrong("Language", "Choose a language of the list.");
        var result = await database.WriteAsync<TemplateResult>(actor.Tenant, async (db, t) =>
        {
            var owner = await db.Set<WhatsAppAccount>().Where(a => a.DisconnectedAt == null && (account == null || a.Id == account)).OrderBy(a => a.CreatedAt).FirstOrDefaultAsync(t);
            if (owner is null) return new TemplateResult.NotNow("Connect a WhatsApp account first.");
            var now = clock.GetUtcNow();
            if (await db.Set<Template>().FirstOrDefaultAsync(x => x.AccountId == owner.Id && x.Name == family.Name, t) is { } known)
                return await ReviveAsync(db, actor, known, family, origin, now, t);
            var template = Template.Create(actor, owner.Id, family.Name, family.Category, family.ParameterFormat, now);
            db.Add(template);
            foreach (var (language, content) in family.Translations)
            {
                var row = TemplateTranslation.Create(actor.Tenant, template.Id, language, content.For(family.Category), now);
                db.Add(row);
                DraftHistory.Begin(db, row, actor, origin, now);
            }

            db.Add(TemplateEvent.Create(actor.Tenant, template.Id, null, "created", actor.Name, origin, now));
            audit.Record(db, actor, "template.created", template.Id.Value.ToString(), reason: origin);
            return new TemplateResult.Done(template.Id, 1);
        }, token);
        signals.Publish(actor.Tenant, TemplateTopics.All);
        return result;
    }

    /// <summary>Changes name, category and parameter format while nothing was submitted.</summary>
    public async Task<TemplateResult> RenameAsync(Actor actor, TemplateId id, string name, TemplateCategory category, ParameterFormat format, CancellationToken token)
    {
        actor.Demand(Right.EditTemplates);
        if (Check(name) is { } wrong) return wrong;
        var result = await database.WriteAsync<TemplateResult>(actor.Tenant, async (db, t) =>
        {
            if (await db.Set<Template>().FirstOrDefaultAsync(x => x.Id == id, t) is not { } template) return new TemplateResult.NotFound();
            var translations = await db.Set<TemplateTranslation>().Where(x => x.TemplateId == id).ToListAsync(t);
            if (translations.Exists(x => x.SubmittedVersion > 0))
                return new TemplateResult.NotNow("A language was submitted: WhatsApp cannot change name, category or variables any more. Make a new template.");
            if (await db.Set<Template>().AnyAsync(x => x.Id != id && x.AccountId == template.AccountId && x.Name == name, t)) return NameTaken();
            template.Rename(name, category, format, clock.GetUtcNow());
            foreach (var translation in translations)
            {
                var content = translation.Content();
                var (before, at) = (translation.ContentJson, translation.ChangedAt);
                if (content.For(category) is var changed && changed != content && translation.TrySaveDraft(changed, translation.DraftVersion, clock.GetUtcNow()))
                    await DraftHistory.KeepAsync(db, translation, before, at, actor, null, clock.GetUtcNow(), t);
                await Reviews.OvertakeAsync(db, translation, actor, clock.GetUtcNow(), t);
            }

            return new TemplateResult.Done(id);
        }, token);
        signals.Publish(actor.Tenant, TemplateTopics.Of(id));
        signals.Publish(actor.Tenant, TemplateTopics.All);
        return result;
    }

    // All languages of a deleted template are gone, so its name may be used again: where the platform still keeps it, from a date on.
    private async Task<TemplateResult> ReviveAsync(
        PortalDbContext db, Actor actor, Template template, TemplateFamily family, string? origin, DateTimeOffset now, CancellationToken token)
    {
        var rows = await db.Set<TemplateTranslation>().Where(x => x.TemplateId == template.Id).ToListAsync(token);
        if (rows.Exists(r => r.Status != TranslationStatus.Deleted)) return NameTaken();
        var wanted = family.Translations.Select(x => x.Language).ToList();
        if (rows.Where(r => wanted.Contains(r.Language)).Max(r => r.LockedUntil) is { } until && until > now)
            return TemplateResult.Wrong("Name", await NameLocks.WordsAsync(db, until, token));
        template.Rename(template.Name, family.Category, family.ParameterFormat, now);
        foreach (var (language, content) in family.Translations)
        {
            var row = rows.Find(r => r.Language == language);
            if (row is null) db.Add(row = TemplateTranslation.Create(actor.Tenant, template.Id, language, content.For(family.Category), now));
            else row.TryRevive(content.For(family.Category), now);
            await DraftHistory.BeginAgainAsync(db, row, actor, now, token);
        }

        db.Add(TemplateEvent.Create(actor.Tenant, template.Id, null, "created again", actor.Name, origin, now));
        audit.Record(db, actor, "template.created", template.Id.Value.ToString(), reason: origin);
        return new TemplateResult.Done(template.Id, rows.Find(r => r.Language == wanted[0])?.DraftVersion ?? 1);
    }

    private static TemplateResult.Invalid? Check(string name) =>
        TemplateName.IsValid(name) ? null : TemplateResult.Wrong("Name", "Use 1 to 512 lower-case letters, digits and underscores.");

    private static TemplateResult.Invalid NameTaken() => TemplateResult.Wrong("Name", "There is a template of this name.");
}

/// <summary>Topics of live updates.</summary>
public static class TemplateTopics
{
    /// <summary>Anything in the list of templates.</summary>
    public const string All = "templates";

    /// <summary>One template.</summary>
    public static string Of(TemplateId id) => "template:" + id.Value;
}
