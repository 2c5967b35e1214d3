using Microsoft.EntityFrameworkCore;
using WaPortal.Core.Access;
using WaPortal.Core.Audit;
using WaPortal.Core.Data;
using WaPortal.Core.Jobs;
using WaPortal.Core.Tenancy;

namespace WaPortal.Core.WhatsApp;

/// <summary>A replay as pages show it.</summary>
/// <param name="Done">How many were put back so far.</param>
/// <param name="EndedAt">Null while it is under way.</param>
public sealed record WebhookReplayLine(WebhookReplayId Id, int Done, string By, DateTimeOffset At, DateTimeOffset? EndedAt);

/// <summary>
/// Has webhooks of the quarantine processed once more: they wait again, as if they had just come, with the time of their arrival. Handlers change nothing for what they
/// handled before, so the state in the end is that of one processing.
/// </summary>
public sealed class ReplayWebhooks(PortalDatabase database, IBackgroundJobs jobs, WebhookWorker worker, AuditTrail audit, IPortalSignals signals, TimeProvider clock)
{
    /// <summary>What pages listen to.</summary>
    public const string Topic = "webhooks";

    /// <summary>Puts one back; false where it is not in quarantine (any more).</summary>
    public async Task<bool> OneAsync(Actor actor, WebhookDeliveryId id, CancellationToken token)
    {
        actor.Demand(Right.ManageWhatsApp);
        var found = await database.WriteAsync(actor.Tenant, async (db, t) =>
        {
            if (await PutBackAsync(db, [id.Value], clock.GetUtcNow(), t) == 0)
                return false;
            audit.Record(db, actor, "webhook.replayed", id.Value.ToString());
            return true;
        }, token);
        if (found)
            worker.Wake(actor.Tenant);
        return found;
    }

    /// <summary>Puts all back that the filter finds in quarantine at this moment, in the background. Asked again while it is under way, it stays one.</summary>
    public async Task<WebhookReplayId> AllAsync(Actor actor, WebhookFilter filter, CancellationToken token)
    {
        actor.Demand(Right.ManageWhatsApp);
        var id = await database.WriteAsync(actor.Tenant, async (db, t) =>
        {
            // Values of a wrong length would not fit the row; there is nothing by them either.
            var number = filter.PhoneNumberId is { Length: > WebhookGist.NumberLength } ? "-" : filter.PhoneNumberId;
            var same = await db.Set<WebhookReplay>().AsNoTracking().FirstOrDefaultAsync(
                r => r.EndedAt == null && r.Kind == filter.Kind && r.AccountId == filter.Account && r.PhoneNumberId == number && r.From == filter.From && r.Until == filter.Until, t);
            if (same is not null)
                return same.Id;
            var replay = WebhookReplay.Create(actor.Tenant, filter with { PhoneNumberId = number }, actor.Name, clock.GetUtcNow());
            db.Add(replay);
            audit.Record(db, actor, "webhook.replay-started", replay.Id.Value.ToString());
            return replay.Id;
        }, token);
        await jobs.EnqueueAsync<ReplayWebhooksJob>(actor.Tenant, id.Value, token);
        signals.Publish(actor.Tenant, Topic);
        return id;
    }

    /// <summary>The newest replay; null where there was none.</summary>
    public Task<WebhookReplayLine?> NewestAsync(Actor actor, CancellationToken token)
    {
        actor.Demand(Right.ManageWhatsApp);
        return database.ReadAsync(
            actor.Tenant,
            (db, t) => db.Set<WebhookReplay>().OrderByDescending(r => r.CreatedAt).Select(r => new WebhookReplayLine(r.Id, r.Done, r.CreatedBy, r.CreatedAt, r.EndedAt)).FirstOrDefaultAsync(t),
            token);
    }

    /// <summary>Lets those of the rows that are in quarantine wait again and gives how many they were.</summary>
    internal static Task<int> PutBackAsync(PortalDbContext db, IReadOnlyCollection<Guid> ids, DateTimeOffset now, CancellationToken token) => db.ExecuteSqlAsync(
        $"""
        UPDATE webhook_inbox SET state = 'Waiting', reason = NULL, attempts = 0, settled_at = NULL, next_attempt_at = @now
        WHERE tenant_id = @tenant AND state = 'Quarantined' AND {IdSets.IsOneOfIds(db, "id")}
        """,
        token, ("@tenant", db.TenantId), ("@now", now), ("@ids", IdSets.Value(db, ids)));
}

/// <summary>
/// Puts the webhooks of a replay back, oldest first, a page in a transaction with the position. Killed anywhere it goes on there; what it does twice changes nothing the second time.
/// </summary>
internal sealed class ReplayWebhooksJob(PortalDatabase database, WebhookWorker worker, AuditTrail audit, IPortalSignals signals, TimeProvider clock) : IBackgroundJob
{
    internal const int PageSize = 1_000;

    public async Task RunAsync(TenantId tenant, Guid subject, CancellationToken token)
    {
        var more = true;
        while (more)
        {
            token.ThrowIfCancellationRequested();
            more = await database.WriteAsync(tenant, (db, t) => StepAsync(db, new WebhookReplayId(subject), t), token);
            worker.Wake(tenant);
            signals.Publish(tenant, ReplayWebhooks.Topic);
        }
    }

    private async Task<bool> StepAsync(PortalDbContext db, WebhookReplayId id, CancellationToken token)
    {
        if (await db.Set<WebhookReplay>().FirstOrDefaultAsync(r => r.Id == id && r.EndedAt == null, token) is not { } replay)
            return false;
        var walk = WebhookWalk.For(replay.Filter);
        (string, object?)[] args =
        [
            ("@tenant", db.TenantId), ("@at", replay.LookedAt), ("@after", replay.LookedId), ("@asked", replay.CreatedAt), ("@most", PageSize), .. WebhookWalk.Args(replay.Filter),
        ];
        var rest = walk.Rest.Length == 0 ? "" : $" AND {walk.Rest}";
        var page = await db.QuerySqlAsync(
            $"""
            SELECT received_at, id, CASE WHEN settled_at <= @asked{rest} THEN 1 ELSE 0 END
            FROM {walk.Table(db)} WHERE tenant_id = @tenant AND {walk.Along} AND (received_at, id) > (@at, @after)
            ORDER BY received_at, id LIMIT @most
            """,
            row => (At: new WebhookPosition(DateTimeOffset.FromUnixTimeMilliseconds(row.GetInt64(0)), row.GetGuid(1)), IsMeant: row.GetInt32(2) == 1), token, args);
        var meant = page.Where(row => row.IsMeant).Select(row => row.At.Id).ToList();
        if (page.Count > 0)
            replay.Advance(page[^1].At, meant.Count == 0 ? 0 : await ReplayWebhooks.PutBackAsync(db, meant, clock.GetUtcNow(), token));
        if (page.Count == PageSize)
            return true;
        replay.End(clock.GetUtcNow());
        audit.Record(db, Actor.Job(db.TenantId, "webhooks"), "webhook.replay-finished", id.Value.ToString(), reason: FormattableString.Invariant($"{replay.Done} webhooks"));
        return false;
    }
}

/// <summary>Finds replays that a crash left.</summary>
internal sealed class UnfinishedReplays(PortalDatabase database, SystemScope scope, IBackgroundJobs jobs) : IUnfinishedWork
{
    public Task ResumeAsync(CancellationToken token) => scope.ForEachAsync("webhooks to process again", async (tenant, t) =>
    {
        foreach (var id in await database.ReadAsync(tenant.Id, (db, inner) => db.Set<WebhookReplay>().Where(r => r.EndedAt == null).Select(r => r.Id).ToListAsync(inner), t))
            await jobs.EnqueueAsync<ReplayWebhooksJob>(tenant.Id, id.Value, t);
    }, token);
}
