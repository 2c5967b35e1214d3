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
            if (await db.Set<Template>().AnyAsync(x => x.AccountId == owner.Id && x.Name == name, t)) return NameTaken();
            var now = clock.GetUtcNow();
            var template = Template.Create(actor, owner.Id, name, category, format, now);
            db.Add(template);
            db.Add(TemplateTranslation.Create(actor.Tenant, template.Id, language, (content ?? new TemplateContent()).For(category), now));
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
                if (content.For(category) is var changed && changed != content) translation.TrySaveDraft(changed, translation.DraftVersion, clock.GetUtcNow());
            }

            return new TemplateResult.Done(id);
        }, token);
        signals.Publish(actor.Tenant, TemplateTopics.Of(id));
        signals.Publish(actor.Tenant, TemplateTopics.All);
        return result;
    }

    private static TemplateResult.Invalid? Check(string name) =>
        TemplateName.IsValid(name) ? null : TemplateResult.Wrong("Name", "Use 1 to 512 lower-case letters, digits and underscores.");

    private static TemplateResult.Invalid NameTaken() => TemplateResult.Wrong("Name", "There is a template of this name. A deleted name stays locked at WhatsApp for up to 30 days.");
}

/// <summary>Topics of live updates.</summary>
public static class TemplateTopics
{
    /// <summary>Anything in the list of templates.</summary>
    public const string All = "templates";

    /// <summary>One template.</summary>
    public static string Of(TemplateId id) => "template:" + id.Value;
}
