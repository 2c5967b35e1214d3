using Microsoft.EntityFrameworkCore;
using WaPortal.Core.Access;
using WaPortal.Core.Data;

namespace WaPortal.Core.Templates;

/// <summary>What other actions of this feature ask and tell reviews, in their own transactions.</summary>
internal static class Reviews
{
    /// <summary>The newest review of a translation.</summary>
    public static Task<TranslationReview?> NewestAsync(PortalDbContext db, TranslationId id, CancellationToken token) =>
        db.Set<TranslationReview>().Where(r => r.TranslationId == id).OrderByDescending(r => r.AskedAt).ThenByDescending(r => r.Id).FirstOrDefaultAsync(token);

    /// <summary>The text was changed: whatever was asked or said about the old one is over.</summary>
    public static async Task OvertakeAsync(PortalDbContext db, TemplateTranslation row, Actor actor, DateTimeOffset now, CancellationToken token)
    {
        var open = await db.Set<TranslationReview>()
            .Where(r => r.TranslationId == row.Id && r.State != ReviewState.Overtaken).ToListAsync(token);
        foreach (var review in open)
        {
            var held = review.State is ReviewState.Waiting or ReviewState.Approved;
            if (review.TryOvertake() && held) db.Add(TemplateEvent.Create(row, "review overtaken", actor.Name, "The text was changed after it was handed to review.", now));
        }
    }

    /// <summary>Who may not review it: whoever asked or wrote, and whoever is not a person of this enterprise.</summary>
    public static string? Hindrance(Actor reviewer, TranslationReview review, IReadOnlySet<UserId> writers)
    {
        if (reviewer.UserId is not { } person) return "A review is a person's, not a job's.";
        if (reviewer.Home is not null) return "Somebody of this enterprise has to review it. Acting in from outside is not enough.";
        if (person == review.AskedById) return "You asked for this review. A second person has to decide.";
        return writers.Contains(person) ? "You wrote in this text. A second person has to decide." : null;
    }
}
