using Microsoft.EntityFrameworkCore;
using WaPortal.Core.Data;
using WaPortal.Core.Jobs;
using WaPortal.Core.Tenancy;
using WaPortal.Core.WhatsApp;

namespace WaPortal.Core.Templates;

/// <summary>Asks the platform about an account's templates whose news may have been missed.</summary>
internal sealed class SyncTemplatesJob(
    PortalDatabase database, TemplateAccounts accounts, TemplateNews news, IWhatsAppClient client, IPortalSignals signals, TimeProvider clock) : IBackgroundJob
{
    public async Task RunAsync(TenantId tenant, Guid subject, CancellationToken token)
    {
        var account = new WhatsAppAccountId(subject);
        if (await accounts.ConnectAsync(tenant, account, token) is not { } connection) return;
        // The platform stamps its webhooks in whole seconds: an answer must not outrank the news of the very second in which it was given.
        var askedAt = clock.GetUtcNow() - TimeSpan.FromSeconds(2);
        var answer = await client.ListTemplatesAsync(connection, null, token);
        var gone = answer is ApiResult<IReadOnlyList<TemplateInfo>>.Ok listed ? await GoneAsync(tenant, account, connection, listed.Value, token) : [];
        var topics = new HashSet<string>(StringComparer.Ordinal);
        await database.WriteAsync(tenant, async (db, t) =>
        {
            topics.Clear();
            var due = await (from translation in db.Set<TemplateTranslation>()
                             join template in db.Set<Template>() on translation.TemplateId equals template.Id
                             where template.AccountId == account && translation.NextCheckAt != null && translation.Status != TranslationStatus.Submitting
                             select new { translation, template.Name }).ToListAsync(t);
            // An account that cannot be asked is asked again at the next turn, not every minute.
            if (answer is not ApiResult<IReadOnlyList<TemplateInfo>>.Ok list)
            {
                foreach (var one in due) one.translation.Asked(clock.GetUtcNow());
                return;
            }

            foreach (var one in due)
            {
                var info = list.Value.FirstOrDefault(i => i.Id == one.translation.PlatformId)
                    ?? list.Value.FirstOrDefault(i => one.translation.PlatformId is null && i.Name == one.Name && i.Language == one.translation.Language);
                info ??= one.translation.PlatformId is { } id ? gone.GetValueOrDefault(id) : null;
                if (info is null) one.translation.Asked(clock.GetUtcNow());
                else if (news.Apply(db, one.translation, info, askedAt)) topics.Add(TemplateTopics.Of(one.translation.TemplateId));
            }
        }, token);
        foreach (var topic in topics) signals.Publish(tenant, topic);
        if (topics.Count > 0) signals.Publish(tenant, TemplateTopics.All);
    }

    // A list may leave some out. What it does not show is asked for by its id; only what is not there either is gone.
    private async Task<Dictionary<string, TemplateInfo>> GoneAsync(
        TenantId tenant, WhatsAppAccountId account, WhatsAppConnection connection, IReadOnlyList<TemplateInfo> listed, CancellationToken token)
    {
        var held = await database.ReadAsync(
            tenant,
            (db, t) => (from translation in db.Set<TemplateTranslation>()
                        join template in db.Set<Template>() on translation.TemplateId equals template.Id
                        where template.AccountId == account && translation.NextCheckAt != null && translation.Status != TranslationStatus.Submitting && translation.PlatformId != null
                        select new { translation.PlatformId, template.Name, translation.Language }).ToListAsync(t),
            token);
        var found = new Dictionary<string, TemplateInfo>(StringComparer.Ordinal);
        var seen = listed.Select(i => i.Id).ToHashSet(StringComparer.Ordinal);
        foreach (var one in held.Where(h => !seen.Contains(h.PlatformId!)))
        {
            if (await client.GetTemplateAsync(connection, one.PlatformId!, token) is ApiResult<TemplateInfo?>.Ok ok)
                found[one.PlatformId!] = ok.Value ?? new TemplateInfo { Id = one.PlatformId!, Name = one.Name, Language = one.Language, Status = "DELETED", Category = "", Components = [] };
        }

        return found;
    }
}
