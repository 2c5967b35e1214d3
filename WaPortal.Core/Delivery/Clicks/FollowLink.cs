using WaPortal.Core.Data;
using WaPortal.Core.Tenancy;

namespace WaPortal.Core.Delivery.Clicks;

/// <summary>A link of a message, and where it leads.</summary>
public sealed record LinkVisit(TenantId Tenant, MessageId Message, long Link, SendOrderId Order, string Target);

/// <summary>
/// Finds where a tracked link leads. Whoever holds the link may follow it; nobody signs in. It only reads, so that a busy writer keeps nobody waiting.
/// Tables: messages, tracked_links.
/// </summary>
public sealed class FollowLink(PortalDatabase database, TenantDirectory tenants, TenantKeys tenantKeys)
{
    /// <summary>Null for what is none of ours, and where the message or its person is gone.</summary>
    public async Task<LinkVisit?> FindAsync(string link, CancellationToken token)
    {
        if (TrackedLinks.TenantOf(link) is not { } tenant || await tenants.FindAsync(tenant, token) is null)
            return null;
        try
        {
            if (TrackedLinks.Read(await tenantKeys.GetAsync(tenant, token), link) is not var (message, id))
                return null;
            var found = await database.ReadAsync(tenant, (db, t) => db.QuerySqlAsync(
                $"""
                SELECT m.order_id, l.target FROM messages m JOIN tracked_links l ON l.tenant_id = m.tenant_id AND l.id = @link
                WHERE m.tenant_id = @tenant AND m.id = @message AND {MessageTraces.IsSomebodys("m")}
                """,
                row => new LinkVisit(tenant, message, id, new SendOrderId(row.GetGuid(0)), row.GetString(1)), t, ("@tenant", tenant), ("@message", message), ("@link", id)), token);
            return found is [var visit] ? visit : null;
        }
        catch (TenantKeysDestroyedException)
        {
            return null;
        }
    }
}
