using Microsoft.EntityFrameworkCore;
using WaPortal.Core.Access;
using WaPortal.Core.Data;
using WaPortal.Core.OptIns.Import;
using WaPortal.Core.OptIns.Lists;
using WaPortal.Core.OptIns.Phone;
using WaPortal.Core.Tenancy;

namespace WaPortal.Core.OptIns.Ledger;

/// <summary>Somebody who was found.</summary>
/// <param name="Person">The ledger's id of the person.</param>
/// <param name="Phone">Masked; null when only an id is known.</param>
/// <param name="Marketing">Null when they never spoke about it.</param>
public sealed record FoundPerson(Guid Person, string? Phone, string? Name, ConsentChoice? Marketing);

/// <summary>Finds people by their number or name, for those who answer for consent.</summary>
public sealed class PersonSearch(PortalDatabase database, TenantKeys tenantKeys)
{
    private const int Most = 20;

    /// <summary>The one person of a number, or people whose name holds the words, newest first.</summary>
    public async Task<IReadOnlyList<FoundPerson>> RunAsync(Actor actor, string words, CancellationToken token)
    {
        actor.Demand(Right.ViewLedger);
        var sought = words.Trim();
        if (sought.Length < 2)
            return [];
        var keys = await tenantKeys.GetAsync(actor.Tenant, token);
        return await database.ReadAsync(actor.Tenant, async (db, t) =>
        {
            var region = await db.Set<Tenant>().Where(x => x.Id == db.TenantId).Select(x => x.DefaultRegion).FirstAsync(t);
            var phone = ListPhone.Read(sought, region).E164;
            var phoneId = phone is null ? null : keys.PhoneId(phone);
#pragma warning disable CA1304, CA1311, CA1862, MA0011 // Translated to the database's lower().
            var lower = sought.ToLowerInvariant();
            var found = phoneId is not null
                ? await (from s in db.Set<ConsentSubject>() where s.PhoneId == phoneId select new { s.Id, s.PhoneId, Contact = db.Set<Contact>().FirstOrDefault(c => c.PhoneId == s.PhoneId) }).ToListAsync(t)
                : await (from c in db.Set<Contact>()
                         where c.Name != null && c.Name.ToLower().Contains(lower)
                         join s in db.Set<ConsentSubject>() on c.PhoneId equals s.PhoneId
                         orderby c.Id descending
                         select new { s.Id, s.PhoneId, Contact = (Contact?)c }).Take(Most).ToListAsync(t);
#pragma warning restore CA1304, CA1311, CA1862, MA0011
            var ids = found.Select(f => f.PhoneId).ToList();
            var states = await db.Set<ConsentState>().Where(s => ids.Contains(s.PhoneId) && s.Purpose == ConsentPurpose.Marketing).ToListAsync(t);
            return (IReadOnlyList<FoundPerson>)[.. found.Select(f => new FoundPerson(
                f.Id, PhoneNumber.TryCreate(phone ?? (f.Contact is { } c ? ContactPhone.Decrypt(keys, c.Phone, c.Id) : null))?.Masked(), f.Contact?.Name,
                states.FirstOrDefault(s => s.PhoneId.AsSpan().SequenceEqual(f.PhoneId))?.State))];
        }, token);
    }
}
