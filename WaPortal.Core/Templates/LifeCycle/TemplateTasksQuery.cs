using Microsoft.EntityFrameworkCore;
using WaPortal.Core.Access;
using WaPortal.Core.Data;

namespace WaPortal.Core.Templates;

/// <summary>What waits for somebody.</summary>
public enum TemplateTaskKind
{
    /// <summary>Somebody else asks for a review.</summary>
    Review,

    /// <summary>The own text was sent back.</summary>
    SentBack,

    /// <summary>The own text was approved and can be submitted.</summary>
    Approved,

    /// <summary>The platform has changed a category, or will.</summary>
    Category,
}

/// <summary>Something about a template that waits for this person.</summary>
/// <param name="Kind">What.</param>
/// <param name="Template">Of which template.</param>
/// <param name="Name">The template's name.</param>
/// <param name="Language">The platform's code.</param>
/// <param name="Who">Who asked or decided; WhatsApp for a category.</param>
/// <param name="At">Since when.</param>
/// <param name="Words">The note, the reviewer's words, or the category.</param>
public sealed record TemplateTask(TemplateTaskKind Kind, TemplateId Template, string Name, string Language, string Who, DateTimeOffset At, string? Words);

/// <summary>Reads what waits for one person among the templates.</summary>
public sealed class TemplateTasksQuery(PortalDatabase database)
{
    private static readonly ReviewState[] Open = [ReviewState.Waiting, ReviewState.SentBack, ReviewState.Approved];

    /// <summary>The oldest first; only what this person may do.</summary>
    public Task<IReadOnlyList<TemplateTask>> RunAsync(Actor actor, CancellationToken token)
    {
        actor.Demand(Right.ViewTemplates);
        return database.ReadAsync<IReadOnlyList<TemplateTask>>(actor.Tenant, async (db, t) =>
        {
            var tasks = new List<TemplateTask>();
            var reviews = await (from review in db.Set<TranslationReview>()
                                 join translation in db.Set<TemplateTranslation>() on review.TranslationId equals translation.Id
                                 join template in db.Set<Template>() on translation.TemplateId equals template.Id
                                 where Open.Contains(review.State)
                                 select new { review, translation, template }).ToListAsync(t);
            foreach (var one in reviews.Where(r => r.translation.CanSubmit && r.review.ContentHash == TranslationReview.HashOf(r.template, r.translation)))
            {
                TemplateTask Task(TemplateTaskKind kind, string who, DateTimeOffset at, string? words) => new(kind, one.template.Id, one.template.Name, one.translation.Language, who, at, words);
                var own = one.review.AskedById is { } asker && asker == actor.UserId;
                if (own && actor.May(Right.EditTemplates) && one.review.State == ReviewState.SentBack) tasks.Add(Task(TemplateTaskKind.SentBack, one.review.DecidedBy ?? "", one.review.DecidedAt!.Value, one.review.Words));
                if (own && actor.May(Right.SubmitTemplates) && one.review.State == ReviewState.Approved) tasks.Add(Task(TemplateTaskKind.Approved, one.review.DecidedBy ?? "", one.review.DecidedAt!.Value, one.review.Words));
                if (one.review.State == ReviewState.Waiting && actor.May(Right.ApproveTemplates)
                    && Reviews.Hindrance(actor, one.review, await DraftHistory.WritersAsync(db, one.translation.Id, t)) is null)
                    tasks.Add(Task(TemplateTaskKind.Review, one.review.AskedBy, one.review.AskedAt, one.review.Note));
            }

            if (actor.May(Right.EditTemplates))
            {
                var moved = await (from translation in db.Set<TemplateTranslation>()
                                   join template in db.Set<Template>() on translation.TemplateId equals template.Id
                                   where translation.CategoryUnseenSince != null
                                   select new { translation, template }).ToListAsync(t);
                tasks.AddRange(moved.Select(m => new TemplateTask(
                    TemplateTaskKind.Category, m.template.Id, m.template.Name, m.translation.Language, "WhatsApp", m.translation.CategoryUnseenSince!.Value, m.translation.NextCategory ?? m.translation.PlatformCategory)));
            }

            return [.. tasks.OrderBy(x => x.Kind).ThenBy(x => x.At)];
        }, token);
    }
}
