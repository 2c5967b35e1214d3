using Microsoft.EntityFrameworkCore;
using WaPortal.Core.Data;

namespace WaPortal.Core.Tenancy;

/// <summary>Stores a WhatsApp account with its secrets encrypted. Its numbers are pulled from the platform afterwards.</summary>
public sealed class ConnectWhatsApp(PortalDatabase database, TenantKeys keys, TimeProvider clock)
{
    /// <summary>Adds the account, or takes a disconnected one up again, and gives its id. Whoever calls it has checked the right to do so.</summary>
    /// <exception cref="DbUpdateException">The account is connected already, here or in another enterprise.</exception>
    public async Task<WhatsAppAccountId> RunAsync(TenantId tenant, WhatsAppAccountDetails details, CancellationToken token)
    {
        var ring = await keys.GetAsync(tenant, token);
        return await database.WriteAsync(tenant, (db, t) => RunAsync(db, ring, details, t), token);
    }

    /// <summary>As the other overload, in the caller's transaction.</summary>
    internal async Task<WhatsAppAccountId> RunAsync(PortalDbContext db, TenantKeyRing ring, WhatsAppAccountDetails details, CancellationToken token)
    {
        if (await db.Set<WhatsAppAccount>().FirstOrDefaultAsync(a => a.WabaId == details.WabaId && a.DisconnectedAt != null, token) is { } known)
        {
            known.Reconnect(ring, details);
            return known.Id;
        }

        var account = WhatsAppAccount.Create(ring, details, clock.GetUtcNow());
        db.Add(account);
        return account.Id;
    }
}
