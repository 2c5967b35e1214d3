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
    public async Task<TemplateResult> RunAsync(
        Actor actor, string name, TemplateCategory category, ParameterFormat format, string language, CancellationToken token, WhatsAppAccountId? account = null, TemplateContent? content = null)
    {
        actor.Demand(Right.EditTemplates);
        if (Check(name) is { } wrong) return wrong;
        if (TemplateLanguages.Find(language) is null) return TemplateResult.Wrong("Language", "Choose a language of the list.");
        var result = await database.WriteAsync<TemplateResult>(actor.Tenant, async (db, t) =>
        {
            var owner = await db.Set<WhatsAppAccount>().Where(a => a.DisconnectedAt == null && (account == null || a.Id == account)).OrderBy(a => a.CreatedAt).FirstOrDefaultAsync(t);
            if (owner is null) return new TemplateResult.NotNow("Connect a WhatsApp account first.");
            var now = clock.GetUtcNow();
            if (await db.Set<Template>().FirstOrDefaultAsync(x => x.AccountId == owner.Id && x.Name == name, t) is { } known)
                return await ReviveAsync(db, actor, known, category, format, language, (content ?? new TemplateContent()).For(category), now, t);
            var template = Template.Create(actor, owner.Id, name, category, format, now);
            db.Add(template);
            var first = TemplateTranslation.Create(actor.Tenant, template.Id, language, (content ?? new TemplateContent()).For(category), now);
            db.Add(first);
            DraftHistory.Begin(db, first, actor, null, now);
            db.Add(TemplateEvent.Create(actor.Tenant, template.Id, null, "created", actor.Name, null, now));
            audit.Record(db, actor, "template.created", template.Id.Value.ToString());
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
        PortalDbContext db, Actor actor, Template template, TemplateCategory category, ParameterFormat format, string language, TemplateContent content, DateTimeOffset now, CancellationToken token)
    {
        var rows = await db.Set<TemplateTranslation>().Where(x => x.TemplateId == template.Id).ToListAsync(token);
        if (rows.Exists(r => r.Status != TranslationStatus.Deleted)) return NameTaken();
        var old = rows.Find(r => r.Language == language);
        if (old is { LockedUntil: { } until } && until > now) return TemplateResult.Wrong("Name", await NameLocks.WordsAsync(db, until, token));
        template.Rename(template.Name, category, format, now);
        var row = old;
        if (row is null) db.Add(row = TemplateTranslation.Create(actor.Tenant, template.Id, language, content, now));
        else if (!row.TryRevive(content, now)) return NameTaken();
        await DraftHistory.BeginAgainAsync(db, row, actor, now, token);
        db.Add(TemplateEvent.Create(actor.Tenant, template.Id, null, "created again", actor.Name, null, now));
        audit.Record(db, actor, "template.created", template.Id.Value.ToString());
        return new TemplateResult.Done(template.Id, row.DraftVersion);
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
