using Microsoft.EntityFrameworkCore;
using WaPortal.Core.Access;
using WaPortal.Core.Audit;
using WaPortal.Core.Data;
using WaPortal.Core.Jobs;
using WaPortal.Core.Templates.Linting;
using WaPortal.Core.Tenancy;

namespace WaPortal.Core.Templates;

/// <summary>Hands a translation over to review.</summary>
public sealed class SubmitTemplate(PortalDatabase database, AuditTrail audit, IBackgroundJobs jobs, IPortalSignals signals, TimeProvider clock)
{
    /// <summary>Submits one language as its draft stands at row version <paramref name="version"/>; refuses while the linter finds errors.</summary>
    public async Task<TemplateResult> RunAsync(Actor actor, TemplateId id, string language, int version, CancellationToken token)
    {
        actor.Demand(Right.SubmitTemplates);
        Guid? subject = null;
        var result = await database.WriteAsync<TemplateResult>(actor.Tenant, async (db, t) =>
        {
            subject = null;
            await db.DemandWorkAsync(t);
            var template = await db.Set<Template>().FirstOrDefaultAsync(x => x.Id == id, t);
            var row = await db.Set<TemplateTranslation>().FirstOrDefaultAsync(x => x.TemplateId == id && x.Language == language, t);
            if (template is null || row is null) return new TemplateResult.NotFound();
            if (row.DraftVersion != version) return new TemplateResult.Stale(row.DraftVersion, row.Content());
            var findings = row.Content().Lint(template.Name, language, template.Category, template.ParameterFormat);
            if (findings.Any(f => f.Severity == FindingSeverity.Error)) return new TemplateResult.HasProblems(findings);
            var now = clock.GetUtcNow();
            if (!row.TrySubmit(now)) return new TemplateResult.NotNow("It is in review already, or nothing was changed since it was submitted.");
            db.Add(TemplateEvent.Create(row, "submitted", actor.Name, $"v{row.SubmittedVersion}", now));
            audit.Record(db, actor, "template.submitted", id.Value.ToString(), reason: language);
            template.Touch(now);
            subject = row.Id.Value;
            return new TemplateResult.Done(id, row.DraftVersion);
        }, token);
        if (subject is { } translation)
        {
            await jobs.EnqueueAsync<SubmitTranslationJob>(actor.Tenant, translation, token);
            signals.Publish(actor.Tenant, TemplateTopics.Of(id));
            signals.Publish(actor.Tenant, TemplateTopics.All);
        }

        return result;
    }
}
