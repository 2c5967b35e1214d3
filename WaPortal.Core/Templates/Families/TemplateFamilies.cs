using Microsoft.EntityFrameworkCore;
using WaPortal.Core.Access;
using WaPortal.Core.Audit;
using WaPortal.Core.Data;

namespace WaPortal.Core.Templates;

/// <summary>Takes a whole template out: to copy it, or as a file.</summary>
public sealed class TemplateFamilies(PortalDatabase database, CreateTemplate create, AuditTrail audit)
{
    /// <summary>Makes a template of another name with the same drafts; sample files and fallbacks included.</summary>
    public async Task<TemplateResult> DuplicateAsync(Actor actor, TemplateId id, string name, CancellationToken token)
    {
        actor.Demand(Right.EditTemplates);
        if (await FindAsync(actor, id, token) is not { } family)
            return new TemplateResult.NotFound();
        return await create.RunAsync(actor, family with { Name = name }, $"copied from {family.Name}", token);
    }

    /// <summary>The drafts as a file (<see cref="FamilyFile"/>); null: there is no such template.</summary>
    public async Task<(string Name, byte[] File)?> ExportAsync(Actor actor, TemplateId id, CancellationToken token)
    {
        actor.Demand(Right.ViewTemplates);
        if (await FindAsync(actor, id, token) is not { } family)
            return null;
        await audit.RecordAsync(actor, "template.exported", id.Value.ToString(), "ok", null, token);
        return (family.Name, FamilyFile.Write(family));
    }

    private Task<TemplateFamily?> FindAsync(Actor actor, TemplateId id, CancellationToken token) => database.ReadAsync<TemplateFamily?>(actor.Tenant, async (db, t) =>
    {
        if (await db.Set<Template>().FirstOrDefaultAsync(x => x.Id == id, t) is not { } template)
            return null;
        var rows = await db.Set<TemplateTranslation>().Where(x => x.TemplateId == id && x.Status != TranslationStatus.Deleted).ToListAsync(t);
        return rows.Count == 0
            ? null
            : new TemplateFamily(template.Name, template.Category, template.ParameterFormat, [.. rows.OrderBy(r => r.Id.Value).Select(r => new FamilyTranslation(r.Language, r.Content()))]);
    }, token);
}
