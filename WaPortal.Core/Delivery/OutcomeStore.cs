using System.Data.Common;
using System.Globalization;
using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.Options;
using WaPortal.Core.Data;
using WaPortal.Core.OptIns.Ledger;
using WaPortal.Core.Tenancy;
using WaPortal.Core.WhatsApp;

namespace WaPortal.Core.Delivery;

/// <summary>What a window of sends came to, for the one who sent it.</summary>
/// <param name="Unreachable">No request got through: the platform is out of reach.</param>
/// <param name="Orders">The orders that moved.</param>
public sealed record RecordedWindow(bool Unreachable, IReadOnlyCollection<SendOrderId> Orders);

/// <summary>
/// Books the platform's answers: only for messages that are still claimed under the lease token of whoever sent them. A status may
/// have come first; then the answer only adds the platform's id.
/// </summary>
internal sealed class OutcomeStore(
    PortalDatabase database, SendOrders orders, OptOuts optOuts, IOptions<DeliveryOptions> options, TimeProvider clock)
{
    private const int AlarmingWindow = 10;
    private static readonly TimeSpan FirstPause = TimeSpan.FromSeconds(2);
    private static readonly TimeSpan LongestPause = TimeSpan.FromMinutes(5);
    private static readonly TimeSpan UnreachablePause = TimeSpan.FromSeconds(10);

    /// <summary>Records all answers of a window in one transaction.</summary>
    public Task<RecordedWindow> RecordAsync(
        TenantId tenant, SenderNumberId sender, Guid lease, IReadOnlyList<(MessageId Id, SendOutcome Outcome)> answers, CancellationToken token) =>
        database.WriteAsync(tenant, (db, t) => RecordAsync(db, sender, lease, answers, t), token);

    private async Task<RecordedWindow> RecordAsync(
        PortalDbContext db, SenderNumberId sender, Guid lease, IReadOnlyList<(MessageId Id, SendOutcome Outcome)> answers, CancellationToken token)
    {
        var now = clock.GetUtcNow();
        var rows = (await OpenRowsAsync(db, lease, token)).ToDictionary(r => r.Id);
        var counts = new OrderCounts();
        var stops = new Dictionary<SendOrderId, string>();
        var slow = false;
        foreach (var (id, outcome) in answers.OrderBy(a => a.Id.Value))
        {
            if (!rows.TryGetValue(id, out var row))
                continue; // the lease was lost: whoever took it back has settled the row
            switch (outcome)
            {
                case SendOutcome.Accepted accepted:
                    await AcceptAsync(db, row, accepted.MessageId, counts, now, token);
                    break;
                case SendOutcome.InDoubt:
                    await MoveAsync(db, row, MessageState.InDoubt, counts, token);
                    break;
                case SendOutcome.NotSent:
                    await RequeueAsync(db, row, now + UnreachablePause, null, counts, token);
                    break;
                case SendOutcome.Refused refused:
                    slow |= refused.Error.Fact is { Retry: RetryRule.Backoff, Scope: ErrorScope.Number or ErrorScope.App };
                    if (await RefuseAsync(db, row, refused, counts, now, token) is { } reason)
                        stops[row.OrderId] = reason;
                    break;
            }
        }

        if (slow)
            (await db.Set<SenderPace>().AsTracking().FirstAsync(p => p.SenderNumberId == sender, token)).SlowDown(now);
        await db.SaveChangesAsync(token);
        await counts.SaveAsync(db, db.TenantId, token);
        foreach (var (order, reason) in stops)
            await orders.StopAsync(db, order, reason, token);
        foreach (var (order, reason) in WhollyRefused(answers, rows))
            await orders.StopAsync(db, order, reason, token);
        var touched = rows.Values.Select(r => r.OrderId).Distinct().ToList();
        await orders.FinishEmptyAsync(db, touched, token);
        return new RecordedWindow(answers.Count > 0 && answers.All(a => a.Outcome is SendOutcome.NotSent), touched);
    }

    // Codes that mean one person can also mean that the message is built wrong for everybody; then the rest of the list must not burn.
    private static IEnumerable<(SendOrderId Order, string Reason)> WhollyRefused(
        IReadOnlyList<(MessageId Id, SendOutcome Outcome)> answers, Dictionary<MessageId, Row> rows)
    {
        foreach (var order in answers.Where(a => rows.ContainsKey(a.Id)).GroupBy(a => rows[a.Id].OrderId))
        {
            var finals = order.Select(a => a.Outcome).OfType<SendOutcome.Refused>().Where(r => r.Error.Fact.Retry == RetryRule.Never).ToList();
            if (finals.Count >= AlarmingWindow && finals.Count == order.Count())
            {
                var fact = finals[0].Error.Fact;
                yield return (order.Key, string.Create(
                    CultureInfo.InvariantCulture, $"WhatsApp refused all of the last {finals.Count} messages: {fact.Title} ({fact.Code}). {fact.Advice}"));
            }
        }
    }

    private static async Task AcceptAsync(PortalDbContext db, Row row, string wamid, OrderCounts counts, DateTimeOffset now, CancellationToken token)
    {
        var state = row.State is MessageState.Claimed or MessageState.InDoubt ? MessageState.Accepted : row.State;
        await db.ExecuteSqlAsync(
            "UPDATE messages SET state = @state, wamid = coalesce(wamid, @wamid), accepted_at = coalesce(accepted_at, @now), lease_token = NULL WHERE tenant_id = @tenant AND id = @id",
            token, ("@tenant", db.TenantId), ("@id", row.Id), ("@state", state), ("@wamid", wamid), ("@now", now));
        if (state != row.State)
            counts.Move(row.OrderId, row.State, state);
    }

    /// <summary>Acts on an explicit refusal by the catalogue's rule, and gives the reason where the whole order must stop.</summary>
    private async Task<string?> RefuseAsync(
        PortalDbContext db, Row row, SendOutcome.Refused refused, OrderCounts counts, DateTimeOffset now, CancellationToken token)
    {
        var fact = refused.Error.Fact;
        if (fact.IsOptOut)
            await optOuts.RecordAsync(db, row.PhoneId, "error", fact.Title, now, $"refusal:{row.Id.ToOpaque()}", null, token);
        switch (fact.Retry)
        {
            case RetryRule.StopRun:
                await RequeueAsync(db, row, null, refused.Error.Code, counts, token);
                return string.Create(CultureInfo.InvariantCulture, $"{fact.Title} ({refused.Error.Code}). {fact.Advice}");
            case RetryRule.Backoff or RetryRule.AfterPairPause when row.Attempts < options.Value.Attempts:
                await RequeueAsync(db, row, now + Pause(fact, row.Attempts, refused.RetryAfter), refused.Error.Code, counts, token);
                return null;
            default:
                await FailAsync(db, row, refused.Error.Code, counts, now, token);
                return null;
        }
    }

    private static TimeSpan Pause(ErrorFact fact, int attempts, TimeSpan? retryAfter)
    {
        if (retryAfter is { } asked)
            return asked;
        var pause = fact.Retry == RetryRule.AfterPairPause
            ? TimeSpan.FromSeconds(Math.Pow(4, attempts)) // 4^X seconds (Cloud API, "Pair rate limits")
            : FirstPause * Math.Pow(2, attempts - 1);
        pause = fact.Wait is { } least && least > pause ? least : pause;
        pause = pause > LongestPause ? LongestPause : pause;
        return pause * (0.8 + (Random.Shared.NextDouble() * 0.4));
    }

    private static async Task RequeueAsync(
        PortalDbContext db, Row row, DateTimeOffset? nextTry, int? code, OrderCounts counts, CancellationToken token)
    {
        if (row.State != MessageState.Claimed)
            return; // a status says that it left after all
        await db.ExecuteSqlAsync(
            "UPDATE messages SET state = 'Queued', next_try_at = @next, error_code = @code, lease_token = NULL WHERE tenant_id = @tenant AND id = @id",
            token, ("@tenant", db.TenantId), ("@id", row.Id), ("@next", nextTry), ("@code", code));
        counts.Move(row.OrderId, MessageState.Claimed, MessageState.Queued);
        await ClaimStore.ReleaseQuotaAsync(db, row.Id, token);
    }

    private static async Task FailAsync(PortalDbContext db, Row row, int code, OrderCounts counts, DateTimeOffset now, CancellationToken token)
    {
        if (row.State != MessageState.Claimed)
            return;
        await db.ExecuteSqlAsync(
            "UPDATE messages SET state = 'Failed', error_code = @code, ended_at = @now, lease_token = NULL WHERE tenant_id = @tenant AND id = @id",
            token, ("@tenant", db.TenantId), ("@id", row.Id), ("@code", code), ("@now", now));
        counts.Move(row.OrderId, MessageState.Claimed, MessageState.Failed);
        await ClaimStore.ReleaseQuotaAsync(db, row.Id, token);
    }

    private static async Task MoveAsync(PortalDbContext db, Row row, MessageState to, OrderCounts counts, CancellationToken token)
    {
        if (row.State != MessageState.Claimed)
            return;
        await db.ExecuteSqlAsync(
            "UPDATE messages SET state = @state, lease_token = NULL WHERE tenant_id = @tenant AND id = @id",
            token, ("@tenant", db.TenantId), ("@id", row.Id), ("@state", to));
        counts.Move(row.OrderId, row.State, to);
    }

    private static Task<List<Row>> OpenRowsAsync(PortalDbContext db, Guid lease, CancellationToken token) => db.QuerySqlAsync(
        $"""
        SELECT id, order_id, state, attempts, phone_id FROM messages WHERE tenant_id = @tenant AND lease_token = @lease ORDER BY id
        {(db.IsPostgres ? "FOR NO KEY UPDATE" : "")}
        """,
        Row.Read, token, ("@tenant", db.TenantId), ("@lease", lease));

    private sealed record Row(MessageId Id, SendOrderId OrderId, MessageState State, int Attempts, byte[] PhoneId)
    {
        public static Row Read(DbDataReader row) => new(
            new MessageId(row.GetGuid(0)), new SendOrderId(row.GetGuid(1)), Enum.Parse<MessageState>(row.GetString(2)), row.GetInt32(3),
            row.GetFieldValue<byte[]>(4));
    }
}
