using System.Data.Common;
using Microsoft.EntityFrameworkCore;
using WaPortal.Core.Data;
using WaPortal.Core.Data.Restores;

namespace WaPortal.Core.Delivery;

/// <summary>
/// After the database was set back: what was about to leave may have left since. Messages that were claimed become in doubt, and so do single messages that waited, since nobody
/// resumes their orders; campaigns pause, with those who wait in them. Statuses that still come settle all of these.
/// </summary>
/// <remarks>An order that is being filled gives nothing; Campaigns ends it with its campaign.</remarks>
internal sealed class RestoredOrders(SendOrders orders) : IRestoreCaution
{
    public async Task<IReadOnlyList<string>> HoldAsync(PortalDbContext db, SetBack setBack, CancellationToken token)
    {
        var counts = new OrderCounts();
        var claimed = await db.QuerySqlAsync(
            """
            UPDATE messages SET state = 'InDoubt', lease_token = NULL, started_at = COALESCE(started_at, claimed_at)
            WHERE tenant_id = @tenant AND state = 'Claimed' RETURNING order_id
            """,
            Order, token, ("@tenant", db.TenantId));
        claimed.ForEach(o => counts.Move(o, MessageState.Claimed, MessageState.InDoubt));
        var single = await db.QuerySqlAsync(
            """
            UPDATE messages SET state = 'InDoubt', claimed_at = COALESCE(claimed_at, @taken), started_at = COALESCE(started_at, claimed_at, @taken), next_try_at = NULL
            WHERE tenant_id = @tenant AND state = 'Queued' AND order_id IN (SELECT id FROM send_orders WHERE tenant_id = @tenant AND kind = 'Standing') RETURNING order_id
            """,
            Order, token, ("@tenant", db.TenantId), ("@taken", setBack.TakenAt));
        single.ForEach(o => counts.Move(o, MessageState.Queued, MessageState.InDoubt));
        await counts.SaveAsync(db, token);

        var campaigns = await db.Set<SendOrder>().AsNoTracking()
            .Where(o => o.Kind == SendOrderKind.Campaign && (o.State == SendOrderState.Running || o.State == SendOrderState.Paused))
            .OrderBy(o => o.Id).Select(o => o.Id).ToListAsync(token);
        foreach (var order in campaigns)
            await orders.SetBackAsync(db, order, setBack, token);
        return
        [
            .. Line(campaigns.Count, "campaign that was being sent or was paused waits for a person", "campaigns that were being sent or were paused wait for a person"),
            .. Line(claimed.Count, "message that was about to leave is in doubt", "messages that were about to leave are in doubt"),
            .. Line(single.Count, "single message that waited is in doubt", "single messages that waited are in doubt"),
        ];
    }

    private static SendOrderId Order(DbDataReader row) => new(row.GetGuid(0));

    private static IEnumerable<string> Line(int count, string one, string many) =>
        count == 0 ? [] : [FormattableString.Invariant($"{count:N0} {(count == 1 ? one : many)}.")];
}
