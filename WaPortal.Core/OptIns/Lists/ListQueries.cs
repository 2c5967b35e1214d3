using System.Runtime.CompilerServices;
using WaPortal.Core.Access;
using WaPortal.Core.Data;
using WaPortal.Core.OptIns.Contacts;
using WaPortal.Core.OptIns.Import;
using WaPortal.Core.OptIns.Ledger;
using WaPortal.Core.OptIns.Phone;
using WaPortal.Core.OptIns.Segments;
using WaPortal.Core.Tenancy;

namespace WaPortal.Core.OptIns.Lists;

/// <summary>A list as the overview shows it.</summary>
/// <param name="OptedIn">Members who agreed to marketing messages and did not opt out.</param>
/// <param name="OptedOut">Members who opted out of marketing messages.</param>
/// <param name="LastImportAt">When an import into the list last began; null when none did.</param>
public sealed record OptInListSummary(
    OptInListId Id, string Name, int Members, int OptedIn, int OptedOut, DateTimeOffset? LastImportAt, string CreatedBy, DateTimeOffset CreatedAt);

/// <summary>A member as pages show them.</summary>
/// <param name="Phone">Masked.</param>
/// <param name="Marketing">Null when the person never agreed.</param>
public sealed record ListMember(ContactId Id, string Phone, string? Name, string? Language, string? Region, ConsentChoice? Marketing, long? EntrySeq, DateTimeOffset AddedAt);

/// <summary>The lists of a tenant. Tables: opt_in_lists, opt_in_list_members, contacts, consent_states, list_imports.</summary>
public sealed class OptInListsQuery(PortalDatabase database)
{
    // Outer joins on purpose: PostgreSQL may not turn them into a product of members and states, which it takes for small
    // while a table has no statistics yet.
    private const string Sql =
        """
        SELECT l.id, l.name, count(m.contact_id), sum(CASE WHEN s.state = 'OptedIn' THEN 1 ELSE 0 END),
               sum(CASE WHEN s.state = 'OptedOut' THEN 1 ELSE 0 END),
               (SELECT max(i.started_at) FROM list_imports i WHERE i.tenant_id = l.tenant_id AND i.list_id = l.id), l.created_by, l.created_at
        FROM opt_in_lists l
        LEFT JOIN opt_in_list_members m ON m.tenant_id = l.tenant_id AND m.list_id = l.id
        LEFT JOIN contacts c ON c.tenant_id = m.tenant_id AND c.id = m.contact_id
        LEFT JOIN consent_states s ON s.tenant_id = c.tenant_id AND s.phone_id = c.phone_id AND s.purpose = 'Marketing'
        WHERE l.tenant_id = @tenant AND (@all = 1 OR l.id = @list)
        GROUP BY l.tenant_id, l.id, l.name, l.created_by, l.created_at
        ORDER BY l.name
        """;

    /// <summary>All lists, by name.</summary>
    public Task<List<OptInListSummary>> ListAsync(Actor actor, CancellationToken token)
    {
        actor.Demand(Right.ViewOptIns);
        return database.ReadAsync(actor.Tenant, (db, t) => SummariesAsync(db, null, t), token);
    }

    internal static Task<List<OptInListSummary>> SummariesAsync(PortalDbContext db, OptInListId? only, CancellationToken token) => db.QuerySqlAsync(
        Sql,
        r => new OptInListSummary(
            new OptInListId(r.GetGuid(0)), r.GetString(1), (int)r.GetInt64(2), (int)r.GetInt64(3), (int)r.GetInt64(4),
            r.IsDBNull(5) ? null : DateTimeOffset.FromUnixTimeMilliseconds(r.GetInt64(5)), r.GetString(6), DateTimeOffset.FromUnixTimeMilliseconds(r.GetInt64(7))),
        token,
        ("@tenant", db.TenantId), ("@all", only is null ? 1 : 0), ("@list", only?.Value ?? Guid.Empty));
}

/// <summary>One list with its members.</summary>
public sealed class OptInListDetailQuery(PortalDatabase database, TenantKeys tenantKeys)
{
    /// <summary>Null when the list does not exist in the actor's tenant.</summary>
    public async Task<OptInListSummary?> FindAsync(Actor actor, OptInListId id, CancellationToken token)
    {
        actor.Demand(Right.ViewOptIns);
        return (await database.ReadAsync(actor.Tenant, (db, t) => OptInListsQuery.SummariesAsync(db, id, t), token)).FirstOrDefault();
    }

    /// <summary>Members in the order they came, after the given one.</summary>
    public Task<IReadOnlyList<ListMember>> MembersAsync(Actor actor, OptInListId id, ContactId? after, int count, CancellationToken token) =>
        MembersAsync(actor, id, MemberFilter.All, after, count, token);

    /// <summary>As the other overload, those alone whose consent to marketing messages is as asked.</summary>
    public async Task<IReadOnlyList<ListMember>> MembersAsync(
        Actor actor, OptInListId id, MemberFilter filter, ContactId? after, int count, CancellationToken token)
    {
        actor.Demand(Right.ViewOptIns);
        var keys = await tenantKeys.GetAsync(actor.Tenant, token);
        var rows = await database.ReadAsync(actor.Tenant, (db, t) => MemberPages.ReadAsync(db, id, filter, after?.Value, count, t), token);
        return [.. rows.Select(r => new ListMember(
            r.ContactId, PhoneNumber.Create(ContactPhone.Decrypt(keys, r.Phone, r.ContactId)).Masked(), r.Name, r.Language, r.Region, r.Consent, r.EntrySeq, r.AddedAt))];
    }
}

/// <summary>One person of a list, as a campaign needs them.</summary>
/// <param name="Phone">Encrypted; see <see cref="ContactPhone"/>.</param>
/// <param name="Attributes">A JSON object of texts.</param>
/// <param name="Consent">For the purpose asked; null when the person never agreed.</param>
/// <param name="EntrySeq">The ledger entry that the consent rests on.</param>
/// <param name="TimeZone">IANA name, where somebody said it.</param>
public sealed record AudienceMember(
    ContactId ContactId, byte[] PhoneId, byte[] Phone, string? Name, string? Language, string? Region, string Attributes,
    ConsentChoice? Consent, long? EntrySeq, DateTimeOffset AddedAt, string? TimeZone);

/// <summary>Streams the members of a list with their consent, one set-based query a page. Tables: opt_in_list_members, contacts, consent_states.</summary>
public sealed class AudienceSource(PortalDatabase database)
{
    private const int PageSize = 2000;

    private const string Sql =
        """
        SELECT c.id, c.phone_id, c.phone, c.name, c.language, c.region, c.attributes, s.state, s.entry_seq, m.added_at, c.time_zone
        FROM opt_in_list_members m
        JOIN contacts c ON c.tenant_id = m.tenant_id AND c.id = m.contact_id
        LEFT JOIN consent_states s ON s.tenant_id = c.tenant_id AND s.phone_id = c.phone_id AND s.purpose = @purpose
        WHERE m.tenant_id = @tenant AND m.list_id = @list AND m.contact_id > @after
        ORDER BY m.contact_id LIMIT @count
        """;

    /// <summary>All members in key order. Each page is a transaction of its own, so a writer is never kept waiting.</summary>
    public async IAsyncEnumerable<AudienceMember> StreamAsync(
        TenantId tenant, OptInListId list, ConsentPurpose purpose, ContactId? after, [EnumeratorCancellation] CancellationToken token)
    {
        var last = after?.Value;
        while (true)
        {
            var from = last;
            var page = await database.ReadAsync(tenant, (db, t) => PageAsync(db, list, from, purpose, PageSize, t), token);
            foreach (var member in page)
                yield return member;
            if (page.Count < PageSize)
                yield break;
            last = page[^1].ContactId.Value;
        }
    }

    /// <summary>One page in the caller's context, for those who write in the same transaction.</summary>
    public static Task<List<AudienceMember>> PageAsync(
        PortalDbContext db, OptInListId list, Guid? after, ConsentPurpose purpose, int count, CancellationToken token) => db.QuerySqlAsync(
        Sql, Read, token,
        ("@tenant", db.TenantId), ("@list", list), ("@after", after ?? Guid.Empty), ("@purpose", purpose), ("@count", count));

    /// <summary>As the other one, of an audience that was written out.</summary>
    /// <exception cref="SegmentProblemException">It speaks of something that is gone.</exception>
    public static async Task<List<AudienceMember>> PageAsync(
        PortalDbContext db, Audience audience, IEnumerable<ISegmentFacts> facts, Guid? after, ConsentPurpose purpose, int count, CancellationToken token)
    {
        if (audience.OnlyList is { } list)
            return await PageAsync(db, new OptInListId(list), after, purpose, count, token);
        var world = await SegmentWorld.LoadAsync(db, facts, audience.At, token);
        return await new ContactSelection(db, world, audience.Match, [], isAudience: true).AudienceAsync(after ?? Guid.Empty, purpose, count, token);
    }

    internal static AudienceMember Read(System.Data.Common.DbDataReader r) => new(
        new ContactId(r.GetGuid(0)), r.GetFieldValue<byte[]>(1), r.GetFieldValue<byte[]>(2), r.IsDBNull(3) ? null : r.GetString(3),
        r.IsDBNull(4) ? null : r.GetString(4), r.IsDBNull(5) ? null : r.GetString(5), r.GetString(6),
        r.IsDBNull(7) ? null : Enum.Parse<ConsentChoice>(r.GetString(7)), r.IsDBNull(8) ? null : r.GetInt64(8),
        DateTimeOffset.FromUnixTimeMilliseconds(r.GetInt64(9)), r.IsDBNull(10) ? null : r.GetString(10));
}
