using WaPortal.Core.Data;
using WaPortal.Core.Jobs;
using WaPortal.Core.Tenancy;

namespace WaPortal.Core.Delivery.Remains;

/// <summary>
/// Forgets whom the messaging limit counted, once it counts them no more: a slot is used for a day, and may be given back for as long as an answer can come. It holds the
/// hash of a number, so no rule of the enterprise is asked.
/// </summary>
internal sealed class OldQuotaUses(PortalDatabase database, SystemScope scope, TimeProvider clock) : IUnfinishedWork
{
    private const int AtOnce = 5_000;
    private static readonly TimeSpan Kept = TimeSpan.FromDays(2);

    public Task ResumeAsync(CancellationToken token) => scope.ForEachAsync("uses of the messaging limit to forget", (tenant, t) => database.WriteAsync(tenant.Id, (db, inner) => db.ExecuteSqlAsync(
        """
        DELETE FROM quota_uses WHERE tenant_id = @tenant AND (portfolio_id, phone_id) IN (
          SELECT portfolio_id, phone_id FROM quota_uses WHERE tenant_id = @tenant AND used_at < @limit LIMIT @most)
        """,
        inner, ("@tenant", db.TenantId), ("@limit", clock.GetUtcNow() - Kept), ("@most", AtOnce)), t), token, TenantReach.Held);
}
