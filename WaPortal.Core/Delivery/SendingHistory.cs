using WaPortal.Core.Data;
using WaPortal.Core.Tenancy;

namespace WaPortal.Core.Delivery;

/// <summary>Messages whose turn came in one quarter of an hour.</summary>
/// <param name="From">Its begin, UTC.</param>
/// <param name="Sent">Taken over by the platform and not failed.</param>
/// <param name="Delivered">Those of them that reached the phone.</param>
/// <param name="Read">Those of them that were read.</param>
/// <param name="Failed">Not delivered, final.</param>
public sealed record SendingQuarter(DateTimeOffset From, int Sent, int Delivered, int Read, int Failed);

/// <summary>
/// What left over time. In quarters of an hour, because every time zone's days begin at one, so that callers can add them up to
/// days of theirs. Whoever calls it has checked the right to see it.
/// </summary>
public sealed class SendingHistory(PortalDatabase database)
{
    private const int QuarterMs = 15 * 60 * 1000;

    /// <summary>The quarters with messages since a moment, in no particular order.</summary>
    public Task<List<SendingQuarter>> SinceAsync(TenantId tenant, DateTimeOffset from, CancellationToken token) => database.ReadAsync(
        tenant,
        (db, t) => db.QuerySqlAsync(
            $"""
            SELECT claimed_at / {QuarterMs},
              SUM(CASE WHEN state <> 'Failed' THEN 1 ELSE 0 END), SUM(CASE WHEN state IN ('Delivered', 'Read') THEN 1 ELSE 0 END),
              SUM(CASE WHEN state = 'Read' THEN 1 ELSE 0 END), SUM(CASE WHEN state = 'Failed' THEN 1 ELSE 0 END)
            FROM messages
            WHERE tenant_id = @tenant AND state IN ('Accepted', 'Sent', 'Delivered', 'Read', 'Failed') AND claimed_at >= @from
            GROUP BY claimed_at / {QuarterMs}
            """,
            row => new SendingQuarter(
                DateTimeOffset.FromUnixTimeMilliseconds(row.GetInt64(0) * QuarterMs), (int)row.GetInt64(1), (int)row.GetInt64(2), (int)row.GetInt64(3), (int)row.GetInt64(4)),
            t, ("@tenant", tenant), ("@from", from)),
        token);
}
