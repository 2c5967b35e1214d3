using WaPortal.Core.Data;
using WaPortal.Core.OptIns.Import;
using WaPortal.Core.OptIns.Ledger;

namespace WaPortal.Core.OptIns.Lists;

/// <summary>Which members of a list to show, by their consent to marketing messages.</summary>
public enum MemberFilter
{
    All,
    OptedIn,
    OptedOut,

    /// <summary>On the list without ever having agreed.</summary>
    NeverAgreed,
}

/// <summary>Reads members for the page of a list, a page by key. Tables: opt_in_list_members, contacts, consent_states.</summary>
internal static class MemberPages
{
    private const string Sql =
        """
        SELECT c.id, c.phone_id, c.phone, c.name, c.language, c.region, s.state, s.entry_seq, m.added_at
        FROM opt_in_list_members m
        JOIN contacts c ON c.tenant_id = m.tenant_id AND c.id = m.contact_id
        LEFT JOIN consent_states s ON s.tenant_id = c.tenant_id AND s.phone_id = c.phone_id AND s.purpose = @purpose
        WHERE m.tenant_id = @tenant AND m.list_id = @list AND m.contact_id > @after
          AND (@filter = 'All' OR COALESCE(s.state, 'NeverAgreed') = @filter)
        ORDER BY m.contact_id LIMIT @count
        """;

    public static Task<List<AudienceMember>> ReadAsync(
        PortalDbContext db, OptInListId list, MemberFilter filter, Guid? after, int count, CancellationToken token) => db.QuerySqlAsync(
        Sql,
        r => new AudienceMember(
            new ContactId(r.GetGuid(0)), r.GetFieldValue<byte[]>(1), r.GetFieldValue<byte[]>(2), r.IsDBNull(3) ? null : r.GetString(3),
            r.IsDBNull(4) ? null : r.GetString(4), r.IsDBNull(5) ? null : r.GetString(5), "{}",
            r.IsDBNull(6) ? null : Enum.Parse<ConsentChoice>(r.GetString(6)), r.IsDBNull(7) ? null : r.GetInt64(7),
            DateTimeOffset.FromUnixTimeMilliseconds(r.GetInt64(8)), null),
        token,
        ("@tenant", db.TenantId), ("@list", list), ("@after", after ?? Guid.Empty), ("@purpose", ConsentPurpose.Marketing), ("@filter", filter), ("@count", count));
}
