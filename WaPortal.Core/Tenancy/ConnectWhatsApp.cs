using WaPortal.Core.Data;

namespace WaPortal.Core.Tenancy;

/// <summary>Stores a WhatsApp account with its secrets encrypted. Its numbers are pulled from the platform afterwards.</summary>
public sealed class ConnectWhatsApp(PortalDatabase database, TenantKeys keys, TimeProvider clock)
{
    /// <summary>Adds the account and gives its id. Whoever calls it has checked the right to do so.</summary>
    public async Task<WhatsAppAccountId> RunAsync(TenantId tenant, WhatsAppAccountDetails details, CancellationToken token)
    {
        var ring = await keys.GetAsync(tenant, token);
        return await database.WriteAsync(tenant, (db, _) =>
        {
            var account = WhatsAppAccount.Create(ring, details, clock.GetUtcNow());
            db.Add(account);
            return Task.FromResult(account.Id);
        }, token);
    }
}
