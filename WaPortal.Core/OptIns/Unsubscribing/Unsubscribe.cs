using Microsoft.EntityFrameworkCore;
using WaPortal.Core.Data;
using WaPortal.Core.OptIns.Import;
using WaPortal.Core.OptIns.Ledger;
using WaPortal.Core.OptIns.Lists;
using WaPortal.Core.Tenancy;

namespace WaPortal.Core.OptIns.Unsubscribing;

/// <summary>What the page shows to whoever holds a link.</summary>
/// <param name="Business">Who sends the messages.</param>
/// <param name="Ending">The last digits of the number; null when it is not kept any more.</param>
/// <param name="Closed">What the person has declined already.</param>
public sealed record UnsubscribeOffer(string Business, string? Ending, IReadOnlyList<ConsentPurpose> Closed)
{
    public bool IsAllClosed => Enum.GetValues<ConsentPurpose>().All(Closed.Contains);
}

/// <summary>Opts out whoever holds a link from a message. Nobody signs in: whoever got the message, or was handed it, may stop the next ones.</summary>
public sealed class Unsubscribe(PortalDatabase database, TenantDirectory tenants, TenantKeys tenantKeys, OptOuts optOuts, IPortalSignals signals, TimeProvider clock)
{
    private const int ShownDigits = 3;

    /// <summary>What a link is about; null when it is not one of ours.</summary>
    public async Task<UnsubscribeOffer?> FindAsync(string link, CancellationToken token)
    {
        if (await OpenAsync(link, token) is not var (tenant, keys, target))
            return null;
        return await database.ReadAsync(tenant.Id, async (db, t) =>
        {
            var contact = await db.Set<Contact>().AsNoTracking().FirstOrDefaultAsync(c => c.PhoneId == target.PhoneId, t);
            var number = contact is null ? null : ContactPhone.Decrypt(keys, contact.Phone, contact.Id);
            return new UnsubscribeOffer(tenant.Name, number?[^ShownDigits..], await ClosedAsync(db, target, t));
        }, token);
    }

    /// <summary>Records the opt-out; false when the link is not one of ours. Said twice, it is recorded once, unless the person agreed anew in between.</summary>
    /// <param name="link">The token.</param>
    /// <param name="purpose">What to stop; null for everything.</param>
    /// <param name="token">Cancels.</param>
    public async Task<bool> RunAsync(string link, ConsentPurpose? purpose, CancellationToken token)
    {
        if (await OpenAsync(link, token) is not var (tenant, _, target))
            return false;
        await database.WriteAsync(tenant.Id, async (db, t) =>
        {
            // Two taps at once come here one after the other.
            await ConsentLedger.LockAsync(db, t);
            var closed = await ClosedAsync(db, target, t);
            if (purpose is { } one ? closed.Contains(one) : Enum.GetValues<ConsentPurpose>().All(closed.Contains))
                return;
            var now = clock.GetUtcNow();
            var key = FormattableString.Invariant($"link:{target.Message}:{Guid.NewGuid():N}");
            await optOuts.RecordAsync(db, target.PhoneId, "link", null, now, key, purpose, t, "Link in a message");
        }, token);
        signals.Publish(tenant.Id, "ledger");
        return true;
    }

    private async Task<(Tenant Tenant, TenantKeyRing Keys, UnsubscribeTarget Target)?> OpenAsync(string link, CancellationToken token)
    {
        if (UnsubscribeLinks.TenantOf(link) is not { } id || await tenants.FindAsync(id, token) is not { } tenant)
            return null;
        try
        {
            var keys = await tenantKeys.GetAsync(id, token);
            return UnsubscribeLinks.Read(keys, link) is { } target ? (tenant, keys, target) : null;
        }
        catch (TenantKeysDestroyedException)
        {
            return null;
        }
    }

    private static async Task<List<ConsentPurpose>> ClosedAsync(PortalDbContext db, UnsubscribeTarget target, CancellationToken token) =>
        [.. (await ConsentLedger.ClosedAsync(db, [target.PhoneId], token)).Select(c => c.Purpose)];
}
