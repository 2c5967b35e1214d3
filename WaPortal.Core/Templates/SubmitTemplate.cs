using Microsoft.EntityFrameworkCore;
using WaPortal.Core.Access;
using WaPortal.Core.Audit;
using WaPortal.Core.Data;
using WaPortal.Core.Jobs;
using WaPortal.Core.Templates.Linting;
using WaPortal.Core.Tenancy;

namespace WaPortal.Core.Templates;

/// <summary>Hands a translation over to the platform's review.</summary>
public sealed class SubmitTemplate(PortalDatabase database, AuditTrail audit, IBackgroundJobs jobs, IPortalSignals signals, TimeProvider clock)
{
    /// <summary>
    /// Submits one language as its draft stands at row version <paramref name="version"/>. Refused while the linter finds errors, while a
    /// second person's approval of exactly this text is missing where the enterprise asks for it, and while the platform takes no edit.
    /// </summary>
    public async Task<TemplateResult> RunAsync(Actor actor, TemplateId id, string language, int version, CancellationToken token)
    {
        actor.Demand(Right.SubmitTemplates);
        Guid? subject = null;
        TemplateResult result;
        try
        {
            result = await database.WriteAsync(actor.Tenant, async (db, t) =>
            {
                subject = null;
                await db.DemandWorkAsync(t);
                var template = await db.Set<Template>().FirstOrDefaultAsync(x => x.Id == id, t);
                var row = await db.Set<TemplateTranslation>().FirstOrDefaultAsync(x => x.TemplateId == id && x.Language == language, t);
                if (template is null || row is null) return new TemplateResult.NotFound();
                if (row.DraftVersion != version) return new TemplateResult.Stale(row.DraftVersion, row.Content());
                var refused = await SubmitAsync(db, actor, template, row, t);
                if (refused is null) subject = row.Id.Value;
                return refused ?? new TemplateResult.Done(id, row.DraftVersion);
            }, token);
        }
        catch (DbUpdateConcurrencyException)
        {
            // Saved, reviewed or submitted by somebody else at the same moment.
            subject = null;
            var row = await database.ReadAsync(actor.Tenant, (db, t) => db.Set<TemplateTranslation>().FirstOrDefaultAsync(x => x.TemplateId == id && x.Language == language, t), token);
            result = row is null ? new TemplateResult.NotFound()
                : row.DraftVersion != version ? new TemplateResult.Stale(row.DraftVersion, row.Content())
                : new TemplateResult.NotNow("Somebody else was faster. Look again.");
        }

        if (subject is { } translation)
        {
            await jobs.EnqueueAsync<SubmitTranslationJob>(actor.Tenant, translation, token);
            signals.Publish(actor.Tenant, TemplateTopics.Of(id));
            signals.Publish(actor.Tenant, TemplateTopics.All);
        }

        return result;
    }

    // Null: it is on its way.
    private async Task<TemplateResult?> SubmitAsync(PortalDbContext db, Actor actor, Template template, TemplateTranslation row, CancellationToken token)
    {
        var now = clock.GetUtcNow();
        var findings = row.Content().Lint(template.Name, row.Language, template.Category, template.ParameterFormat);
        if (findings.Any(f => f.Severity == FindingSeverity.Error)) return new TemplateResult.HasProblems(findings);
        var review = await Reviews.NewestAsync(db, row.Id, token);
        var agreed = review?.IsAgreed == true && review.ContentHash == TranslationReview.HashOf(template, row);
        if (!agreed && await TemplateSettings.IsReviewRequiredAsync(db, token)) return new TemplateResult.NotNow("A second person has to approve this text before it is submitted.");
        if (row.Status == TranslationStatus.Approved && await Submissions.BudgetAsync(db, row, now, token) is { NextAt: { } next })
            return new TemplateResult.NotBefore(next, "WhatsApp takes one change of an approved template in 24 hours, and ten in 30 days.");
        var before = row.PlatformId is null ? (TranslationStatus?)null : row.Status;
        row.ExpectCategory(template.Category);
        if (!row.TrySubmit(now)) return new TemplateResult.NotNow("It is in review already, or nothing was changed since it was submitted.");
        (await DraftHistory.CurrentAsync(db, row, now, token)).MarkSubmitted(row.SubmittedVersion);
        db.Add(TemplateSubmission.Create(row, before, actor.Name, now));
        if (agreed) review!.Use();
        db.Add(TemplateEvent.Create(row, "submitted", actor.Name, agreed ? $"v{row.SubmittedVersion}, approved by {review!.DecidedBy}" : $"v{row.SubmittedVersion}", now));
        audit.Record(db, actor, "template.submitted", template.Id.Value.ToString(), reason: row.Language);
        template.Touch(now);
        return null;
    }
}
