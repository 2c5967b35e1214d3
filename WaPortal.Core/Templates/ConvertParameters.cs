using Microsoft.EntityFrameworkCore;
using WaPortal.Core.Access;
using WaPortal.Core.Data;
using WaPortal.Core.Tenancy;

namespace WaPortal.Core.Templates;

/// <summary>Changes a template between numbered and named variables, in all its languages at once: the format belongs to the template.</summary>
public sealed class ConvertParameters(PortalDatabase database, IPortalSignals signals, TimeProvider clock)
{
    /// <summary>Refused once a language was submitted: the platform keeps the format for good.</summary>
    public async Task<TemplateResult> RunAsync(Actor actor, TemplateId id, ParameterFormat to, CancellationToken token)
    {
        actor.Demand(Right.EditTemplates);
        var result = await database.WriteAsync<TemplateResult>(actor.Tenant, async (db, t) =>
        {
            if (await db.Set<Template>().FirstOrDefaultAsync(x => x.Id == id, t) is not { } template) return new TemplateResult.NotFound();
            var rows = await db.Set<TemplateTranslation>().Where(x => x.TemplateId == id).OrderBy(x => x.Id).ToListAsync(t);
            if (rows.Exists(x => x.SubmittedVersion > 0))
                return new TemplateResult.NotNow("A language was submitted: WhatsApp keeps its kind of variables. Make a new template.");
            if (template.ParameterFormat == to) return new TemplateResult.Done(id);
            var now = clock.GetUtcNow();
            var contents = rows.ConvertAll(row => row.Content());
            var names = ParameterConversion.Names(contents, to);
            foreach (var (row, content) in rows.Zip(contents)) row.TrySaveDraft(ParameterConversion.Convert(content, names), row.DraftVersion, now);
            template.Rename(template.Name, template.Category, to, now);
            db.Add(TemplateEvent.Create(actor.Tenant, id, null, to == ParameterFormat.Named ? "variables named" : "variables numbered", actor.Name, null, now));
            return new TemplateResult.Done(id);
        }, token);
        signals.Publish(actor.Tenant, TemplateTopics.Of(id));
        signals.Publish(actor.Tenant, TemplateTopics.All);
        return result;
    }
}
