using Microsoft.EntityFrameworkCore;
using WaPortal.Core.Data;
using WaPortal.Core.Tenancy;
using WaPortal.Core.WhatsApp;

namespace WaPortal.Core.Delivery;

/// <summary>How messages of a number reach the platform.</summary>
internal sealed record SenderRoute(WhatsAppConnection Connection, string PhoneNumberId);

/// <summary>Finds the account and the platform's id behind a sender number.</summary>
internal sealed class SenderConnections(PortalDatabase database, WhatsAppAccounts accounts)
{
    public async Task<SenderRoute> FindAsync(TenantId tenant, SenderNumberId sender, CancellationToken token)
    {
        var number = await database.ReadAsync(tenant, (db, t) => db.Set<SenderNumber>().FirstAsync(n => n.Id == sender, t), token);
        var connection = await accounts.GetConnectionAsync(tenant, number.AccountId, token)
            ?? throw new InvalidOperationException("The number's account is gone.");
        return new SenderRoute(connection, number.PhoneNumberId);
    }
}
