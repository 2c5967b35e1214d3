using WaPortal.Core.Data;
using WaPortal.Core.Tenancy;

namespace WaPortal.Core.Delivery;

/// <summary>
/// The last step before a request leaves: what is started is on disk as such. So after a crash it is known of every message whether it
/// may have left (started) or certainly did not (claimed only).
/// </summary>
/// <remarks>Consent is asked once more, by the rule of the claim: an opt-out that was booked since then keeps its message back.</remarks>
internal sealed class StartStore(PortalDatabase database, TimeProvider clock)
{
    /// <summary>
    /// Commits the start of those messages that are still claimed under the lease, and names them. Only they may leave: a holder that
    /// stood still for too long has lost its lease and gets none, and neither does one who opted out since the claim.
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
                      AND NOT EXISTS (
                        SELECT 1 FROM consent_states c
                        WHERE c.tenant_id = messages.tenant_id AND c.phone_id = messages.phone_id AND c.state = 'OptedOut'
                          AND (messages.permit_seq IS NOT NULL
                            OR c.purpose = (SELECT o.purpose FROM send_orders o WHERE o.tenant_id = messages.tenant_id AND o.id = messages.order_id)))
                    RETURNING id
                    """,
                    row => new MessageId(row.GetGuid(0)), t,
                    [("@tenant", tenant), ("@lease", lease), ("@now", clock.GetUtcNow()), .. names.Select((name, i) => (name, (object?)ids[i]))]);
                return started.ToHashSet();
            },
            token);
}
