using Microsoft.EntityFrameworkCore;
using WaPortal.Core.Data;
using WaPortal.Core.Tenancy;
using WaPortal.Core.WhatsApp;

namespace WaPortal.Core.Templates;

/// <summary>Takes in what the platform tells about templates, by webhook or when asked. Idempotent; older news change nothing.</summary>
internal sealed class TemplateNews(TimeProvider clock)
{
    public static bool Concerns(WebhookEvent happened) =>
        happened is TemplateStatusEvent or TemplateQualityEvent or TemplateCategoryEvent or TemplateComponentsEvent;

    /// <summary>Applies events in the caller's transaction.</summary>
    public async Task ApplyAsync(PortalDbContext db, IEnumerable<WebhookEvent> events, Action<string> publish, CancellationToken token)
    {
        foreach (var happened in events.Where(Concerns).OrderBy(e => e.Timestamp))
        {
            var reference = Reference(happened);
            if (await FindAsync(db, happened.WabaId, reference, token) is not { } row) continue;
            if (!Apply(db, row, happened, reference)) continue;
            publish(TemplateTopics.Of(row.TemplateId));
            publish(TemplateTopics.All);
        }
    }

    /// <summary>Applies an answer of the platform that was asked at <paramref name="askedAt"/>.</summary>
    public bool Apply(PortalDbContext db, TemplateTranslation row, TemplateInfo info, DateTimeOffset askedAt)
    {
        var status = PlatformStatus.Read(info.Status) ?? TranslationStatus.Unknown;
        var news = new PlatformNews(status, info.Status, askedAt, info.Id, info.Category, status == TranslationStatus.Rejected ? info.RejectedReason : null, null, null);
        var changed = row.TryApplyStatus(news, clock.GetUtcNow());
        if (changed) db.Add(TemplateEvent.Create(row, Word(info.Status), "WhatsApp", news.RejectedReason is null ? null : TemplateReasons.Find(news.RejectedReason).Meaning, clock.GetUtcNow()));
        if (info.QualityScore is { } quality && row.TryApplyQuality(quality, askedAt)) changed = true;
        if (row.TryApplyCategory(info.Category, string.IsNullOrEmpty(info.CorrectCategory) ? null : info.CorrectCategory, askedAt)) changed = true;
        row.Asked(clock.GetUtcNow());
        return changed;
    }

    private bool Apply(PortalDbContext db, TemplateTranslation row, WebhookEvent happened, TemplateReference reference)
    {
        var now = clock.GetUtcNow();
        switch (happened)
        {
            case TemplateStatusEvent told when PlatformStatus.Read(told.Event) is { } status:
                var news = new PlatformNews(
                    status, told.Event, told.Timestamp, reference.Id, told.Category, told.Reason, told.RejectionReason ?? told.OtherDescription, told.Recommendation);
                if (!row.TryApplyStatus(news, now)) return false;
                var why = told.RejectionReason ?? told.OtherDescription ?? (told.Reason is null ? null : TemplateReasons.Find(told.Reason).Meaning);
                db.Add(TemplateEvent.Create(row, Word(told.Event), "WhatsApp", why, told.Timestamp));
                return true;
            case TemplateStatusEvent told:
                // No statuses in themselves: the platform is asked what holds now.
                row.AskSoon(now);
                db.Add(TemplateEvent.Create(row, Word(told.Event), "WhatsApp", told.OtherDescription, told.Timestamp));
                return true;
            case TemplateQualityEvent quality when row.TryApplyQuality(quality.NewScore, quality.Timestamp):
                db.Add(TemplateEvent.Create(row, "quality " + Word(quality.NewScore), "WhatsApp", quality.PreviousScore is null ? null : "was " + Word(quality.PreviousScore), quality.Timestamp));
                return true;
            case TemplateCategoryEvent category when row.TryApplyCategory(category.Category, category.CorrectCategory, category.Timestamp):
                var what = category.CorrectCategory is { } next ? $"category becomes {Word(next)}" : $"category is {Word(category.Category)}";
                db.Add(TemplateEvent.Create(row, what, "WhatsApp", category.PreviousCategory is null ? null : "was " + Word(category.PreviousCategory), category.Timestamp));
                return true;
            case TemplateComponentsEvent:
                row.AskSoon(now);
                return false;
            default:
                return false;
        }
    }

    // By the platform's id; by name and language where the webhook is faster than the answer to our own request.
    private static async Task<TemplateTranslation?> FindAsync(PortalDbContext db, string wabaId, TemplateReference reference, CancellationToken token)
    {
        var ofAccount = from translation in db.Set<TemplateTranslation>()
                        join template in db.Set<Template>() on translation.TemplateId equals template.Id
                        join account in db.Set<WhatsAppAccount>() on template.AccountId equals account.Id
                        where account.WabaId == wabaId
                        select new { translation, template };
        return await ofAccount.Where(x => x.translation.PlatformId == reference.Id).Select(x => x.translation).FirstOrDefaultAsync(token)
            ?? await ofAccount
                .Where(x => x.translation.PlatformId == null && x.template.Name == reference.Name && x.translation.Language == reference.Language)
                .Select(x => x.translation).FirstOrDefaultAsync(token);
    }

    private static TemplateReference Reference(WebhookEvent happened) => happened switch
    {
        TemplateStatusEvent e => e.Template,
        TemplateQualityEvent e => e.Template,
        TemplateCategoryEvent e => e.Template,
        TemplateComponentsEvent e => e.Template,
        _ => throw new InvalidOperationException("Not about a template."),
    };

    private static string Word(string platform) => platform.ToLowerInvariant().Replace('_', ' ');
}
