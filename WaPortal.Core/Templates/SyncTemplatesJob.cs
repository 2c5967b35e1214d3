using Microsoft.EntityFrameworkCore;
using WaPortal.Core.Data;
using WaPortal.Core.Jobs;
using WaPortal.Core.Tenancy;
using WaPortal.Core.WhatsApp;

namespace WaPortal.Core.Templates;

/// <summary>
/// Compares all templates of an account (the subject) with the portal's: takes in news that were missed and texts that were changed there, and keeps
/// what was made elsewhere. One list; applied in small transactions, each of which may be repeated.
/// </summary>
internal sealed class SyncTemplatesJob(
    PortalDatabase database, TemplateAccounts accounts, TemplateNews news, IWhatsAppClient client, IPortalSignals signals, TimeProvider clock) : IBackgroundJob
{
    // A long transaction keeps other writers of SQLite waiting.
    private const int BatchSize = 100;

    // What the list leaves out is asked for one by one; the rest waits for the next turn.
    private const int MostQuestions = 50;

    public async Task RunAsync(TenantId tenant, Guid subject, CancellationToken token)
    {
        var account = new WhatsAppAccountId(subject);
        if (await accounts.ConnectAsync(tenant, account, token) is not { } connection) return;
        // The platform stamps its webhooks in whole seconds: an answer must not outrank the news of the very second in which it was given.
        var run = new Run(account, clock.GetUtcNow() - TimeSpan.FromSeconds(2));
        var answer = await client.ListTemplatesAsync(connection, null, token);
        if (answer is ApiResult<IReadOnlyList<TemplateInfo>>.Ok { Value: var listed })
        {
            var readable = listed.Where(i => i.Id.Length <= 40 && i.Id.All(char.IsAsciiLetterOrDigit)).DistinctBy(i => i.Id, StringComparer.Ordinal).ToList();
            var missing = await MissingAsync(tenant, run, connection, readable, token);
            foreach (var batch in readable.Concat(missing).Chunk(BatchSize))
                await database.WriteAsync(tenant, (db, t) => ApplyAsync(db, run, batch, t), token);
            await database.WriteAsync(tenant, (db, t) => FinishAsync(db, run, readable.Select(i => i.Name).Distinct(StringComparer.Ordinal).Count(), t), token);
        }
        else
        {
            await database.WriteAsync(tenant, (db, t) => FailAsync(db, account, answer, t), token);
        }

        foreach (var topic in run.Topics) signals.Publish(tenant, topic);
        signals.Publish(tenant, TemplateTopics.All);
    }

    private async Task ApplyAsync(PortalDbContext db, Run run, IReadOnlyList<TemplateInfo> batch, CancellationToken token)
    {
        await AccountTurn.TakeAsync(db, run.Account, token);
        var (ids, names) = (batch.Select(i => i.Id).ToList(), batch.Select(i => i.Name).Where(TemplateName.IsValid).Distinct().ToList());
        var ours = await (from translation in db.Set<TemplateTranslation>()
                          join template in db.Set<Template>() on translation.TemplateId equals template.Id
                          where template.AccountId == run.Account && (ids.Contains(translation.PlatformId!) || (translation.PlatformId == null && names.Contains(template.Name)))
                          select new { translation, template }).ToListAsync(token);
        var byId = ours.Where(x => x.translation.PlatformId is not null).ToDictionary(x => x.translation.PlatformId!, StringComparer.Ordinal);
        var elsewhere = await db.Set<TemplateElsewhere>().Where(e => e.AccountId == run.Account && ids.Contains(e.PlatformId)).ToDictionaryAsync(e => e.PlatformId, StringComparer.Ordinal, token);
        foreach (var info in batch)
        {
            // Under way, or refused before its answer came: its own job settles whether this is it.
            var known = byId.GetValueOrDefault(info.Id)
                ?? ours.Find(x => x.translation.PlatformId is null && x.template.Name == info.Name && x.translation.Language == info.Language
                    && (x.translation.Status == TranslationStatus.Submitting || (x.translation.NextCheckAt is not null && x.translation.Status != TranslationStatus.Draft)));
            if (known is null)
            {
                See(db, run, elsewhere, info);
                continue;
            }

            if (elsewhere.Remove(info.Id, out var taken)) db.Remove(taken);
            var row = known.translation;
            if (row.Status == TranslationStatus.Submitting || !news.Apply(db, row, known.template, info, run.AskedAt)) continue;
            run.Change(row);
        }
    }

    private static void See(PortalDbContext db, Run run, Dictionary<string, TemplateElsewhere> elsewhere, TemplateInfo info)
    {
        if (!elsewhere.TryGetValue(info.Id, out var row)) db.Add(elsewhere[info.Id] = row = TemplateElsewhere.Create(db.TenantId, run.Account, info.Id));
        var isNew = row.SeenAt is null;
        row.See(info, run.AskedAt);
        if (isNew && row.IsThere) run.Found.Add(info.Id);
    }

    private async Task FinishAsync(PortalDbContext db, Run run, int templates, CancellationToken token)
    {
        await AccountTurn.TakeAsync(db, run.Account, token);
        await db.Set<TemplateElsewhere>()
            .Where(e => e.AccountId == run.Account && (e.SeenAt == null || e.SeenAt < run.AskedAt) && e.At < run.AskedAt).ExecuteDeleteAsync(token);
        await AskedAsync(db, run.Account, run.AskedAt, token);
        (await AccountTurn.ComparisonAsync(db, run.Account, clock.GetUtcNow(), token)).Finish(templates, run.Changed, run.Found.Count, run.Gone, clock.GetUtcNow());
    }

    // An account that cannot be asked is asked again at the next turn, not every minute.
    private async Task FailAsync(PortalDbContext db, WhatsAppAccountId account, ApiResult<IReadOnlyList<TemplateInfo>> answer, CancellationToken token)
    {
        var (fault, wait) = answer switch
        {
            ApiResult<IReadOnlyList<TemplateInfo>>.Refused refused => (refused.Error.Words, refused.Error.Fact.Wait),
            ApiResult<IReadOnlyList<TemplateInfo>>.Unreachable lost => (lost.Reason, null),
            _ => throw new InvalidOperationException("The hierarchy is closed."),
        };
        var now = clock.GetUtcNow();
        await AskedAsync(db, account, now, token);
        (await AccountTurn.ComparisonAsync(db, account, now, token)).Fail(fault, wait, now);
    }

    // Whoever was due and is not settled yet has had its turn.
    private async Task AskedAsync(PortalDbContext db, WhatsAppAccountId account, DateTimeOffset until, CancellationToken token)
    {
        var due = await (from translation in db.Set<TemplateTranslation>()
                         join template in db.Set<Template>() on translation.TemplateId equals template.Id
                         where template.AccountId == account && translation.NextCheckAt <= until && translation.Status != TranslationStatus.Submitting
                         select translation).ToListAsync(token);
        foreach (var row in due) row.Asked(clock.GetUtcNow());
    }

    // A list may leave some out. What it does not show is asked for by its id; only what is not there either is gone.
    private async Task<List<TemplateInfo>> MissingAsync(TenantId tenant, Run run, WhatsAppConnection connection, List<TemplateInfo> listed, CancellationToken token)
    {
        var seen = listed.Select(i => i.Id).ToHashSet(StringComparer.Ordinal);
        var held = await database.ReadAsync(
            tenant,
            (db, t) => (from translation in db.Set<TemplateTranslation>()
                        join template in db.Set<Template>() on translation.TemplateId equals template.Id
                        where template.AccountId == run.Account && translation.PlatformId != null && translation.Status != TranslationStatus.Submitting && translation.Status != TranslationStatus.Deleted
                        orderby translation.NextCheckAt == null, translation.NextCheckAt
                        select new { translation.PlatformId, template.Name, translation.Language }).ToListAsync(t),
            token);
        var found = new List<TemplateInfo>();
        foreach (var one in held.Where(h => !seen.Contains(h.PlatformId!)).Take(MostQuestions))
        {
            if (await client.GetTemplateAsync(connection, one.PlatformId!, token) is not ApiResult<TemplateInfo?>.Ok ok) continue;
            if (ok.Value is { } there && there.Status != "DELETED") found.Add(there with { Id = one.PlatformId! });
            else found.Add(new TemplateInfo { Id = one.PlatformId!, Name = one.Name, Language = one.Language, Status = "DELETED", Category = "", Components = [] });
        }

        return found;
    }

    // Counted by id: a transaction that lost a deadlock runs again.
    private sealed class Run(WhatsAppAccountId account, DateTimeOffset askedAt)
    {
        private readonly HashSet<Guid> _changed = [];
        private readonly HashSet<Guid> _gone = [];

        public WhatsAppAccountId Account { get; } = account;

        public DateTimeOffset AskedAt { get; } = askedAt;

        public HashSet<string> Topics { get; } = new(StringComparer.Ordinal);

        public HashSet<string> Found { get; } = new(StringComparer.Ordinal);

        public int Changed => _changed.Count;

        public int Gone => _gone.Count;

        public void Change(TemplateTranslation row)
        {
            Topics.Add(TemplateTopics.Of(row.TemplateId));
            (row.Status == TranslationStatus.Deleted ? _gone : _changed).Add(row.Id.Value);
        }
    }
}
