using Microsoft.EntityFrameworkCore;
using WaPortal.Core.Data;
using WaPortal.Core.Tenancy;
using WaPortal.Core.WhatsApp;

namespace WaPortal.Core.Delivery;

/// <summary>How messages of a number reach the platform.</summary>
internal sealed record SenderRoute(WhatsAppConnection Connection, string PhoneNumberId);

/// <summary>Finds the account and the platform's id behind a sender number.</summary>
internal sealed class SenderConnections(PortalDatabase database, TenantKeys keys)
{
    public async Task<SenderRoute> FindAsync(TenantId tenant, SenderNumberId sender, CancellationToken token)
    {
        var (account, phoneNumberId) = await database.ReadAsync(tenant, async (db, t) =>
        {
            var number = await db.Set<SenderNumber>().FirstAsync(n => n.Id == sender, t);
            return (await db.Set<WhatsAppAccount>().FirstAsync(a => a.Id == number.AccountId, t), number.PhoneNumberId);
        }, token);
        var ring = await keys.GetAsync(tenant, token);
        return new SenderRoute(new WhatsAppConnection(account.WabaId, account.AccessToken(ring), account.AppId), phoneNumberId);
    }
}
