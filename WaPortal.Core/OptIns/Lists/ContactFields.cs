using Microsoft.EntityFrameworkCore;
using WaPortal.Core.Access;
using WaPortal.Core.Data;
using WaPortal.Core.OptIns.Contacts;
using WaPortal.Core.OptIns.Phone;
using WaPortal.Core.Tenancy;

namespace WaPortal.Core.OptIns.Lists;

/// <summary>A person whose values may stand in a preview.</summary>
/// <param name="Phone">Masked.</param>
/// <param name="Fields">What lists said beyond name and language, by column.</param>
public sealed record PreviewPerson(ContactId Id, string Phone, string? Name, string? Language, IReadOnlyDictionary<string, string> Fields);

/// <summary>What is known about contacts, for those who write texts with variables. Tables: contacts, contact_attributes.</summary>
public sealed class ContactFieldsQuery(PortalDatabase database, TenantKeys tenantKeys)
{
    // The newest people tell what lists hold nowadays; looking at all of a million would tell no more.
    private const int LookedAt = 500;
    private const int MostPeople = 20;

    /// <summary>What values of contacts are called: defined attributes by label, then the columns that lists brought along, the most common first.</summary>
    public async Task<IReadOnlyList<string>> ColumnsAsync(Actor actor, CancellationToken token)
    {
        actor.Demand(Right.ViewOptIns);
        var (defined, attributes) = await database.ReadAsync(actor.Tenant, async (db, t) => (
            await db.Set<AttributeDefinition>().Where(a => a.RetiredAt == null).OrderBy(a => a.Label).Select(a => a.Key).ToListAsync(t),
            await db.Set<Contact>().AsNoTracking().OrderByDescending(c => c.Id).Take(LookedAt).Select(c => c.Attributes).ToListAsync(t)), token);
        return
        [
            .. defined,
            .. attributes.SelectMany(a => AttributeBook.Read(a).Keys).CountBy(k => k, StringComparer.OrdinalIgnoreCase).OrderByDescending(k => k.Value).ThenBy(k => k.Key, StringComparer.Ordinal)
                .Select(k => k.Key).Except(defined, StringComparer.OrdinalIgnoreCase),
        ];
    }

    /// <summary>People whose name has words that begin so, newest first; all of them without words.</summary>
    public async Task<IReadOnlyList<PreviewPerson>> PeopleAsync(Actor actor, string? words, CancellationToken token)
    {
        actor.Demand(Right.ViewOptIns);
        var keys = await tenantKeys.GetAsync(actor.Tenant, token);
        var rows = await database.ReadAsync(actor.Tenant, async (db, t) =>
        {
            var found = db.Set<Contact>().AsNoTracking();
            if (!string.IsNullOrWhiteSpace(words))
            {
                var selection = await ContactsQuery.SelectionAsync(db, new ContactFilter(words, Segments.SegmentGroup.Everybody), [], DateTimeOffset.UnixEpoch, t);
                var ids = (await selection.PageAsync(null, MostPeople, t)).ConvertAll(c => c.Id);
                found = found.Where(c => ids.Contains(c.Id));
            }

            return await found.OrderByDescending(c => c.Id).Take(MostPeople).ToListAsync(t);
        }, token);
        return [.. rows.Select(c => new PreviewPerson(c.Id, PhoneNumber.Create(ContactPhone.Decrypt(keys, c.Phone, c.Id)).Masked(), c.Name, c.Language, AttributeBook.Read(c.Attributes)))];
    }
}
