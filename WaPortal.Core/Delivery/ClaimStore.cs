using System.Data.Common;
using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.Options;
using WaPortal.Core.Data;
using WaPortal.Core.Data.Restores;
using WaPortal.Core.Delivery.Costs;
using WaPortal.Core.Delivery.Frequency;
using WaPortal.Core.Delivery.Hours;
using WaPortal.Core.Delivery.Protection;
using WaPortal.Core.Delivery.Shares;
using WaPortal.Core.Tenancy;

namespace WaPortal.Core.Delivery;

/// <summary>A message that this process may send now, and nobody else.</summary>
/// <param name="Id">Its id.</param>
/// <param name="OrderId">Its order.</param>
/// <param name="TemplateName">The template's name on the wire.</param>
/// <param name="Language">The translation.</param>
/// <param name="Payload">Number and values, encrypted for its row.</param>
/// <param name="Resends">How often a person had it sent again.</param>
public sealed record ClaimedMessage(MessageId Id, SendOrderId OrderId, string TemplateName, string Language, byte[] Payload, int Resends = 0);

/// <summary>What a claim gave: messages to send at once, or when it is worth asking again.</summary>
/// <param name="Messages">Committed as claimed under the lease token.</param>
/// <param name="NextAt">When the next claim can give something, if there is room; null when nothing is left to wait for.</param>
public sealed record Claim(IReadOnlyList<ClaimedMessage> Messages, DateTimeOffset? NextAt);

/// <summary>
/// The door of the house: decides in one transaction what may leave now. It sees message state, consent, template status, quota and
/// pace together, and what it gives out is committed before any request is made. The last word is <see cref="StartStore"/>'s.
/// </summary>
/// <remarks>
/// Reads, beside Delivery's own tables, <c>consent_states</c> (OptIns: tenant_id, phone_id, purpose, state, entry_seq),
/// <c>template_translations</c> (<see cref="TemplateStanding"/>) and <c>sender_numbers</c>, <c>whats_app_accounts</c>
/// (Tenancy). Their owners keep these columns as they are.
/// </remarks>
internal sealed class ClaimStore(
    PortalDatabase database, SendOrders sendOrders, SendingGuard guard, ProtectOrders protect, IOptions<DeliveryOptions> options, TimeProvider clock)
{
    /// <summary>The messaging limit counts people over this time, rolling (Cloud API, "Messaging limits").</summary>
    public static readonly TimeSpan QuotaWindow = TimeSpan.FromHours(24);

    // One message to the same person in six seconds (Cloud API, "Pair rate limits").
    private static readonly TimeSpan PairPause = TimeSpan.FromSeconds(6);

    // A claim costs a transaction; so often each second they are frequent enough to be even.
    private const int ClaimsPerSecond = 8;

    private const string NeverOpen =
        "There is no hour at which those who are left may be written to: the enterprise's sending hours and the campaign's own leave none that suits every time zone in which they may live. Change the hours in the settings, or say there which time zone people of a country are taken to be in, then resume.";

    private static readonly TimeSpan DoubtPause = TimeSpan.FromSeconds(30);

    private static readonly TimeSpan HindrancePause = TimeSpan.FromMinutes(1);

    // A slow spread gives a few at a time rather than one by one.
    private static readonly TimeSpan SpreadBatch = TimeSpan.FromSeconds(5);

    /// <summary>Claims a window of messages of the number's running orders.</summary>
    /// <param name="tenant">Whose.</param>
    /// <param name="sender">The number.</param>
    /// <param name="lease">Whose claim it is; each has a token of its own.</param>
    /// <param name="room">Most messages.</param>
    /// <param name="token">Cancels.</param>
    public async Task<Claim> ClaimAsync(TenantId tenant, SenderNumberId sender, Guid lease, int room, CancellationToken token) =>
        guard.ClosedUntil() is { } closed
            ? new Claim([], closed)
            : await database.WriteAsync(tenant, (db, t) => ClaimAsync(db, sender, lease, room, t), token);

    private async Task<Claim> ClaimAsync(PortalDbContext db, SenderNumberId sender, Guid lease, int room, CancellationToken token)
    {
        // A suspended enterprise sends nothing more: the orders stay as they are and go on when it is resumed.
        if (!await db.MayWorkAsync(token))
            return new Claim([], null);
        // Opt-outs of the time before a restore may be missing: nothing leaves, new messages neither, before a person has looked after them.
        if (await RestoreHolds.IsOpenAsync(db, token))
            return new Claim([], null);
        var now = clock.GetUtcNow();
        var number = await db.Set<SenderNumber>().AsNoTracking().FirstAsync(n => n.Id == sender, token);
        var portfolio = await LockPortfolioAsync(db, number.AccountId, token);
        var running = await db.Set<SendOrder>().AsTracking()
            .Where(o => o.SenderNumberId == sender && o.State == SendOrderState.Running)
            .OrderBy(o => o.LastServedAt).ThenBy(o => o.Id)
            .ToListAsync(token);
        var held = await KeepBackAsync(db, number, running, now, token);
        if (running.Count == 0)
            return new Claim([], held);

        var pace = await PaceAsync(db, sender, now, token);
        var rate = number.ThroughputPerSecond * options.Value.ThroughputShare;
        var window = Math.Clamp((int)Math.Ceiling(rate / 2), 1, Math.Max(1, room));
        var (tokens, nextIn) = pace.Take(window, (int)Math.Ceiling(rate / ClaimsPerSecond), rate, now);
        if (tokens == 0)
            return new Claim([], now + nextIn);

        var claimed = new List<ClaimedMessage>();
        var counts = new OrderCounts();
        var limit = await PortfolioLimit.OfAsync(db, portfolio, number, token);
        var free = await FreeSlotsAsync(db, portfolio, limit, now, token);
        var kept = await NotificationReserve.KeptAsync(db, portfolio, limit, token);
        var hours = running.Exists(o => o.IsCampaign) ? await HoursBook.LoadAsync(db, token) : null;
        var nextAt = held;
        // Single messages go first, and campaigns leave them a part of the limit.
        foreach (var orders in new[] { FairShares.InTurn(running.FindAll(o => !o.IsCampaign), now), FairShares.InTurn(running.FindAll(o => o.IsCampaign), now) })
        {
            for (var i = 0; i < orders.Count && claimed.Count < tokens; i++)
            {
                // What is left is shared among the orders still to come; what one does not use, the next ones get.
                var share = FairShares.OfFirst(tokens - claimed.Count, orders[i..]);
                var before = claimed.Count;
                var turn = new Turn(orders[i], portfolio, lease, now, share, orders[i].IsCampaign ? kept : 0);
                free -= await TakeTurnAsync(db, turn, hours, free - turn.Kept, claimed, counts, token);
                nextAt = Earlier(nextAt, turn.NextAt);
                orders[i].Pass(claimed.Count - before);
            }
        }

        pace.Return(tokens - claimed.Count);
        await db.SaveChangesAsync(token);
        await counts.SaveAsync(db, token);
        await sendOrders.FinishEmptyAsync(db, running.Where(o => o.IsCampaign && o.State == SendOrderState.Running).Select(o => o.Id), token);
        return new Claim(claimed, claimed.Count == tokens ? now + nextIn : claimed.Count > 0 ? now : nextAt);
    }

    /// <summary>Takes those out of the running orders that the number's and the account's state keep back, and says when the first of them goes on.</summary>
    private async Task<DateTimeOffset?> KeepBackAsync(PortalDbContext db, SenderNumber number, List<SendOrder> running, DateTimeOffset now, CancellationToken token)
    {
        if (running.Count == 0)
            return null;
        DateTimeOffset? next = null;
        var standing = await SenderStanding.ReadAsync(db, number, token);
        foreach (var order in running.ToList())
        {
            if (standing.Of(order, now) is not { } stop)
                continue;
            running.Remove(order);
            await protect.ObeyAsync(db, order, stop, token);
            next = Earlier(next, stop.Until);
        }

        return next;
    }

    /// <summary>Claims one order's share and gives how many new people it used of the messaging limit.</summary>
    private async Task<int> TakeTurnAsync(
        PortalDbContext db, Turn turn, HoursBook? hours, int free, List<ClaimedMessage> claimed, OrderCounts counts, CancellationToken token)
    {
        var order = turn.Order;
        counts.Move(order.Id, MessageState.Queued, MessageState.Skipped, order.IsCampaign ? 0 : await ExpireAsync(db, turn, token));
        if (order.HeldUntil is { } held && held > turn.Now)
        {
            turn.NextAt = held;
            return 0;
        }

        var zones = order.IsCampaign ? await OpenZonesAsync(db, turn, hours!, token) : [0];
        if (zones.Count == 0 || turn.Share == 0)
            return 0;
        var look = new Look(await TemplateStanding.ReadAsync(db, order.TemplateId, token), await BudgetTurn.OpenAsync(db, order, turn.Now, token), free);
        foreach (var zone in zones)
        {
            if (look.Marked.Count == turn.Share || order.State != SendOrderState.Running)
                break;
            await LookAsync(db, turn, zone, look, counts, token);
        }

        await MarkAsync(db, turn, look.Marked, token);
        counts.Move(order.Id, MessageState.Queued, MessageState.Claimed, look.Marked.Count);
        claimed.AddRange(look.Marked.Select(m => new ClaimedMessage(m.Id, order.Id, order.TemplateName, m.Language, m.Payload!, m.Resends)));
        if (look.Marked.Count > 0)
            order.Served(turn.Now);
        else if (look.IsBlocked || free <= 0)
            await WaitForSlotAsync(db, turn, Math.Max(0, -free), token);
        if (turn.IsSpread)
            order.SpreadTaken(look.Marked.Count);
        // A page of people who got nothing says nothing about those behind them.
        if (look is { Marked.Count: 0, IsBlocked: false, PageWasFull: true })
            turn.NextAt = turn.Now;
        if (look.Marked.Count == 0)
            turn.NextAt = Earlier(turn.NextAt, await NextTryAsync(db, order.Id, turn.Now, token));
        return look.NewPeople;
    }

    /// <summary>The places whose people may be written to now, the one that closes first before the others; also says when it is the others' turn.</summary>
    private async Task<IReadOnlyList<int>> OpenZonesAsync(PortalDbContext db, Turn turn, HoursBook hours, CancellationToken token)
    {
        var (order, timing) = (turn.Order, turn.Order.Timing);
        var waiting = (await OrderZones.WaitingAsync(db, order.Id, token)).ConvertAll(z => (Zone: z, Opening: hours.Of(z.Place, order.Purpose, timing)));
        var open = waiting.FindAll(z => z.Opening.MayBegin(turn.Now));
        if (waiting.Count > open.Count)
        {
            var next = waiting.Where(z => !open.Contains(z)).Min(z => z.Opening.NextFrom(turn.Now));
            turn.NextAt = Earlier(turn.NextAt, next);
            if (open.Count == 0 && next is { } at)
                order.Wait(at, "Nobody who is left may be written to at this hour.");
            else if (open.Count == 0)
                await sendOrders.MoveAsync(db, order.Id, SendOrderState.Paused, NeverOpen, byItself: true, token);
        }

        if (open.Count > 0 && timing.SpreadMinutes is { } minutes)
        {
            var rate = open.Sum(z => z.Zone.People) / TimeSpan.FromMinutes(minutes).TotalSeconds;
            var least = Math.Max(1, (int)(rate * SpreadBatch.TotalSeconds));
            if (!turn.Spread(order.SpreadAllowance(rate, turn.Now), least))
                turn.NextAt = Earlier(turn.NextAt, turn.Now + TimeSpan.FromSeconds((least - order.SpreadTokens) / rate));
        }

        return [.. open.OrderBy(z => z.Opening.ClosesAfter(turn.Now) ?? DateTimeOffset.MaxValue).ThenBy(z => z.Zone.Number).Select(z => z.Zone.Number)];
    }

    /// <summary>Looks through one place's waiting messages and marks those that may leave now.</summary>
    private async Task LookAsync(PortalDbContext db, Turn turn, int zone, Look look, OrderCounts counts, CancellationToken token)
    {
        var order = turn.Order;
        var candidates = await CandidatesAsync(db, turn, zone, look.Free <= 0, token);
        look.PageWasFull |= candidates.Count == turn.Page;
        var capped = await CappedAsync(db, turn, candidates, token);
        foreach (var candidate in candidates)
        {
            if (look.Marked.Count == turn.Share)
                return;
            if (look.Waiting.Contains(candidate.Language))
                continue;
            var translation = look.Translations.GetValueOrDefault(candidate.Language);
            if ((Exclusion(order, candidate, translation) ?? (capped.Contains(Convert.ToHexString(candidate.PhoneId)) ? SkipReason.Capped : null)) is { } skip)
            {
                await SkipAsync(db, candidate, skip, turn.Now, token);
                counts.Move(order.Id, MessageState.Queued, MessageState.Skipped);
                continue;
            }

            if (TemplateStanding.Hindrance(order, candidate.Language, translation) is { } hindrance)
            {
                if (order.IsCampaign)
                {
                    await sendOrders.MoveAsync(db, order.Id, SendOrderState.Paused, hindrance, byItself: true, token);
                    return;
                }

                // Single messages wait for their time to end or for WhatsApp to let them go; those in other languages leave meanwhile.
                look.Waiting.Add(candidate.Language);
                await PostponeAsync(db, turn, candidate.Language, turn.Now + HindrancePause, token);
                continue;
            }

            // WhatsApp told of a change whose text is not known here yet. It is asked within a minute.
            if (translation!.IsDoubted)
            {
                await PostponeAsync(db, candidate.Id, turn.Now + DoubtPause, token);
                turn.NextAt = Earlier(turn.NextAt, turn.Now + DoubtPause);
                continue;
            }

            if (candidate.UsedAt is { } used && turn.Now - used < PairPause)
            {
                await PostponeAsync(db, candidate.Id, used + PairPause, token);
                turn.NextAt = Earlier(turn.NextAt, used + PairPause);
                continue;
            }

            var counted = candidate.UsedAt is { } last && last > turn.Now - QuotaWindow;
            if (!counted && look.NewPeople >= look.Free)
            {
                look.IsBlocked = true;
                continue;
            }

            // The next one to the same person finds this one counted, and waits for the pair pause.
            if (!look.People.Add(Convert.ToHexString(candidate.PhoneId)))
                continue;
            if (await look.Budget.ReserveAsync(candidate.Id, token) is { } overBudget)
            {
                await sendOrders.MoveAsync(db, order.Id, SendOrderState.Paused, overBudget, byItself: true, token);
                return;
            }

            look.Marked.Add(candidate);
            look.NewPeople += counted ? 0 : 1;
        }
    }

    /// <param name="over">By how many people the limit is passed, as it is after a downgrade: so many slots have to free before the first that helps.</param>
    private static async Task WaitForSlotAsync(PortalDbContext db, Turn turn, int over, CancellationToken token)
    {
        var waiting = await db.QuerySqlAsync(
            "SELECT 1 FROM messages WHERE tenant_id = @tenant AND order_id = @order AND state = 'Queued' LIMIT 1",
            _ => 1, token, ("@tenant", db.TenantId), ("@order", turn.Order.Id));
        if (waiting.Count == 0)
            return;
        var oldest = await db.QuerySqlAsync(
            "SELECT used_at FROM quota_uses WHERE tenant_id = @tenant AND portfolio_id = @portfolio AND used_at > @since ORDER BY used_at LIMIT 1 OFFSET @over",
            row => DateTimeOffset.FromUnixTimeMilliseconds(row.GetInt64(0)),
            token, ("@tenant", db.TenantId), ("@portfolio", turn.Portfolio), ("@since", turn.Now - QuotaWindow), ("@over", over));
        var until = (oldest.Count > 0 ? oldest[0] : turn.Now) + QuotaWindow;
        turn.Order.Wait(until, turn.Kept > 0
            ? FormattableString.Invariant($"The messaging limit is used up but for {turn.Kept} people kept for single messages; the next slot frees then.")
            : "The messaging limit is used up; the next slot frees then.");
        turn.NextAt = Earlier(turn.NextAt, until);
    }

    private static Task<List<Candidate>> CandidatesAsync(PortalDbContext db, Turn turn, int zone, bool onlyCounted, CancellationToken token)
    {
        // Past the limit only people who are counted already may be written to: they cost nothing.
        var sql = $"""
            SELECT m.id, m.phone_id, m.language, m.payload,
              CASE WHEN m.permit_seq IS NULL THEN c.state
                WHEN EXISTS (SELECT 1 FROM consent_states x WHERE x.tenant_id = m.tenant_id AND x.phone_id = m.phone_id AND x.state = 'OptedOut') THEN 'OptedOut' ELSE 'OptedIn' END,
              COALESCE(m.permit_seq, c.entry_seq), q.used_at, m.composed_at, m.resends
            FROM messages m
            {(onlyCounted ? "JOIN" : "LEFT JOIN")} quota_uses q
              ON q.tenant_id = m.tenant_id AND q.portfolio_id = @portfolio AND q.phone_id = m.phone_id {(onlyCounted ? "AND q.used_at > @since" : "")}
            LEFT JOIN consent_states c ON c.tenant_id = m.tenant_id AND c.phone_id = m.phone_id AND c.purpose = @purpose
            WHERE m.tenant_id = @tenant AND m.order_id = @order AND m.zone = @zone AND m.state = 'Queued' AND (m.next_try_at IS NULL OR m.next_try_at <= @now)
            ORDER BY m.id LIMIT @most
            {(db.IsPostgres ? "FOR UPDATE OF m SKIP LOCKED" : "")}
            """;
        return db.QuerySqlAsync(sql, Candidate.Read, token,
            ("@tenant", db.TenantId), ("@order", turn.Order.Id), ("@zone", zone), ("@portfolio", turn.Portfolio), ("@purpose", turn.Order.Purpose),
            ("@since", turn.Now - QuotaWindow), ("@now", turn.Now), ("@most", turn.Page));
    }

    private static async Task MarkAsync(PortalDbContext db, Turn turn, IReadOnlyList<Candidate> candidates, CancellationToken token)
    {
        await db.ExecuteEachAsync(
            """
            UPDATE messages SET state = 'Claimed', lease_token = @p1, claimed_at = @p2, started_at = NULL, attempts = attempts + 1, next_try_at = NULL,
              consent_seq = @p3, error_code = NULL, reason = NULL
            WHERE tenant_id = @tenant AND id = @p0 AND state = 'Queued'
            """,
            [.. candidates.Select(c => new object?[] { c.Id, turn.Lease, turn.Now, c.ConsentSeq })], token);
        await db.ExecuteEachAsync(
            """
            INSERT INTO quota_uses (tenant_id, portfolio_id, phone_id, used_at, used_before, message_id)
            VALUES (@tenant, @p0, @p1, @p2, NULL, @p3)
            ON CONFLICT (tenant_id, portfolio_id, phone_id)
            DO UPDATE SET used_before = quota_uses.used_at, used_at = excluded.used_at, message_id = excluded.message_id
            """,
            [.. candidates.Select(c => new object?[] { turn.Portfolio, c.PhoneId, turn.Now, c.Id })], token);
    }

    /// <summary>Counts the person as before the message, which certainly did not leave.</summary>
    public static async Task ReleaseQuotaAsync(PortalDbContext db, MessageId id, CancellationToken token)
    {
        await db.ExecuteSqlAsync(
            "DELETE FROM quota_uses WHERE tenant_id = @tenant AND message_id = @id AND used_before IS NULL", token, ("@tenant", db.TenantId), ("@id", id));
        await db.ExecuteSqlAsync(
            "UPDATE quota_uses SET used_at = used_before, used_before = NULL WHERE tenant_id = @tenant AND message_id = @id AND used_before IS NOT NULL",
            token, ("@tenant", db.TenantId), ("@id", id));
    }

    private static Task SkipAsync(PortalDbContext db, Candidate candidate, SkipReason reason, DateTimeOffset now, CancellationToken token) =>
        db.ExecuteSqlAsync(
            "UPDATE messages SET state = 'Skipped', reason = @reason, ended_at = @now WHERE tenant_id = @tenant AND id = @id AND state = 'Queued'",
            token, ("@tenant", db.TenantId), ("@id", candidate.Id), ("@reason", reason), ("@now", now));

    private static Task PostponeAsync(PortalDbContext db, MessageId id, DateTimeOffset until, CancellationToken token) =>
        db.ExecuteSqlAsync(
            "UPDATE messages SET next_try_at = @until WHERE tenant_id = @tenant AND id = @id AND state = 'Queued'",
            token, ("@tenant", db.TenantId), ("@id", id), ("@until", until));

    private static Task PostponeAsync(PortalDbContext db, Turn turn, string language, DateTimeOffset until, CancellationToken token) =>
        db.ExecuteSqlAsync(
            """
            UPDATE messages SET next_try_at = @until
            WHERE tenant_id = @tenant AND order_id = @order AND state = 'Queued' AND language = @language AND (next_try_at IS NULL OR next_try_at < @until)
            """,
            token, ("@tenant", db.TenantId), ("@order", turn.Order.Id), ("@language", language), ("@until", until));

    // What could not leave in its time.
    private static Task<int> ExpireAsync(PortalDbContext db, Turn turn, CancellationToken token) => db.ExecuteSqlAsync(
        "UPDATE messages SET state = 'Skipped', reason = @reason, ended_at = @now WHERE tenant_id = @tenant AND order_id = @order AND state = 'Queued' AND expires_at <= @now",
        token, ("@tenant", db.TenantId), ("@order", turn.Order.Id), ("@reason", SkipReason.Expired), ("@now", turn.Now));

    private static async Task<DateTimeOffset?> NextTryAsync(PortalDbContext db, SendOrderId order, DateTimeOffset now, CancellationToken token)
    {
        var next = await db.QuerySqlAsync(
            "SELECT min(next_try_at) FROM messages WHERE tenant_id = @tenant AND order_id = @order AND state = 'Queued' AND next_try_at > @now",
            row => row.IsDBNull(0) ? (DateTimeOffset?)null : DateTimeOffset.FromUnixTimeMilliseconds(row.GetInt64(0)),
            token, ("@tenant", db.TenantId), ("@order", order), ("@now", now));
        return next[0];
    }

    private static async Task<IReadOnlySet<string>> CappedAsync(PortalDbContext db, Turn turn, IReadOnlyCollection<Candidate> candidates, CancellationToken token) =>
        turn.Order is { IsCampaign: true, Purpose: "Marketing" } ? await FrequencyCap.ReachedAsync(db, [.. candidates.Select(c => c.PhoneId)], turn.Now, token) : new HashSet<string>();

    // Why this message never leaves; null: it may.
    private static SkipReason? Exclusion(SendOrder order, Candidate candidate, TranslationFacts? translation)
    {
        if (candidate.Payload is null)
            return SkipReason.Erased;
        if (candidate.Consent != "OptedIn")
            return candidate.Consent == "OptedOut" ? SkipReason.OptedOut : SkipReason.NoConsent;
        return !order.IsCampaign && candidate.ComposedAt <= translation?.FitsFrom ? SkipReason.TemplateChanged : null;
    }

    private static async Task<int> FreeSlotsAsync(
        PortalDbContext db, string portfolio, int? limit, DateTimeOffset now, CancellationToken token)
    {
        if (limit is not { } people)
            return int.MaxValue;
        var since = now - QuotaWindow;
        return people - await db.Set<QuotaUse>().AsNoTracking().CountAsync(q => q.PortfolioId == portfolio && q.UsedAt > since, token);
    }

    // All numbers of a portfolio share the limit, so all claims of a portfolio go one by one.
    private static async Task<string> LockPortfolioAsync(PortalDbContext db, WhatsAppAccountId account, CancellationToken token)
    {
        var portfolio = await db.Set<WhatsAppAccount>().AsNoTracking().Where(a => a.Id == account).Select(a => a.PortfolioId).FirstAsync(token);
        if (db.IsPostgres)
        {
            await db.ExecuteSqlAsync(
                "SELECT 1 FROM whats_app_accounts WHERE tenant_id = @tenant AND portfolio_id = @portfolio ORDER BY id FOR NO KEY UPDATE",
                token, ("@tenant", db.TenantId), ("@portfolio", portfolio));
        }

        return portfolio;
    }

    private static async Task<SenderPace> PaceAsync(PortalDbContext db, SenderNumberId sender, DateTimeOffset now, CancellationToken token)
    {
        var pace = await db.Set<SenderPace>().AsTracking().FirstOrDefaultAsync(p => p.SenderNumberId == sender, token);
        if (pace is null)
            db.Add(pace = SenderPace.Create(db.TenantId, sender, now - TimeSpan.FromSeconds(1)));
        return pace;
    }

    private static DateTimeOffset? Earlier(DateTimeOffset? a, DateTimeOffset? b) => a is null || b < a ? b ?? a : a;

    /// <summary>One order's part in a claim.</summary>
    private sealed class Turn(SendOrder order, string portfolio, Guid lease, DateTimeOffset now, int share, int kept)
    {
        public SendOrder Order { get; } = order;

        public string Portfolio { get; } = portfolio;

        public Guid Lease { get; } = lease;

        public DateTimeOffset Now { get; } = now;

        public int Share { get; private set; } = share;

        /// <summary>People of the limit that it leaves to others.</summary>
        public int Kept { get; } = kept;

        /// <summary>How many messages are looked at for it.</summary>
        public int Page => Share + 50;

        /// <summary>When the order can give something next.</summary>
        public DateTimeOffset? NextAt { get; set; }

        /// <summary>Whether its messages are spread over some time.</summary>
        public bool IsSpread { get; private set; }

        /// <summary>Takes no more than its spread allows; false when that is not worth a transaction yet.</summary>
        public bool Spread(int allowed, int least)
        {
            IsSpread = true;
            Share = allowed < Math.Min(least, Share) ? 0 : Math.Min(Share, allowed);
            return Share > 0;
        }
    }

    /// <summary>What one order's turn has come to so far.</summary>
    private sealed class Look(IReadOnlyDictionary<string, TranslationFacts> translations, BudgetTurn budget, int free)
    {
        public IReadOnlyDictionary<string, TranslationFacts> Translations { get; } = translations;

        public BudgetTurn Budget { get; } = budget;

        /// <summary>New people that the messaging limit leaves it.</summary>
        public int Free { get; } = free;

        public List<Candidate> Marked { get; } = [];

        /// <summary>Whom they are for.</summary>
        public HashSet<string> People { get; } = new(StringComparer.Ordinal);

        /// <summary>Languages of single messages that cannot leave now.</summary>
        public HashSet<string> Waiting { get; } = new(StringComparer.Ordinal);

        public int NewPeople { get; set; }

        /// <summary>Somebody would have got it but for the limit.</summary>
        public bool IsBlocked { get; set; }

        /// <summary>There may be more behind what was looked at.</summary>
        public bool PageWasFull { get; set; }
    }

    private sealed record Candidate(
        MessageId Id, byte[] PhoneId, string Language, byte[]? Payload, string? Consent, long? ConsentSeq, DateTimeOffset? UsedAt, DateTimeOffset? ComposedAt, int Resends)
    {
        public static Candidate Read(DbDataReader row) => new(
            new MessageId(row.GetGuid(0)),
            row.GetFieldValue<byte[]>(1),
            row.GetString(2),
            row.IsDBNull(3) ? null : row.GetFieldValue<byte[]>(3),
            row.IsDBNull(4) ? null : row.GetString(4),
            row.IsDBNull(5) ? null : row.GetInt64(5),
            row.IsDBNull(6) ? null : DateTimeOffset.FromUnixTimeMilliseconds(row.GetInt64(6)),
            row.IsDBNull(7) ? null : DateTimeOffset.FromUnixTimeMilliseconds(row.GetInt64(7)),
            row.GetInt32(8));
    }
}
