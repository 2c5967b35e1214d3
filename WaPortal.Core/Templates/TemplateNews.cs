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
            if (await FindAsync(db, happened.WabaId, reference, token) is not { } row)
            {
                if (await AccountAsync(db, happened, reference, token) is not { } account) continue;
                await AccountTurn.TakeAsync(db, account, token);
                // It may have been adopted while this waited for its turn.
                row = await FindAsync(db, happened.WabaId, reference, token);
                if (row is null)
                {
                    await KeepElsewhereAsync(db, account, happened, reference, token);
                    publish(TemplateTopics.All);
                    continue;
                }
            }

            var reached = row.Status == TranslationStatus.Submitting;
            if (!Apply(db, row, happened, reference)) continue;
            if (reached && row.Status != TranslationStatus.Submitting) await Submissions.ReachAsync(db, row, clock.GetUtcNow(), token);
            publish(TemplateTopics.Of(row.TemplateId));
            publish(TemplateTopics.All);
        }
    }

    /// <summary>Applies an answer of the platform that was asked at <paramref name="askedAt"/>; a translation that is being submitted is left to its job.</summary>
    public bool Apply(PortalDbContext db, TemplateTranslation row, Template template, TemplateInfo info, DateTimeOffset askedAt)
    {
        var changed = ApplyFacts(db, row, info, askedAt);
        return ApplyText(db, row, template, info, askedAt) || changed;
    }

    private bool ApplyText(PortalDbContext db, TemplateTranslation row, Template template, TemplateInfo info, DateTimeOffset askedAt)
    {
        if (info.Status == "DELETED" || info.Components.Count == 0) return false;
        var format = info.ParameterFormat switch
        {
            "NAMED" when template.ParameterFormat != ParameterFormat.Named => ParameterFormat.Named,
            "POSITIONAL" when template.ParameterFormat != ParameterFormat.Positional && template.Category != TemplateCategory.Authentication => ParameterFormat.Positional,
            _ => (ParameterFormat?)null,
        };
        TemplateContent read;
        try
        {
            read = HeldContent.Read(info with { ParameterFormat = (format ?? template.ParameterFormat).ToString().ToUpperInvariant() }, row.HeldJson is { } held ? TemplateContent.FromJson(held) : row.Content());
        }
        catch (InvalidOperationException)
        {
            return false; // holds what is no text
        }

        if (!row.TryDrift(read, format, askedAt, clock.GetUtcNow())) return false;
        db.Add(TemplateEvent.Create(row, "changed outside the portal", "WhatsApp", null, clock.GetUtcNow()));
        return true;
    }

    private bool ApplyFacts(PortalDbContext db, TemplateTranslation row, TemplateInfo info, DateTimeOffset askedAt)
    {
        var now = clock.GetUtcNow();
        var status = PlatformStatus.Read(info.Status) ?? TranslationStatus.Unknown;
        var news = new PlatformNews(status, info.Status, askedAt, info.Id, null, status == TranslationStatus.Rejected ? info.RejectedReason : null, null, null);
        var changed = row.TryApplyStatus(news, now);
        if (changed) db.Add(TemplateEvent.Create(row, Word(info.Status), "WhatsApp", Because(row, news), now));
        if (info.QualityScore is { } quality && TakeQuality(db, row, quality, row.Quality, askedAt)) changed = true;
        var next = string.IsNullOrEmpty(info.CorrectCategory) ? row.NextCategory : info.CorrectCategory;
        if (TakeCategory(db, row, () => row.TryApplyCategory(info.Category, next, null, askedAt), now)) changed = true;
        row.Asked(now);
        return changed;
    }

    /// <summary>Moves a translation and notes it in the timeline when its category changed with that.</summary>
    public static bool TakeCategory(PortalDbContext db, TemplateTranslation row, Func<bool> move, DateTimeOffset at)
    {
        var (before, ahead) = (row.PlatformCategory, row.NextCategory);
        var moved = move();
        if (before is not null && row.PlatformCategory != before && row.PlatformCategory is { } now)
            db.Add(TemplateEvent.Create(row, $"category is {Word(now)}", "WhatsApp", "was " + Word(before), at));
        else if (row.NextCategory is { } next && next != ahead)
            db.Add(TemplateEvent.Create(row, $"category becomes {Word(next)}", "WhatsApp", row.PlatformCategory is { } present ? "is " + Word(present) : null, at));
        return moved;
    }

    private bool Apply(PortalDbContext db, TemplateTranslation row, WebhookEvent happened, TemplateReference reference)
    {
        var now = clock.GetUtcNow();
        switch (happened)
        {
            case TemplateStatusEvent told when PlatformStatus.Read(told.Event) is { } status:
                var news = new PlatformNews(
                    status, told.Event, told.Timestamp, reference.Id, told.Category, told.Reason, told.RejectionReason ?? told.OtherDescription, told.Recommendation, told.OtherTitle);
                if (!TakeCategory(db, row, () => row.TryApplyStatus(news, now), told.Timestamp)) return false;
                db.Add(TemplateEvent.Create(row, Word(told.Event), "WhatsApp", Because(row, news), told.Timestamp));
                return true;
            case TemplateStatusEvent told:
                // No statuses in themselves: the platform is asked what holds now.
                if (!row.TryWarn(told.Event, told.Timestamp)) return false;
                row.AskSoon(now);
                db.Add(TemplateEvent.Create(row, Word(told.Event), "WhatsApp", told.OtherDescription, told.Timestamp));
                return true;
            case TemplateQualityEvent quality:
                return TakeQuality(db, row, quality.NewScore, quality.PreviousScore, quality.Timestamp);
            case TemplateCategoryEvent category:
                return TakeCategory(db, row, () => row.TryApplyCategory(category.Category, category.CorrectCategory, category.MovesAt, category.Timestamp), category.Timestamp);
            case TemplateComponentsEvent:
                row.Doubt(happened.Timestamp, now);
                return false;
            default:
                return false;
        }
    }

    private static bool TakeQuality(PortalDbContext db, TemplateTranslation row, string score, string? previous, DateTimeOffset at)
    {
        var first = row.Quality is null;
        if (!row.TryApplyQuality(score, at)) return false;
        db.Add(QualityChange.Create(row, score, at));
        // Every new template begins as unknown: that is no event.
        if (!(first && score == "UNKNOWN")) db.Add(TemplateEvent.Create(row, "quality " + Word(score), "WhatsApp", previous is null ? null : "was " + Word(previous), at));
        return true;
    }

    // Why it is so, in plain words: the reviewer's own where there are any.
    private static string? Because(TemplateTranslation row, PlatformNews news) =>
        news.RejectionText ?? (news.RejectedReason is { } reason ? TemplateReasons.Find(reason).Meaning : null)
        ?? (row.Status is TranslationStatus.Approved or TranslationStatus.Pending or TranslationStatus.Rejected ? null : TranslationStanding.Of(row).Meaning);

    // An account that is not ours has nothing here.
    private static async Task<WhatsAppAccountId?> AccountAsync(PortalDbContext db, WebhookEvent happened, TemplateReference reference, CancellationToken token) =>
        reference.Id.Length > 40 ? null : await db.Set<WhatsAppAccount>().Where(a => a.WabaId == happened.WabaId).Select(a => (WhatsAppAccountId?)a.Id).FirstOrDefaultAsync(token);

    // Made elsewhere. Kept for whoever adopts it; what it says, the list tells.
    private async Task KeepElsewhereAsync(PortalDbContext db, WhatsAppAccountId account, WebhookEvent happened, TemplateReference reference, CancellationToken token)
    {
        var all = db.Set<TemplateElsewhere>();
        var known = all.Local.FirstOrDefault(e => e.AccountId == account && e.PlatformId == reference.Id)
            ?? await all.FirstOrDefaultAsync(e => e.AccountId == account && e.PlatformId == reference.Id, token);
        if (known is null) all.Add(known = TemplateElsewhere.Create(db.TenantId, account, reference.Id));
        known.Hear(happened, reference);
        if (known.SeenAt is null || happened is TemplateComponentsEvent) (await AccountTurn.ComparisonAsync(db, account, clock.GetUtcNow(), token)).AskSoon(clock.GetUtcNow());
    }

    // By the platform's id; by name and language where the webhook is faster than the answer to our own request. A draft of the same name is none of it.
    private static async Task<TemplateTranslation?> FindAsync(PortalDbContext db, string wabaId, TemplateReference reference, CancellationToken token)
    {
        var ofAccount = from translation in db.Set<TemplateTranslation>()
                        join template in db.Set<Template>() on translation.TemplateId equals template.Id
                        join account in db.Set<WhatsAppAccount>() on template.AccountId equals account.Id
                        where account.WabaId == wabaId
                        select new { translation, template };
        return await ofAccount.Where(x => x.translation.PlatformId == reference.Id).Select(x => x.translation).FirstOrDefaultAsync(token)
            ?? (!TemplateName.IsValid(reference.Name) ? null : await ofAccount
                .Where(x => x.translation.PlatformId == null && x.translation.Status != TranslationStatus.Draft && x.template.Name == reference.Name && x.translation.Language == reference.Language)
                .Select(x => x.translation).FirstOrDefaultAsync(token));
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
