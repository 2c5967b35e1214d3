using Microsoft.EntityFrameworkCore;
using WaPortal.Core.Data;
using WaPortal.Core.Tenancy;

namespace WaPortal.Core.OptIns.Joining.Forms;

/// <summary>An open form as a request meets it.</summary>
/// <param name="Secrets">Those that hold now.</param>
public sealed record FormDoor(Tenant Tenant, WebForm Form, TenantKeyRing Keys, IReadOnlyList<string> Secrets);

/// <summary>Finds the form behind an address. The address is how a site says whose it is, so this looks across all enterprises.</summary>
public sealed class FormDoors(PortalDatabase database, TenantDirectory tenants, TenantKeys tenantKeys, TimeProvider clock)
{
    private static readonly TimeSpan LookAgain = TimeSpan.FromSeconds(30);
    private volatile Known? _open;

    /// <summary>Whether any form of the installation is open; asked of the tables at most twice a minute.</summary>
    public async ValueTask<bool> IsAnyOpenAsync(CancellationToken token)
    {
        var now = clock.GetUtcNow();
        if (_open is { } known && known.Until > now)
            return known.Any;
        var found = await database.LookAcrossAsync(
            (db, t) => db.QuerySqlAsync("SELECT 1 FROM web_forms WHERE is_open = @yes LIMIT 1", _ => true, t, ("@yes", true)), token);
        _open = new Known(now + LookAgain, found.Count > 0);
        return found.Count > 0;
    }

    /// <summary>The form; null when there is none, it is closed, or its enterprise may not work.</summary>
    public async Task<FormDoor?> FindAsync(WebFormId id, CancellationToken token)
    {
        var owners = await database.LookAcrossAsync(
            (db, t) => db.QuerySqlAsync("SELECT tenant_id FROM web_forms WHERE id = @id", row => row.GetGuid(0), t, ("@id", id.Value)), token);
        if (owners is not [var owner] || await tenants.FindAsync(new TenantId(owner), token) is not { Status: TenantStatus.Active } tenant)
            return null;
        if (await database.ReadAsync(tenant.Id, (db, t) => db.Set<WebForm>().FirstOrDefaultAsync(f => f.Id == id && f.IsOpen, t), token) is not { } form)
            return null;
        try
        {
            var keys = await tenantKeys.GetAsync(tenant.Id, token);
            return new FormDoor(tenant, form, keys, form.Secrets(keys, clock.GetUtcNow()));
        }
        catch (TenantKeysDestroyedException)
        {
            return null; // the enterprise is being erased
        }
    }

    /// <summary>Looks at the tables again for the next request in this process.</summary>
    internal void Forget() => _open = null;

    private sealed record Known(DateTimeOffset Until, bool Any);
}
