using Microsoft.EntityFrameworkCore;
using WaPortal.Core.Access;
using WaPortal.Core.Audit;
using WaPortal.Core.Data;
using WaPortal.Core.Data.Exports;
using WaPortal.Core.OptIns.Import;
using WaPortal.Core.OptIns.Ledger;
using WaPortal.Core.OptIns.Lists;
using WaPortal.Core.OptIns.Segments;
using WaPortal.Core.Tenancy;

namespace WaPortal.Core.OptIns.Contacts;

/// <summary>
/// Writes contacts with their whole numbers as CSV. It takes <see cref="Right.UnmaskNumbers"/>, a fresh code and a reason, and leaves its line in the
/// activity with the number of rows, also where it was broken off half-way.
/// </summary>
public sealed class ExportContacts(PortalDatabase database, TenantKeys tenantKeys, FreshCode freshCode, AuditTrail audit, IEnumerable<ISegmentFacts> facts, TimeProvider clock)
{
    /// <summary>Letters that a reason holds at most.</summary>
    public const int ReasonLength = 200;

    private const int PageSize = 500;

    private static readonly ConsentPurpose[] Purposes = Enum.GetValues<ConsentPurpose>();

    /// <summary>Refuses whoever may not, before a byte is written.</summary>
    /// <returns>Why the filter cannot be exported; null when it can.</returns>
    public async Task<string?> CheckAsync(Actor actor, ContactFilter filter, CancellationToken token)
    {
        actor.Demand(Right.ViewOptIns);
        actor.Demand(Right.UnmaskNumbers);
        await freshCode.DemandAsync(actor, token);
        if (ContactsQuery.IsNumber(filter.Search))
            return "A number finds one person. Their page has all that is known.";
        var world = await database.ReadAsync(actor.Tenant, (db, t) => SegmentWorld.LoadAsync(db, facts, clock.GetUtcNow(), t), token);
        return SegmentRules.Problems(filter.Match, world) is [var problem, ..] ? problem : null;
    }

    /// <summary>Reads page after page; the file is as long as it has to be, the memory is not.</summary>
    public async Task RunAsync(Actor actor, ContactFilter filter, string reason, Stream output, CancellationToken token)
    {
        if (await CheckAsync(actor, filter, token) is not null)
            throw new ArgumentException("Checked before.", nameof(filter));
        ArgumentException.ThrowIfNullOrWhiteSpace(reason);
        var (rows, whole) = (0L, false);
        try
        {
            var keys = await tenantKeys.GetAsync(actor.Tenant, token);
            var now = clock.GetUtcNow();
            var attributes = await database.ReadAsync(actor.Tenant, AttributeBook.RulesAsync, token);
            await using var csv = new SafeCsvWriter(output);
            await csv.WriteAsync(
                ["phone", "name", "language", "country", "time_zone", "tags", .. Purposes.Select(p => "consent_" + p.ToString().ToLowerInvariant()), .. attributes.Select(a => a.Key), "other"], token);
            var after = Guid.Empty;
            while (!whole)
            {
                var from = after;
                var (ids, page) = await database.ReadAsync(actor.Tenant, async (db, t) =>
                {
                    var found = await (await ContactsQuery.SelectionAsync(db, filter, facts, now, t)).IdsAsync(from, PageSize, t);
                    return (found, await ReadAsync(db, found, t));
                }, token);
                foreach (var (contact, tags, consent) in page)
                    await csv.WriteAsync(Cells(contact, tags, consent, attributes, keys), token);
                rows += page.Count;
                whole = ids.Count < PageSize;
                after = whole ? after : ids[^1].Value;
            }
        }
        finally
        {
            var why = reason.Trim();
            await audit.RecordAsync(
                actor, "contact.exported", "", whole ? "ok" : "failed", FormattableString.Invariant($"{rows} rows: {(why.Length > ReasonLength ? why[..ReasonLength] : why)}"), CancellationToken.None);
        }
    }

    private static async Task<List<(Contact Contact, string Tags, Dictionary<ConsentPurpose, ConsentChoice> Consent)>> ReadAsync(
        PortalDbContext db, List<ContactId> ids, CancellationToken token)
    {
        var contacts = await db.Set<Contact>().Where(c => ids.Contains(c.Id)).OrderBy(c => c.Id).ToListAsync(token);
        var tags = (await (
            from t in db.Set<ContactTag>()
            join tag in db.Set<Tag>() on t.TagId equals tag.Id
            where ids.Contains(t.ContactId) && tag.RetiredAt == null
            orderby tag.NameKey
            select new { t.ContactId, tag.Name }).ToListAsync(token)).ToLookup(t => t.ContactId, t => t.Name);
        var phones = contacts.ConvertAll(c => c.PhoneId);
        var states = (await db.Set<ConsentState>().Where(s => phones.Contains(s.PhoneId)).ToListAsync(token)).ToLookup(s => Convert.ToHexString(s.PhoneId), StringComparer.Ordinal);
        return contacts.ConvertAll(c => (c, string.Join(", ", tags[c.Id]), states[Convert.ToHexString(c.PhoneId)].ToDictionary(s => s.Purpose, s => s.State)));
    }

    private static IEnumerable<string?> Cells(
        Contact contact, string tags, Dictionary<ConsentPurpose, ConsentChoice> consent, IReadOnlyList<AttributeRule> attributes, TenantKeyRing keys)
    {
        var values = AttributeBook.Read(contact.Attributes);
        var known = attributes.Select(a => a.Key).ToHashSet(StringComparer.Ordinal);
        var other = values.Where(v => !known.Contains(v.Key)).ToDictionary(StringComparer.Ordinal);
        return
        [
            ContactPhone.Decrypt(keys, contact.Phone, contact.Id), contact.Name, contact.Language, contact.Region, contact.TimeZone ?? RegionZones.Of(contact.Region), tags,
            .. Purposes.Select(p => consent.TryGetValue(p, out var choice) ? choice == ConsentChoice.OptedIn ? "opted in" : "opted out" : "never agreed"),
            .. attributes.Select(a => values.GetValueOrDefault(a.Key)), other.Count == 0 ? "" : AttributeBook.Write(other),
        ];
    }
}
