using System.Data.Common;
using WaPortal.Core.Data;
using WaPortal.Core.Delivery.Costs;
using WaPortal.Core.Delivery.Doubts;
using WaPortal.Core.Delivery.Protection;
using WaPortal.Core.OptIns.Aliases;
using WaPortal.Core.Tenancy;
using WaPortal.Core.WhatsApp;

namespace WaPortal.Core.Delivery;

/// <summary>
/// Moves messages by the platform's statuses. Finds a message by its wamid or by our own id that comes back with it, so that a status also
/// settles a message whose answer was lost or has not been recorded yet.
/// </summary>
internal sealed class MessageStatusHandler(SendOrders orders, PersonAliases aliases, TenantKeys tenantKeys) : IWebhookHandler
{
    private const int Chunk = 500;

    public bool Handles(WebhookEvent webhookEvent) => webhookEvent is MessageStatusEvent;

    public async Task HandleAsync(WebhookBatch batch, CancellationToken cancellationToken)
    {
        var counts = new OrderCounts();
        var charges = new Charges();
        var health = new HealthBook();
        foreach (var events in batch.Events.Cast<MessageStatusEvent>().Chunk(Chunk))
            await LinkAsync(batch.Db, await HandleAsync(batch.Db, events, counts, charges, health, cancellationToken), cancellationToken);
        await charges.SaveAsync(batch.Db, cancellationToken);
        await counts.SaveAsync(batch.Db, cancellationToken);
        foreach (var (order, reason) in await health.SaveAsync(batch.Db, cancellationToken))
            await orders.StopAsync(batch.Db, order, reason, cancellationToken);
        await orders.FinishEmptyAsync(batch.Db, counts.Orders, cancellationToken);
        foreach (var order in counts.Orders)
            batch.Publish($"order:{order.Value}");
    }

    // What the platform calls the person may differ from the number in the list, and opt-outs come under its name for them.
    private async Task LinkAsync(PortalDbContext db, IReadOnlyList<(byte[] PhoneId, MessageStatusEvent Event)> first, CancellationToken token)
    {
        if (first.Count == 0)
            return;
        var keys = await tenantKeys.GetAsync(db.TenantId, token);
        var seen = new List<SeenAlias>(first.Count);
        foreach (var (phoneId, e) in first)
        {
            if (e.RecipientUserId is { } user)
                seen.Add(new SeenAlias(keys.UserIdId(user), phoneId));
            if (e.RecipientId is { } waId)
                seen.Add(new SeenAlias(keys.PhoneId(NumberSpelling.FromWaId(waId)), phoneId));
        }

        await aliases.LinkAsync(db, seen, token);
    }

    /// <summary>Gives the first statuses of messages, which tell who got them.</summary>
    private static async Task<IReadOnlyList<(byte[] PhoneId, MessageStatusEvent Event)>> HandleAsync(PortalDbContext db, MessageStatusEvent[] events, OrderCounts counts, Charges charges, HealthBook health, CancellationToken token)
    {
        var rows = await RowsAsync(db, events, token);
        var byId = rows.ToDictionary(r => r.Id);
        var byWamid = rows.Where(r => r.Wamid is not null).ToDictionary(r => r.Wamid!, StringComparer.Ordinal);
        var tries = await Tries.ReadAsync(db, [.. rows.Where(r => r.Resends > 0).Select(r => r.Id)], token);
        var byTry = tries.Owners();
        var first = new List<(byte[] PhoneId, MessageStatusEvent Event)>();
        foreach (var e in events)
        {
            // Unknown: another program sends from this number too.
            if (byWamid.TryGetValue(e.MessageId, out var row)
                || (MessageId.FromOpaque(e.BizOpaqueCallbackData) is { } id && byId.TryGetValue(id, out row))
                || (byTry.TryGetValue(e.MessageId, out var owner) && byId.TryGetValue(owner, out row)))
            {
                // The person was erased: what is told of the message names them again.
                if (row.Wamid?.StartsWith(MessageTraces.Erased, StringComparison.Ordinal) == true)
                    continue;
                if (row.State is MessageState.Queued or MessageState.Claimed or MessageState.Accepted or MessageState.InDoubt)
                    first.Add((row.PhoneId, e));
                if (row.Resends == 0)
                    row.Apply(e);
                else if (tries.NumberOf(row.Id, e) is { } number)
                    row.Apply(e, number, tries);
            }
        }

        var changed = rows.Where(r => r.IsChanged).OrderBy(r => r.Id.Value).ToList();
        foreach (var row in changed)
        {
            if (row.IsDue)
                row.Charge(await charges.AddAsync(db, row.OrderId, row.Market, PriceCategory.Of(row.PricingCategory!), row.Billable!.Value, row.DeliveredAt!.Value, row.Estimate, token), row.DeliveredAt.Value);
            if (row.State != row.StateBefore)
            {
                counts.Move(row.OrderId, row.StateBefore, row.State);
                if (row.State == MessageState.Failed)
                    health.Failed(row.OrderId, row.ErrorCode);
                else if (row.State is MessageState.Delivered or MessageState.Read && row.StateBefore != MessageState.Delivered)
                    health.Reached(row.OrderId);
            }
        }

        await SaveAsync(db, changed, token);
        await tries.SaveAsync(db, token);
        return first;
    }

    private static Task<List<Row>> RowsAsync(PortalDbContext db, MessageStatusEvent[] events, CancellationToken token)
    {
        var wamids = events.Select(e => e.MessageId).Distinct(StringComparer.Ordinal).ToList();
        var ids = events.Select(e => MessageId.FromOpaque(e.BizOpaqueCallbackData)).OfType<MessageId>().Select(id => id.Value).Distinct().ToList();
        // Two look-ups by index instead of one OR, which neither engine plans well.
        var sql = $"""
            SELECT id, order_id, state, reason, error_code, wamid, sent_at, delivered_at, read_at, ended_at, pricing_category, phone_id,
              price_type, billable, market, estimate_micros, charged_at, cost_micros, cost_currency, resends FROM messages
            WHERE tenant_id = @tenant AND id IN (
              SELECT id FROM messages WHERE tenant_id = @tenant AND {IdSets.IsOneOfIds(db, "wamid", "@wamids")}
              UNION SELECT id FROM messages WHERE tenant_id = @tenant AND {IdSets.IsOneOfIds(db, "id")}
              UNION SELECT message_id FROM message_tries WHERE tenant_id = @tenant AND {IdSets.IsOneOfIds(db, "wamid", "@wamids")})
            ORDER BY id {(db.IsPostgres ? "FOR NO KEY UPDATE" : "")}
            """;
        return db.QuerySqlAsync(sql, Row.Read, token, ("@tenant", db.TenantId), ("@wamids", IdSets.Value(db, wamids)), ("@ids", IdSets.Value(db, ids)));
    }

    private static Task<int> SaveAsync(PortalDbContext db, IReadOnlyList<Row> rows, CancellationToken token) => db.ExecuteEachAsync(
        """
        UPDATE messages SET state = @p1, reason = @p2, error_code = @p3, wamid = @p4, sent_at = @p5, delivered_at = @p6,
          read_at = @p7, ended_at = @p8, pricing_category = @p9, next_try_at = NULL,
          price_type = @p10, billable = @p11, charged_at = @p12, cost_micros = @p13, cost_currency = @p14
        WHERE tenant_id = @tenant AND id = @p0
        """,
        [
            .. rows.Select(r => new object?[]
            {
                r.Id, r.State, r.Reason, r.ErrorCode, r.Wamid, r.SentAt, r.DeliveredAt, r.ReadAt, r.EndedAt, r.PricingCategory,
                r.PriceType, r.Billable, r.ChargedAt, r.CostMicros, r.CostCurrency,
            }),
        ],
        token);

    /// <summary>A message as the statuses change it.</summary>
    private sealed class Row
    {
        public required MessageId Id { get; init; }

        public required byte[] PhoneId { get; init; }

        public required SendOrderId OrderId { get; init; }

        public int Resends { get; private init; }

        public required MessageState StateBefore { get; init; }

        public required MessageState State { get; set; }

        public string? Reason { get; private set; }

        public int? ErrorCode { get; private set; }

        public string? Wamid { get; private set; }

        public DateTimeOffset? SentAt { get; private set; }

        public DateTimeOffset? DeliveredAt { get; private set; }

        public DateTimeOffset? ReadAt { get; private set; }

        public DateTimeOffset? EndedAt { get; private set; }

        public string? PricingCategory { get; private set; }

        public string? PriceType { get; private set; }

        public bool? Billable { get; private set; }

        public string? Market { get; private init; }

        public long? Estimate { get; private init; }

        public DateTimeOffset? ChargedAt { get; private set; }

        public long? CostMicros { get; private set; }

        public string? CostCurrency { get; private set; }

        /// <summary>Delivered, priced by the platform, and not charged yet.</summary>
        public bool IsDue => ChargedAt is null && DeliveredAt is not null && PricingCategory is not null && Billable is not null;

        public bool IsChanged { get; private set; }

        public void Apply(MessageStatusEvent e)
        {
            if (Wamid is not null && !string.Equals(Wamid, e.MessageId, StringComparison.Ordinal))
                return; // our id with another wamid: not the message that we know
            IsChanged |= Wamid is null;
            Wamid ??= e.MessageId;
            Price(e.Pricing);
            Stamp(e);
            if (MessageMoves.After(State, Reason, e.Status) is { } next)
                Move(next, e);
        }

        /// <summary>A status of one of several tries; see <see cref="Tries"/>.</summary>
        public void Apply(MessageStatusEvent e, int number, Tries tries)
        {
            tries.Take(Id, number, e);
            if (e.Status == MessageStatus.Failed)
            {
                if (number != Resends || tries.IsOtherProved(Id, number))
                    return;
            }
            else if (State is MessageState.Failed or MessageState.Skipped)
            {
                // The newest try failed or did not leave, and this earlier one did.
                (State, Reason) = (MessageState.Failed, MessageMoves.InDoubtExpired);
            }

            IsChanged |= Wamid is null;
            Wamid ??= e.MessageId;
            Price(e.Pricing);
            Stamp(e);
            if (MessageMoves.After(State, Reason, e.Status) is { } next)
                Move(next, e);
        }

        private void Move(MessageState next, MessageStatusEvent e)
        {
            IsChanged = true;
            State = next;
            Reason = null;
            ErrorCode = next == MessageState.Failed && e.Errors.Count > 0 ? e.Errors[0].Code : null;
            EndedAt = next == MessageState.Failed ? e.Timestamp : null;
        }

        public void Charge(Charge charge, DateTimeOffset at) => (ChargedAt, CostMicros, CostCurrency) = (at, charge.Micros, charge.Currency);

        // The price comes with two statuses of a message, or with none; the first word holds.
        private void Price(WebhookPricing? pricing)
        {
            if (pricing?.Category is null || PricingCategory is not null)
                return;
            (PricingCategory, PriceType, Billable, IsChanged) = (Cut(pricing.Category), Cut(pricing.Type), PriceCategory.IsBillable(pricing), true);
        }

        private static string? Cut(string? text) => text is { Length: > 40 } ? text[..40] : text;

        // The times are kept also when the state is past them: "sent" may come after "delivered", and "read" may come alone.
        private void Stamp(MessageStatusEvent e)
        {
            switch (e.Status)
            {
                case MessageStatus.Sent when SentAt is null:
                    SentAt = e.Timestamp;
                    break;
                case MessageStatus.Delivered when DeliveredAt is null:
                    DeliveredAt = e.Timestamp;
                    break;
                case MessageStatus.Read or MessageStatus.Played when ReadAt is null:
                    ReadAt = e.Timestamp;
                    DeliveredAt ??= e.Timestamp;
                    break;
                default:
                    return;
            }

            IsChanged = true;
        }

        public static Row Read(DbDataReader row)
        {
            var state = Enum.Parse<MessageState>(row.GetString(2));
            return new Row
            {
                Id = new MessageId(row.GetGuid(0)),
                PhoneId = row.GetFieldValue<byte[]>(11),
                OrderId = new SendOrderId(row.GetGuid(1)),
                StateBefore = state,
                State = state,
                Reason = row.IsDBNull(3) ? null : row.GetString(3),
                ErrorCode = row.IsDBNull(4) ? null : row.GetInt32(4),
                Wamid = row.IsDBNull(5) ? null : row.GetString(5),
                SentAt = Time(row, 6),
                DeliveredAt = Time(row, 7),
                ReadAt = Time(row, 8),
                EndedAt = Time(row, 9),
                PricingCategory = row.IsDBNull(10) ? null : row.GetString(10),
                PriceType = row.IsDBNull(12) ? null : row.GetString(12),
                Billable = row.IsDBNull(13) ? null : row.GetBoolean(13),
                Market = row.IsDBNull(14) ? null : row.GetString(14),
                Estimate = row.IsDBNull(15) ? null : row.GetInt64(15),
                ChargedAt = Time(row, 16),
                CostMicros = row.IsDBNull(17) ? null : row.GetInt64(17),
                CostCurrency = row.IsDBNull(18) ? null : row.GetString(18),
                Resends = row.GetInt32(19),
            };
        }

        private static DateTimeOffset? Time(DbDataReader row, int column) =>
            row.IsDBNull(column) ? null : DateTimeOffset.FromUnixTimeMilliseconds(row.GetInt64(column));
    }
}
