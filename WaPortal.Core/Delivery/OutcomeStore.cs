using System.Data.Common;
using System.Globalization;
using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.Options;
using WaPortal.Core.Data;
using WaPortal.Core.Delivery.Protection;
using WaPortal.Core.OptIns.Ledger;
using WaPortal.Core.Tenancy;
using WaPortal.Core.WhatsApp;

namespace WaPortal.Core.Delivery;

/// <summary>What a request came to.</summary>
/// <param name="Id">The message.</param>
/// <param name="Lease">Under which it was claimed.</param>
/// <param name="Outcome">What is known of it.</param>
internal readonly record struct SendAnswer(MessageId Id, Guid Lease, SendOutcome Outcome);

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
    private const int AlarmingRow = 10;
    private static readonly TimeSpan FirstPause = TimeSpan.FromSeconds(2);
    private static readonly TimeSpan LongestPause = TimeSpan.FromMinutes(5);
    private static readonly TimeSpan UnreachablePause = TimeSpan.FromSeconds(10);

    /// <summary>Records all answers that have come in one transaction.</summary>
    public Task<RecordedWindow> RecordAsync(TenantId tenant, SenderNumberId sender, IReadOnlyList<SendAnswer> answers, CancellationToken token) =>
        database.WriteAsync(tenant, (db, t) => RecordAsync(db, sender, answers, t), token);

    private async Task<RecordedWindow> RecordAsync(PortalDbContext db, SenderNumberId sender, IReadOnlyList<SendAnswer> answers, CancellationToken token)
    {
        var now = clock.GetUtcNow();
        var rows = await RowsAsync(db, answers, token);
        // A message that was taken back may be in somebody else's hands by now, or in ours under another lease: whoever took it back has settled this one.
        var held = answers.Where(a => rows.TryGetValue(a.Id, out var row) && row.Lease == a.Lease).OrderBy(a => a.Id.Value).ToList();
        var counts = new OrderCounts();
        var stops = new Dictionary<SendOrderId, (string Reason, ErrorScope Scope)>();
        var health = new HealthBook();
        var slow = false;
        await AcceptAsync(db, held, rows, counts, now, token);
        foreach (var (id, _, outcome) in held)
        {
            switch (outcome)
            {
                case SendOutcome.InDoubt:
                    await MoveAsync(db, rows[id], MessageState.InDoubt, counts, token);
                    break;
                case SendOutcome.NotSent:
                    await RequeueAsync(db, rows[id], now + UnreachablePause, null, counts, token);
                    break;
                case SendOutcome.Refused refused:
                    slow |= refused.Error.Fact is { Retry: RetryRule.Backoff, Scope: ErrorScope.Number or ErrorScope.App };
                    if (await RefuseAsync(db, rows[id], refused, counts, health, now, token) is { } reason)
                        stops[rows[id].OrderId] = (reason, refused.Error.Fact.Scope);
                    break;
            }
        }

        if (slow)
            (await db.Set<SenderPace>().AsTracking().FirstAsync(p => p.SenderNumberId == sender, token)).SlowDown(now);
        await db.SaveChangesAsync(token);
        await counts.SaveAsync(db, token);
        foreach (var (order, (reason, scope)) in stops)
            await StopAsync(db, sender, order, reason, scope, token);
        foreach (var (order, reason) in await AlarmsAsync(db, held, rows, token))
            await orders.StopAsync(db, order, reason, token);
        foreach (var (order, reason) in await health.SaveAsync(db, token))
            await orders.StopAsync(db, order, reason, token);
        var touched = held.Select(a => rows[a.Id].OrderId).Distinct().ToList();
        await orders.FinishEmptyAsync(db, touched, token);
        return new RecordedWindow(answers.Count > 0 && answers.All(a => a.Outcome is SendOutcome.NotSent), touched);
    }

    // What the platform refuses for a number, an account or its token, it refuses to the other orders there too: each would have to learn it by a message of its own.
    private async Task StopAsync(PortalDbContext db, SenderNumberId sender, SendOrderId order, string reason, ErrorScope scope, CancellationToken token)
    {
        await orders.StopAsync(db, order, reason, token);
        if (scope is not (ErrorScope.Number or ErrorScope.Account or ErrorScope.Token or ErrorScope.App))
            return;
        var account = await db.Set<SenderNumber>().AsNoTracking().Where(n => n.Id == sender).Select(n => n.AccountId).FirstAsync(token);
        var others = await db.Set<SendOrder>().AsNoTracking()
            .Where(o => o.State == SendOrderState.Running && o.Id != order)
            .Where(o => o.SenderNumberId == sender || (scope != ErrorScope.Number && db.Set<SenderNumber>().Any(n => n.Id == o.SenderNumberId && n.AccountId == account)))
            .OrderBy(o => o.Id).Select(o => o.Id).ToListAsync(token);
        foreach (var other in others)
            await orders.StopAsync(db, other, reason, token);
    }

    // Codes that mean one person can also mean that the message is built wrong for everybody; then the rest of the list must not burn.
    private static async Task<IReadOnlyList<(SendOrderId Order, string Reason)>> AlarmsAsync(
        PortalDbContext db, IReadOnlyList<SendAnswer> held, IReadOnlyDictionary<MessageId, Row> rows, CancellationToken token)
    {
        var alarms = new List<(SendOrderId, string)>();
        foreach (var order in held.GroupBy(a => rows[a.Id].OrderId))
        {
            var finals = order.Select(a => a.Outcome).OfType<SendOutcome.Refused>().Where(r => r.Error.Fact.Retry == RetryRule.Never).ToList();
            if (finals.Count < order.Count())
            {
                await db.ExecuteSqlAsync(
                    "UPDATE send_orders SET refused_in_a_row = 0 WHERE tenant_id = @tenant AND id = @order AND refused_in_a_row > 0", token, ("@tenant", db.TenantId), ("@order", order.Key));
                continue;
            }

            var inARow = (await db.QuerySqlAsync(
                "UPDATE send_orders SET refused_in_a_row = refused_in_a_row + @more WHERE tenant_id = @tenant AND id = @order RETURNING refused_in_a_row", r => r.GetInt32(0), token,
                ("@tenant", db.TenantId), ("@order", order.Key), ("@more", finals.Count)))[0];
            var fact = finals[0].Error.Fact;
            if (inARow >= AlarmingRow)
                alarms.Add((order.Key, string.Create(CultureInfo.InvariantCulture, $"WhatsApp refused all of the last {inARow} messages: {fact.Title} ({fact.Code}). {fact.Advice}")));
        }

        return alarms;
    }

    private static async Task AcceptAsync(
        PortalDbContext db, IReadOnlyList<SendAnswer> held, IReadOnlyDictionary<MessageId, Row> rows, OrderCounts counts, DateTimeOffset now, CancellationToken token)
    {
        var changes = new List<object?[]>(held.Count);
        foreach (var (id, _, outcome) in held)
        {
            if (outcome is not SendOutcome.Accepted accepted)
                continue;
            var row = rows[id];
            var state = row.State is MessageState.Claimed or MessageState.InDoubt ? MessageState.Accepted : row.State;
            changes.Add([id, state, accepted.MessageId, now]);
            if (state != row.State)
                counts.Move(row.OrderId, row.State, state);
        }

        await db.ExecuteEachAsync(
            "UPDATE messages SET state = @p1, wamid = coalesce(wamid, @p2), accepted_at = coalesce(accepted_at, @p3), lease_token = NULL WHERE tenant_id = @tenant AND id = @p0",
            changes, token);
    }

    /// <summary>Acts on an explicit refusal by the catalogue's rule, and gives the reason where the whole order must stop.</summary>
    private async Task<string?> RefuseAsync(
        PortalDbContext db, Row row, SendOutcome.Refused refused, OrderCounts counts, HealthBook health, DateTimeOffset now, CancellationToken token)
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
                health.Failed(row.OrderId, refused.Error.Code);
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

    private static async Task<Dictionary<MessageId, Row>> RowsAsync(PortalDbContext db, IReadOnlyList<SendAnswer> answers, CancellationToken token) => (await db.QuerySqlAsync(
        $"""
        SELECT id, order_id, state, attempts, phone_id, lease_token FROM messages
        WHERE tenant_id = @tenant AND {IdSets.IsOneOfIds(db, "id")} AND lease_token IS NOT NULL ORDER BY id {(db.IsPostgres ? "FOR NO KEY UPDATE" : "")}
        """,
        Row.Read, token, ("@tenant", db.TenantId), ("@ids", IdSets.Value(db, [.. answers.Select(a => a.Id.Value).Distinct()])))).ToDictionary(r => r.Id);

    private sealed record Row(MessageId Id, SendOrderId OrderId, MessageState State, int Attempts, byte[] PhoneId, Guid Lease)
    {
        public static Row Read(DbDataReader row) => new(
            new MessageId(row.GetGuid(0)), new SendOrderId(row.GetGuid(1)), Enum.Parse<MessageState>(row.GetString(2)), row.GetInt32(3),
            row.GetFieldValue<byte[]>(4), row.GetGuid(5));
    }
}
