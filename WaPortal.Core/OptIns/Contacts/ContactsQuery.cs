using Microsoft.EntityFrameworkCore;
using WaPortal.Core.Access;
using WaPortal.Core.Data;
using WaPortal.Core.OptIns.Import;
using WaPortal.Core.OptIns.Ledger;
using WaPortal.Core.OptIns.Lists;
using WaPortal.Core.OptIns.Phone;
using WaPortal.Core.OptIns.Segments;
using WaPortal.Core.Tenancy;

namespace WaPortal.Core.OptIns.Contacts;

/// <summary>A contact in the list.</summary>
/// <param name="Phone">Masked.</param>
/// <param name="Tags">Names, in their order.</param>
/// <param name="Marketing">Null when the person never agreed.</param>
public sealed record ContactRow(ContactId Id, string Phone, string? Name, string? Language, string? Region, IReadOnlyList<string> Tags, ConsentChoice? Marketing, DateTimeOffset CreatedAt);

/// <summary>Contacts, and where the next page begins; null on the last.</summary>
public sealed record ContactPage(IReadOnlyList<ContactRow> Rows, ContactCursor? Next);

/// <summary>What a person looks for.</summary>
/// <param name="Search">A number in any form, or beginnings of words of a name; null for everybody.</param>
/// <param name="Match">What else is to be true.</param>
public sealed record ContactFilter(string? Search, SegmentGroup Match)
{
    /// <summary>Everybody.</summary>
    public static readonly ContactFilter All = new(null, SegmentGroup.Everybody);
}

/// <summary>What there is to filter contacts by.</summary>
/// <param name="Languages">As lists wrote them.</param>
/// <param name="Regions">ISO 3166-1 alpha-2.</param>
public sealed record ContactChoices(
    IReadOnlyList<(Guid Id, string Name)> Lists, IReadOnlyList<(Guid Id, string Name)> Tags, IReadOnlyList<string> Languages, IReadOnlyList<string> Regions, IReadOnlyList<AttributeInfo> Attributes);

/// <summary>The contacts of an enterprise: pages by key, a search by number and by name, filters. Quick at any size: see docs/performance.md.</summary>
public sealed class ContactsQuery(PortalDatabase database, TenantKeys tenantKeys, IEnumerable<ISegmentFacts> facts, TimeProvider clock)
{
    /// <summary>More are told as "more than".</summary>
    public const int MostCounted = 10_000;

    private const int MostChoices = 200;
    private const int FewestDigits = 5;

    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(20);

    /// <summary>Whether a text is looked for as a number: it holds digits and none of the letters of a name.</summary>
    public static bool IsNumber(string? search) => search is not null && search.Count(char.IsDigit) >= FewestDigits && !search.Any(char.IsLetter);

    /// <summary>A page; null where the database took too long.</summary>
    public async Task<ContactPage?> PageAsync(Actor actor, ContactFilter filter, ContactCursor? after, int size, CancellationToken token)
    {
        actor.Demand(Right.ViewOptIns);
        var keys = await tenantKeys.GetAsync(actor.Tenant, token);
        return await database.ReadWithinAsync(actor.Tenant, Patience, async (db, t) =>
        {
            var rows = await FindAsync(db, keys, filter, after, size + 1, t);
            var next = rows.Count > size ? new ContactCursor(rows[size - 1].Id, rows[size - 1].Word) : null;
            return new ContactPage(await RowsAsync(db, keys, [.. rows.Take(size)], t), next);
        }, token);
    }

    /// <summary>How many there are, up to <see cref="MostCounted"/> and one more; null where the database took too long.</summary>
    public async Task<int?> CountAsync(Actor actor, ContactFilter filter, CancellationToken token)
    {
        actor.Demand(Right.ViewOptIns);
        var keys = await tenantKeys.GetAsync(actor.Tenant, token);
        return await database.ReadWithinAsync<int?>(actor.Tenant, Patience, async (db, t) => IsNumber(filter.Search)
            ? (await FindAsync(db, keys, filter, null, 1, t)).Count
            : await (await SelectionAsync(db, filter, facts, clock.GetUtcNow(), t)).CountAsync(MostCounted + 1, t), token);
    }

    /// <summary>What filters may offer.</summary>
    public Task<ContactChoices> ChoicesAsync(Actor actor, CancellationToken token)
    {
        actor.Demand(Right.ViewOptIns);
        return database.ReadAsync(actor.Tenant, async (db, t) =>
        {
            var world = await SegmentWorld.LoadAsync(db, [], clock.GetUtcNow(), t);
            return new ContactChoices(
                Named(world.Lists), Named(world.Tags), await DistinctAsync(db, "language", t), await DistinctAsync(db, "region", t),
                [.. world.Attributes.Values.OrderBy(a => a.Label, StringComparer.OrdinalIgnoreCase)]);
        }, token);
    }

    /// <summary>The rows of contacts as lists of them show them, in the order given.</summary>
    internal static async Task<IReadOnlyList<ContactRow>> RowsAsync(PortalDbContext db, TenantKeyRing keys, IReadOnlyList<ContactData> contacts, CancellationToken token)
    {
        if (contacts.Count == 0)
            return [];
        var phones = contacts.Select(c => c.PhoneId).ToList();
        var ids = contacts.Select(c => c.Id).ToList();
        // All purposes are read: asked for one, SQLite would go along the index of everybody who has it.
        var states = (await db.Set<ConsentState>().Where(s => phones.Contains(s.PhoneId)).Select(s => new { s.PhoneId, s.Purpose, s.State }).ToListAsync(token))
            .Where(s => s.Purpose == ConsentPurpose.Marketing).ToDictionary(s => Convert.ToHexString(s.PhoneId), s => s.State, StringComparer.Ordinal);
        var tags = (await (
            from t in db.Set<ContactTag>()
            join tag in db.Set<Tag>() on t.TagId equals tag.Id
            where ids.Contains(t.ContactId) && tag.RetiredAt == null
            orderby tag.NameKey
            select new { t.ContactId, tag.Name }).ToListAsync(token)).ToLookup(t => t.ContactId, t => t.Name);
        return [.. contacts.Select(c => new ContactRow(
            c.Id, PhoneNumber.Create(ContactPhone.Decrypt(keys, c.Phone, c.Id)).Masked(), c.Name, c.Language, c.Region, [.. tags[c.Id]],
            states.TryGetValue(Convert.ToHexString(c.PhoneId), out var state) ? state : null, c.CreatedAt))];
    }

    /// <summary>The selection that a filter by name means.</summary>
    internal static async Task<ContactSelection> SelectionAsync(
        PortalDbContext db, ContactFilter filter, IEnumerable<ISegmentFacts> facts, DateTimeOffset now, CancellationToken token)
    {
        var words = NameWords.Of(filter.Search);
        if (words.Count == 0 && !string.IsNullOrWhiteSpace(filter.Search))
            words = [InNoName]; // signs alone
        return new ContactSelection(db, await SegmentWorld.LoadAsync(db, facts, now, token), filter.Match, words);
    }

    private static byte[] InNoName => "\uFFFF"u8.ToArray(); // no character, so no word has it

    private async Task<List<ContactData>> FindAsync(PortalDbContext db, TenantKeyRing keys, ContactFilter filter, ContactCursor? after, int count, CancellationToken token)
    {
        if (!IsNumber(filter.Search))
            return await (await SelectionAsync(db, filter, facts, clock.GetUtcNow(), token)).PageAsync(after, count, token);
        var region = await db.Set<Tenant>().Where(t => t.Id == db.TenantId).Select(t => t.DefaultRegion).FirstAsync(token);
        if (ListPhone.Read(filter.Search!, region).E164 is not { } e164)
            return [];
        var phone = keys.PhoneId(e164);
        return await db.Set<Contact>().Where(c => c.PhoneId == phone)
            .Select(c => new ContactData(c.Id, c.PhoneId, c.Phone, c.Name, c.Language, c.Region, c.CreatedAt, null)).ToListAsync(token);
    }

    // Each step finds the next value in the index: as quick for a million contacts as for ten.
    private static Task<List<string>> DistinctAsync(PortalDbContext db, string column, CancellationToken token) => db.QuerySqlAsync(
        $"""
        WITH RECURSIVE known(value) AS (
            SELECT min({column}) FROM contacts WHERE tenant_id = @tenant
            UNION ALL
            SELECT (SELECT min(c.{column}) FROM contacts c WHERE c.tenant_id = @tenant AND c.{column} > known.value) FROM known WHERE known.value IS NOT NULL)
        SELECT value FROM known WHERE value IS NOT NULL LIMIT @most
        """,
        r => r.GetString(0), token, ("@tenant", db.TenantId), ("@most", MostChoices));

    private static IReadOnlyList<(Guid Id, string Name)> Named(IReadOnlyDictionary<Guid, string> names) =>
        [.. names.Select(n => (n.Key, n.Value)).OrderBy(n => n.Value, StringComparer.OrdinalIgnoreCase)];
}
