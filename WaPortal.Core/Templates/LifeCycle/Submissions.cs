using Microsoft.EntityFrameworkCore;
using WaPortal.Core.Data;

namespace WaPortal.Core.Templates;

/// <summary>The record of what was handed over, kept in the transactions that move a translation.</summary>
internal static class Submissions
{
    /// <summary>The submission that is under way, or was the last.</summary>
    public static Task<TemplateSubmission?> LatestAsync(PortalDbContext db, TemplateTranslation row, CancellationToken token) =>
        db.Set<TemplateSubmission>().FirstOrDefaultAsync(s => s.TranslationId == row.Id && s.Version == row.SubmittedVersion, token);

    /// <summary>The platform holds it.</summary>
    public static async Task ReachAsync(PortalDbContext db, TemplateTranslation row, DateTimeOffset now, CancellationToken token) =>
        (await LatestAsync(db, row, token))?.Reach(now);

    /// <summary>What is left to change an approved translation.</summary>
    public static async Task<EditBudget> BudgetAsync(PortalDbContext db, TemplateTranslation row, DateTimeOffset now, CancellationToken token)
    {
        var since = now - EditBudget.Window;
        var edits = await db.Set<TemplateSubmission>()
            .Where(s => s.TranslationId == row.Id && s.Before == TranslationStatus.Approved && s.ReachedAt > since).Select(s => s.ReachedAt!.Value).ToListAsync(token);
        if (row.UnknownEditAt is { } unknown) edits.Add(unknown);
        return EditBudget.Of(edits, now);
    }
}
