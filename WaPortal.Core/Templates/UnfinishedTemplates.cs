using Microsoft.EntityFrameworkCore;
using WaPortal.Core.Data;
using WaPortal.Core.Jobs;
using WaPortal.Core.Tenancy;

namespace WaPortal.Core.Templates;

/// <summary>Finds submissions, deletions and questions that are due, and what an older program left to be filled in.</summary>
internal sealed class UnfinishedTemplates(PortalDatabase database, SystemScope scope, IBackgroundJobs jobs, TimeProvider clock) : IUnfinishedWork
{
    public Task ResumeAsync(CancellationToken token) => scope.ForEachAsync("templates under way", (tenant, t) => ResumeAsync(tenant.Id, t), token);

    private async Task ResumeAsync(TenantId tenant, CancellationToken token)
    {
        await FillSearchTextAsync(tenant, token);
        var now = clock.GetUtcNow();
        var due = await database.ReadAsync(
            tenant,
            (db, t) => (from translation in db.Set<TemplateTranslation>()
                        join template in db.Set<Template>() on translation.TemplateId equals template.Id
                        join account in db.Set<WhatsAppAccount>() on template.AccountId equals account.Id
                        where account.DisconnectedAt == null && (translation.NextAttemptAt <= now || (translation.NextCheckAt <= now && translation.Status != TranslationStatus.Submitting))
                        select new { translation.Id, translation.Status, template.AccountId, translation.NextAttemptAt, translation.NextCheckAt }).ToListAsync(t),
            token);
        foreach (var one in due.Where(d => d.NextAttemptAt <= now))
        {
            if (one.Status == TranslationStatus.Submitting) await jobs.EnqueueAsync<SubmitTranslationJob>(tenant, one.Id.Value, token);
            if (one.Status == TranslationStatus.PendingDeletion) await jobs.EnqueueAsync<DeleteTranslationJob>(tenant, one.Id.Value, token);
        }

        var toCompare = await database.ReadAsync(
            tenant,
            (db, t) => db.Set<WhatsAppAccount>().Where(a => a.DisconnectedAt == null && !db.Set<TemplateComparison>().Any(c => c.AccountId == a.Id && c.NextAt > now)).Select(a => a.Id).ToListAsync(t),
            token);
        foreach (var account in due.Where(d => d.NextCheckAt <= now && d.Status != TranslationStatus.Submitting).Select(d => d.AccountId).Union(toCompare))
            await jobs.EnqueueAsync<SyncTemplatesJob>(tenant, account.Value, token);
    }

    // Translations that were written before texts were kept for searching.
    private async Task FillSearchTextAsync(TenantId tenant, CancellationToken token)
    {
        if (!await database.ReadAsync(tenant, (db, t) => db.Set<TemplateTranslation>().AnyAsync(x => x.SearchText == null, t), token)) return;
        await database.WriteAsync(tenant, async (db, t) =>
        {
            foreach (var row in await db.Set<TemplateTranslation>().Where(x => x.SearchText == null).OrderBy(x => x.Id).Take(500).ToListAsync(t)) row.FillSearchText();
        }, token);
    }
}
