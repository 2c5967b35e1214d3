using Microsoft.EntityFrameworkCore;
using WaPortal.Core.Access;
using WaPortal.Core.Data;
using WaPortal.Core.OptIns.Import;
using WaPortal.Core.OptIns.Ledger;
using WaPortal.Core.OptIns.Lists;
using WaPortal.Core.OptIns.Phone;
using WaPortal.Core.Tenancy;

namespace WaPortal.Core.OptIns.Contacts;

/// <summary>A value of a contact.</summary>
/// <param name="Key">As columns and variables call it.</param>
/// <param name="Attribute">The definition; null for a column that nobody defined.</param>
/// <param name="Fits">Whether the words are a value of the defined type.</param>
public sealed record ContactField(string Key, string Text, Segments.AttributeInfo? Attribute, bool Fits);

/// <summary>A list that a contact is on.</summary>
public sealed record ContactList(OptInListId Id, string Name, DateTimeOffset AddedAt);

/// <summary>Consent for one purpose; no choice: the person never agreed.</summary>
public sealed record ContactConsent(ConsentPurpose Purpose, ConsentChoice? Choice, DateTimeOffset? Since);

/// <summary>All that is known about a contact.</summary>
/// <param name="Phone">Masked.</param>
/// <param name="Zone">The time zone that was said, or the only one of the region; null when nobody can tell.</param>
/// <param name="ZoneIsGiven">It was said, not derived.</param>
/// <param name="Fields">Defined attributes first, those without a value left out.</param>
/// <param name="Person">The ledger's id of the person; null when the ledger does not know them.</param>
/// <param name="Version">For <see cref="EditContact"/>.</param>
public sealed record ContactDetail(
    ContactId Id, string Phone, string? Name, string? Language, string? Region, string? Zone, bool ZoneIsGiven, IReadOnlyList<ContactField> Fields,
    IReadOnlyList<(TagId Id, string Name)> Tags, IReadOnlyList<ContactList> Lists, IReadOnlyList<ContactConsent> Consent, Guid? Person,
    DateTimeOffset CreatedAt, DateTimeOffset UpdatedAt, int Version);

/// <summary>One contact.</summary>
public sealed class ContactDetailQuery(PortalDatabase database, TenantKeys tenantKeys)
{
    /// <summary>Null when there is none of this id in the actor's tenant.</summary>
    public async Task<ContactDetail?> FindAsync(Actor actor, ContactId id, CancellationToken token)
    {
        actor.Demand(Right.ViewOptIns);
        var keys = await tenantKeys.GetAsync(actor.Tenant, token);
        return await database.ReadAsync(actor.Tenant, async (db, t) =>
        {
            if (await db.Set<Contact>().FirstOrDefaultAsync(c => c.Id == id, t) is not { } contact)
                return null;
            var attributes = (await db.Set<AttributeDefinition>().Where(a => a.RetiredAt == null).ToListAsync(t))
                .ConvertAll(a => new Segments.AttributeInfo(a.Id, a.Label, a.Rule));
            var tags = await (from c in db.Set<ContactTag>() join tag in db.Set<Tag>() on c.TagId equals tag.Id where c.ContactId == id && tag.RetiredAt == null orderby tag.NameKey select new { tag.Id, tag.Name }).ToListAsync(t);
            var lists = await (
                from m in db.Set<OptInListMember>()
                join l in db.Set<OptInList>() on m.ListId equals l.Id
                where m.ContactId == id
                orderby l.Name
                select new ContactList(l.Id, l.Name, m.AddedAt)).ToListAsync(t);
            var states = await db.Set<ConsentState>().Where(s => s.PhoneId == contact.PhoneId).ToListAsync(t);
            var person = await db.Set<ConsentSubject>().Where(s => s.PhoneId == contact.PhoneId).Select(s => (Guid?)s.Id).FirstOrDefaultAsync(t);
            return new ContactDetail(
                id, PhoneNumber.Create(ContactPhone.Decrypt(keys, contact.Phone, id)).Masked(), contact.Name, contact.Language, contact.Region,
                contact.TimeZone ?? RegionZones.Of(contact.Region), contact.TimeZone is not null, Fields(AttributeBook.Read(contact.Attributes), attributes),
                [.. tags.Select(x => (x.Id, x.Name))], lists,
                [.. Enum.GetValues<ConsentPurpose>().Select(p => states.FirstOrDefault(s => s.Purpose == p) is { } s ? new ContactConsent(p, s.State, s.ChangedAt) : new ContactConsent(p, null, null))],
                person, contact.CreatedAt, contact.UpdatedAt, contact.Version);
        }, token);
    }

    private static List<ContactField> Fields(Dictionary<string, string> values, List<Segments.AttributeInfo> attributes)
    {
        var known = attributes.ToDictionary(a => a.Rule.Key, StringComparer.OrdinalIgnoreCase);
        return
        [
            .. values.Select(v => known.TryGetValue(v.Key, out var attribute)
                    ? new ContactField(v.Key, v.Value, attribute, attribute.Rule.Read(v.Value) is not null)
                    : new ContactField(v.Key, v.Value, null, Fits: true))
                .OrderBy(f => f.Attribute is null).ThenBy(f => f.Attribute?.Label ?? f.Key, StringComparer.OrdinalIgnoreCase),
        ];
    }
}
