using Microsoft.EntityFrameworkCore;
using WaPortal.Core.Access;
using WaPortal.Core.Data;

namespace WaPortal.Core.Templates;

/// <summary>Reads one template.</summary>
public sealed class TemplateDetailQuery(PortalDatabase database, TimeProvider clock)
{
    private const int TimelineLength = 200;

    /// <summary>Null: there is none.</summary>
    public Task<TemplateDetail?> RunAsync(Actor actor, TemplateId id, CancellationToken token)
    {
        actor.Demand(Right.ViewTemplates);
        return database.ReadAsync<TemplateDetail?>(actor.Tenant, async (db, t) =>
        {
            if (await db.Set<Template>().FirstOrDefaultAsync(x => x.Id == id, t) is not { } template) return null;
            var translations = await db.Set<TemplateTranslation>().Where(x => x.TemplateId == id && x.Status != TranslationStatus.Deleted).ToListAsync(t);
            var required = await TemplateSettings.IsReviewRequiredAsync(db, t);
            var details = new List<TranslationDetail>();
            foreach (var row in translations.OrderBy(x => x.Id.Value)) details.Add(await DetailAsync(db, actor, template, row, required, t));
            return new TemplateDetail(
                id, template.Name, template.Category, template.ParameterFormat, template.CreatedBy, template.CreatedAt, template.UpdatedAt, details, await TimelineAsync(db, id, t));
        }, token);
    }

    // What happened, with the drafts between: the saves of one person that follow each other closely are one entry.
    private static async Task<IReadOnlyList<TemplateTimelineEntry>> TimelineAsync(PortalDbContext db, TemplateId id, CancellationToken token)
    {
        var events = await db.Set<TemplateEvent>().Where(x => x.TemplateId == id).OrderByDescending(x => x.At).ThenByDescending(x => x.Id).Take(TimelineLength).ToListAsync(token);
        var drafts = await (from version in db.Set<TranslationVersion>()
                            join translation in db.Set<TemplateTranslation>() on version.TranslationId equals translation.Id
                            where translation.TemplateId == id && version.Saves > 0 && version.Origin == null
                            orderby version.SavedAt descending, version.Number descending
                            select new { translation.Language, version.SavedBy, version.SavedAt, version.Saves }).Take(TimelineLength).ToListAsync(token);
        return
        [
            .. events.Select(e => new TemplateTimelineEntry(e.At, e.Language, e.What, e.Who, e.Why))
                .Concat(drafts.Select(d => new TemplateTimelineEntry(d.SavedAt, d.Language, "draft saved", d.SavedBy, d.Saves > 1 ? $"{d.Saves} times" : null)))
                .OrderByDescending(e => e.At).Take(TimelineLength),
        ];
    }

    private async Task<TranslationDetail> DetailAsync(PortalDbContext db, Actor actor, Template template, TemplateTranslation row, bool required, CancellationToken token)
    {
        var newest = await Reviews.NewestAsync(db, row.Id, token);
        var review = newest is { IsOpen: true } && newest.ContentHash == TranslationReview.HashOf(template, row) ? newest : null;
        var quality = await db.Set<QualityChange>().Where(q => q.TranslationId == row.Id).OrderByDescending(q => q.At).ThenByDescending(q => q.Id).Take(20).ToListAsync(token);
        return new TranslationDetail
        {
            Language = row.Language,
            Status = row.Status,
            PlatformStatus = row.PlatformStatus,
            Content = row.Content(),
            DraftVersion = row.DraftVersion,
            SubmittedVersion = row.SubmittedVersion,
            CanEdit = row.CanEdit,
            CanSubmit = row.CanSubmit,
            HasUnsubmittedChanges = row.HasUnsubmittedChanges,
            Rejection = row.Status == TranslationStatus.Rejected ? TemplateReasons.Find(row.RejectedReason) : null,
            RejectionText = row.RejectionText,
            Recommendation = row.Recommendation,
            Trouble = row.Trouble,
            NextAttemptAt = row.NextAttemptAt,
            Quality = row.Quality,
            PlatformCategory = row.PlatformCategory,
            NextCategory = row.NextCategory,
            PreviousCategory = row.PreviousCategory,
            CategoryMovesAt = row.CategoryMovesAt,
            CategoryUnseenSince = row.CategoryUnseenSince,
            Standing = TranslationStanding.Of(row),
            Warning = TranslationStanding.WarningOf(row),
            Budget = row.Status == TranslationStatus.Approved ? await Submissions.BudgetAsync(db, row, clock.GetUtcNow(), token) : null,
            Review = review is null ? null : new ReviewView(
                review.Id, review.State, review.AskedBy, review.AskedAt, review.Note, review.DecidedBy, review.DecidedAt, review.Words,
                actor.May(Right.ApproveTemplates) ? Reviews.Hindrance(actor, review, await DraftHistory.WritersAsync(db, row.Id, token)) : "Your roles do not include approving."),
            NeedsReview = required && row.CanSubmit && review?.IsAgreed != true,
            QualityHistory = quality.ConvertAll(q => new QualityMoment(q.Score, q.At)),
            Drift = row is { DriftedAt: { } noticed, HeldJson: { } held }
                ? new DriftView(noticed, ContentDiff.Between(TemplateContent.FromJson(row.DriftFromJson ?? row.ContentJson), TemplateContent.FromJson(held)), TemplateContent.FromJson(held), row.HeldFormat)
                : null,
            DoubtedAt = row.DoubtedAt,
            CanUnpause = row.CanUnpause,
            CanArchive = row.CanArchive,
            CanUnarchive = row.CanUnarchive,
            ChangedAt = row.ChangedAt,
            Findings = row.Content().Lint(template.Name, row.Language, template.Category, template.ParameterFormat),
        };
    }
}
