using Microsoft.EntityFrameworkCore;
using WaPortal.Core.Access;
using WaPortal.Core.Data;
using WaPortal.Core.OptIns.Lists;
using WaPortal.Core.OptIns.Phone;
using WaPortal.Core.Tenancy;

namespace WaPortal.Core.Campaigns;

/// <summary>A recipient as pages show them.</summary>
/// <param name="Phone">Masked.</param>
/// <param name="Name">As in the list; null for unknown.</param>
public sealed record RecipientContact(string Phone, string? Name);

/// <summary>Finds the contacts behind messages. One that was erased meanwhile is left out: the message still counts, without a person.</summary>
public sealed class RecipientContacts(PortalDatabase database, TenantKeys tenantKeys)
{
    /// <summary>The contacts that still exist, by id.</summary>
    public async Task<IReadOnlyDictionary<Guid, RecipientContact>> FindAsync(Actor actor, IReadOnlyCollection<Guid> ids, CancellationToken token)
    {
        actor.Demand(Right.ViewCampaigns);
        if (ids.Count == 0)
            return new Dictionary<Guid, RecipientContact>();
        var wanted = ids.Select(id => new ContactId(id)).ToList();
        var keys = await tenantKeys.GetAsync(actor.Tenant, token);
        var rows = await database.ReadAsync(actor.Tenant, (db, t) => db.Set<Contact>()
            .Where(c => wanted.Contains(c.Id)).Select(c => new { c.Id, c.Phone, c.Name }).ToListAsync(t), token);
        return rows.ToDictionary(c => c.Id.Value, c => new RecipientContact(PhoneNumber.Create(ContactPhone.Decrypt(keys, c.Phone, c.Id)).Masked(), c.Name));
    }
}
