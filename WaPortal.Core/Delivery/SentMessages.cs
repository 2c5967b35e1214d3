using Microsoft.EntityFrameworkCore;
using WaPortal.Core.Data;
using WaPortal.Core.Tenancy;

namespace WaPortal.Core.Delivery;

/// <summary>Counts accepted messages along the index that the reconciliation walks.</summary>
internal sealed class SentMessages(PortalDatabase database) : ITenantUsage
{
    private static readonly MessageState[] Left = [MessageState.Accepted, MessageState.Sent, MessageState.Delivered, MessageState.Read];

    public Task<long> CountSentAsync(TenantId tenant, DateTimeOffset since, CancellationToken token) =>
        database.ReadAsync(tenant, (db, t) => db.Set<Message>().LongCountAsync(m => Left.Contains(m.State) && m.ClaimedAt >= since, t), token);
}
