using System.Data.Common;
using WaPortal.Core.Data;
using WaPortal.Core.WhatsApp;

namespace WaPortal.Core.Delivery.Doubts;

/// <summary>
/// What is known of the tries of messages that went out more than once. The rule: a try that is proved moves the message forward, whichever it is; one that failed counts
/// only for itself while another is proved or, for an earlier one, at all.
/// </summary>
internal sealed class Tries
{
    private readonly Dictionary<(MessageId Message, int Number), (string? Wamid, MessageStatus? Status)> _tries;
    private readonly SortedDictionary<(Guid Message, int Number), (string Wamid, MessageStatus Status, DateTimeOffset At)> _changed = [];

    private Tries(Dictionary<(MessageId, int), (string?, MessageStatus?)> tries) => _tries = tries;

    /// <summary>Reads those of these messages.</summary>
    public static async Task<Tries> ReadAsync(PortalDbContext db, IReadOnlyCollection<MessageId> messages, CancellationToken token)
    {
        if (messages.Count == 0)
            return new Tries([]);
        var rows = await db.QuerySqlAsync(
            $"SELECT message_id, number, wamid, status FROM message_tries WHERE tenant_id = @tenant AND {IdSets.IsOneOfIds(db, "message_id")}",
            (DbDataReader row) => (Key: (new MessageId(row.GetGuid(0)), row.GetInt32(1)), Value: (row.IsDBNull(2) ? null : row.GetString(2), row.IsDBNull(3) ? (MessageStatus?)null : Enum.Parse<MessageStatus>(row.GetString(3)))),
            token, ("@tenant", db.TenantId), ("@ids", IdSets.Value(db, [.. messages.Select(m => m.Value)])));
        return new Tries(rows.ToDictionary(r => r.Key, r => r.Value));
    }

    /// <summary>The messages by the platform's ids of their tries.</summary>
    public Dictionary<string, MessageId> Owners()
    {
        var owners = new Dictionary<string, MessageId>(StringComparer.Ordinal);
        foreach (var (key, value) in _tries)
        {
            if (value.Wamid is { } wamid)
                owners[wamid] = key.Message;
        }

        return owners;
    }

    /// <summary>Which try of the message a status is about; null when nobody can tell.</summary>
    public int? NumberOf(MessageId message, MessageStatusEvent e)
    {
        if (MessageId.FromOpaque(e.BizOpaqueCallbackData) == message)
            return MessageId.TryOf(e.BizOpaqueCallbackData);
        foreach (var (key, value) in _tries)
        {
            if (key.Message == message && string.Equals(value.Wamid, e.MessageId, StringComparison.Ordinal))
                return key.Number;
        }

        return null;
    }

    /// <summary>Takes a status in, where it says something new about its try.</summary>
    public void Take(MessageId message, int number, MessageStatusEvent e)
    {
        var known = _tries.GetValueOrDefault((message, number));
        if (known.Status is { } status && (e.Status == MessageStatus.Failed ? status is MessageStatus.Delivered or MessageStatus.Read or MessageStatus.Played or MessageStatus.Failed : status == MessageStatus.Failed || status >= e.Status))
            return;
        _tries[(message, number)] = (e.MessageId, e.Status);
        _changed[(message.Value, number)] = (e.MessageId, e.Status, e.Timestamp);
    }

    /// <summary>Whether a try other than this one is proved.</summary>
    public bool IsOtherProved(MessageId message, int number) =>
        _tries.Any(t => t.Key.Message == message && t.Key.Number != number && t.Value.Status is not (null or MessageStatus.Failed));

    /// <summary>Stores what changed.</summary>
    public Task<int> SaveAsync(PortalDbContext db, CancellationToken token) => db.ExecuteEachAsync(
        """
        INSERT INTO message_tries (tenant_id, message_id, number, wamid, status, status_at) VALUES (@tenant, @p0, @p1, @p2, @p3, @p4)
        ON CONFLICT (tenant_id, message_id, number) DO UPDATE SET wamid = excluded.wamid, status = excluded.status, status_at = excluded.status_at
        """,
        [.. _changed.Select(c => new object?[] { c.Key.Message, c.Key.Number, c.Value.Wamid, c.Value.Status, c.Value.At })], token);
}
