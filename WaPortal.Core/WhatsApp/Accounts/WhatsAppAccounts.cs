using System.Collections.Concurrent;
using Microsoft.EntityFrameworkCore;
using WaPortal.Core.Data;
using WaPortal.Core.Tenancy;

namespace WaPortal.Core.WhatsApp;

/// <summary>Gives the secrets of connected accounts to those who call the platform and to the webhook's door.</summary>
public sealed class WhatsAppAccounts(PortalDatabase database, TenantKeys keys, TimeProvider clock)
{
    // A changed secret must be good within moments; a lookup for each of hundreds of webhooks a second is waste.
    private static readonly TimeSpan DoorLifetime = TimeSpan.FromSeconds(15);
    private readonly ConcurrentDictionary<WhatsAppAccountId, (WebhookDoor Door, DateTimeOffset Until)> _doors = new();

    /// <summary>What a call in the account's name needs; null when the tenant has no such account.</summary>
    public async ValueTask<WhatsAppConnection?> GetConnectionAsync(TenantId tenant, WhatsAppAccountId account, CancellationToken cancellationToken)
    {
        var found = await FindAsync(tenant, account, cancellationToken);
        if (found is null)
            return null;
        var ring = await keys.GetAsync(tenant, cancellationToken);
        return new WhatsAppConnection(found.WabaId, found.AccessToken(ring), found.AppId);
    }

    /// <summary>Whose webhooks come to this address and how they are signed; null when there is no such account.</summary>
    public async ValueTask<WebhookDoor?> GetDoorAsync(WhatsAppAccountId account, CancellationToken cancellationToken)
    {
        var now = clock.GetUtcNow();
        if (_doors.TryGetValue(account, out var known) && known.Until > now)
            return known.Door;

        // The one question that is asked without knowing the tenant: the address is how a webhook says whose it is.
        var tenants = await database.LookAcrossAsync(
            (db, token) => db.QuerySqlAsync("SELECT tenant_id FROM whats_app_accounts WHERE id = @id", row => row.GetGuid(0), token, ("@id", account.Value)),
            cancellationToken);
        if (tenants is not [var owner])
            return null;
        var tenant = new TenantId(owner);
        if (await FindAsync(tenant, account, cancellationToken) is not { } found)
            return null;
        TenantKeyRing ring;
        try
        {
            ring = await keys.GetAsync(tenant, cancellationToken);
        }
        catch (TenantKeysDestroyedException)
        {
            return null; // the enterprise is being erased; nobody lives at this address any more
        }

        var door = new WebhookDoor(tenant, account, found.AppSecret(ring), found.VerifyToken(ring));
        _doors[account] = (door, now + DoorLifetime);
        return door;
    }

    /// <summary>Has the webhook's secrets read anew for the next delivery in this process.</summary>
    internal void Forget(WhatsAppAccountId account) => _doors.TryRemove(account, out _);

    private Task<WhatsAppAccount?> FindAsync(TenantId tenant, WhatsAppAccountId account, CancellationToken cancellationToken) =>
        database.ReadAsync(tenant, (db, token) => db.Set<WhatsAppAccount>().FirstOrDefaultAsync(one => one.Id == account && one.DisconnectedAt == null, token), cancellationToken);
}

/// <summary>What guards an account's webhook address.</summary>
/// <param name="Tenant">Whose account it is.</param>
/// <param name="Account">The account.</param>
/// <param name="AppSecret">What bodies are signed with.</param>
/// <param name="VerifyToken">What the handshake must repeat.</param>
public sealed record WebhookDoor(TenantId Tenant, WhatsAppAccountId Account, string AppSecret, string VerifyToken)
{
    /// <summary>Without the secrets.</summary>
    public override string ToString() => $"webhook of account {Account.Value}";
}
