using WaPortal.Core.Data;
using WaPortal.Core.Tenancy;

namespace WaPortal.Core.Delivery;

/// <summary>
/// The last step before a request leaves: what is started is on disk as such. So after a crash it is known of every message whether it
/// may have left (started) or certainly did not (claimed only).
/// </summary>
internal sealed class StartStore(PortalDatabase database, TimeProvider clock)
{
    /// <summary>
    /// Commits the start of those messages that are still claimed under the lease, and names them. Only they may leave: a holder that
    /// stood still for too long has lost its lease and gets none.
    /// </summary>
    public Task<IReadOnlySet<MessageId>> StartAsync(TenantId tenant, Guid lease, IReadOnlyList<MessageId> ids, CancellationToken token) =>
        database.WriteAsync<IReadOnlySet<MessageId>>(
            tenant,
            async (db, t) =>
            {
                var names = ids.Select((_, i) => FormattableString.Invariant($"@i{i}")).ToList();
                var started = await db.QuerySqlAsync(
                    $"""
                    UPDATE messages SET started_at = @now
                    WHERE tenant_id = @tenant AND state = 'Claimed' AND lease_token = @lease AND id IN ({string.Join(',', names)})
                    RETURNING id
                    """,
                    row => new MessageId(row.GetGuid(0)), t,
                    [("@tenant", tenant), ("@lease", lease), ("@now", clock.GetUtcNow()), .. names.Select((name, i) => (name, (object?)ids[i]))]);
                return started.ToHashSet();
            },
            token);
}
