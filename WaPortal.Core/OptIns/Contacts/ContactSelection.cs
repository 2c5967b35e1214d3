using WaPortal.Core.Data;
using WaPortal.Core.OptIns.Import;
using WaPortal.Core.OptIns.Lists;
using WaPortal.Core.OptIns.Segments;

namespace WaPortal.Core.OptIns.Contacts;

/// <summary>A contact as lists of them are made.</summary>
internal sealed record ContactData(ContactId Id, byte[] PhoneId, byte[] Phone, string? Name, string? Language, string? Region, DateTimeOffset CreatedAt, byte[]? Word);

/// <summary>
/// Contacts that fit conditions and words of a name, in SQL. Where one condition is true of few it begins with those; else it goes along the
/// contacts or the words in their order and stops when it has enough, so a page costs the same in a list of any size.
/// Tables: contacts, contact_words, and those of <see cref="SegmentSql"/>.
/// </summary>
internal sealed class ContactSelection
{
    /// <summary>A set up to this size is read as a whole; larger ones are so common that a walk meets enough of them soon.</summary>
    private const int Few = 10_000;

    // Counting has no order to keep: the smallest set is the best beginning, however large. Beyond this size all are alike.
    private const int LargestSet = 300_000;

    private const string Columns = "c.id, c.phone_id, c.phone, c.name, c.language, c.region, c.created_at";

    private readonly PortalDbContext _db;
    private readonly SegmentSql _sql;
    private readonly IReadOnlyList<SqlCondition> _conditions;
    private readonly IReadOnlyList<byte[]> _words;

    public ContactSelection(PortalDbContext db, SegmentWorld world, SegmentGroup match, IReadOnlyList<byte[]> words, bool isAudience = false)
    {
        (_db, _sql) = (db, new SegmentSql(world, db.IsPostgres, isAudience));
        _conditions = _sql.Compile(match);
        // The longest word leaves the fewest.
        _words = [.. words.OrderByDescending(w => w.Length)];
    }

    /// <summary>How many there are, counted up to a limit.</summary>
    public async Task<int> CountAsync(int most, CancellationToken token)
    {
        var words = _words.Select(WordCondition).ToList();
        var first = await SmallestAsync([.. _conditions, .. words], most > Few + 1 ? LargestSet : Few, token);
        var sql = $"SELECT count(*) FROM (SELECT 1 {From(first)} AND {Where([.. _conditions, .. words], first)} LIMIT @most) x";
        return (int)(await _db.QuerySqlAsync(sql, r => r.GetInt64(0), token, Args(("@most", most))))[0];
    }

    /// <summary>The newest first, or by the word that was looked for; after the last one of the page before.</summary>
    public async Task<List<ContactData>> PageAsync(ContactCursor? after, int count, CancellationToken token)
    {
        var words = _words.Select(WordCondition).ToList();
        SqlCondition? first = null;
        // A page goes on in the order that the first one had.
        if (after?.Word is null)
        {
            first = await SmallestAsync([.. _conditions, .. words], Few, token);
            if (first is not null && words.Contains(first) && after is null)
                first = null; // few or many, the words have an order of their own
        }

        if (words.Count > 0 && (after is null ? first is null : after.Word is not null))
            return await ByWordAsync(words, after, count, token);
        var order = after is null ? "" : " AND c.id < @after";
        var sql = $"SELECT {Columns}, NULL {From(first)} AND {Where([.. _conditions, .. words], first)}{order} ORDER BY c.id DESC LIMIT @count";
        return await _db.QuerySqlAsync(sql, Read, token, Args(("@count", count), ("@after", after?.Id.Value ?? Guid.Empty)));
    }

    /// <summary>The ids of those behind one, in ascending order: for work over all of them, page by page.</summary>
    public async Task<List<ContactId>> IdsAsync(Guid after, int count, CancellationToken token)
    {
        var words = _words.Select(WordCondition).ToList();
        var sql = $"SELECT c.id {From(null)} AND c.id > @after AND {Where([.. _conditions, .. words], null)} ORDER BY c.id LIMIT @count";
        return await _db.QuerySqlAsync(sql, r => new ContactId(r.GetGuid(0)), token, Args(("@count", count), ("@after", after)));
    }

    /// <summary>Those behind one in ascending order, with their consent for a purpose.</summary>
    public Task<List<AudienceMember>> AudienceAsync(Guid after, ConsentPurpose purpose, int count, CancellationToken token) => _db.QuerySqlAsync(
        $"""
        SELECT c.id, c.phone_id, c.phone, c.name, c.language, c.region, c.attributes, consent.state, consent.entry_seq, c.created_at, c.time_zone
        FROM contacts c
        LEFT JOIN consent_states consent ON consent.tenant_id = c.tenant_id AND consent.phone_id = c.phone_id AND consent.purpose = @purpose
        WHERE c.tenant_id = @tenant AND c.id > @after AND {Where(_conditions, null)}
        ORDER BY c.id LIMIT @count
        """,
        AudienceSource.Read, token, Args(("@purpose", purpose), ("@after", after), ("@count", count)));

    private Task<List<ContactData>> ByWordAsync(IReadOnlyList<SqlCondition> words, ContactCursor? after, int count, CancellationToken token)
    {
        var (from, until) = (_words[0], NameWords.After(_words[0]));
        // Two words of one name may begin alike; the contact stands at the first of them.
        var sql =
            $"""
            SELECT {Columns}, w.word
            FROM contact_words w {Join} contacts c ON c.tenant_id = w.tenant_id AND c.id = w.contact_id
            WHERE w.tenant_id = @tenant AND {(after is null ? "w.word >= @from" : "(w.word, w.contact_id) > (@word, @after)")} AND w.word < @until
              AND NOT EXISTS (SELECT 1 FROM contact_words e WHERE e.tenant_id = w.tenant_id AND e.contact_id = w.contact_id AND e.word >= @from AND e.word < w.word)
              AND {Where([.. _conditions, .. words], words[0])}
            ORDER BY w.word, w.contact_id LIMIT @count
            """;
        return _db.QuerySqlAsync(sql, Read, token, Args(("@from", from), ("@until", until), ("@count", count), ("@word", after?.Word ?? from), ("@after", after?.Id.Value ?? Guid.Empty)));
    }

    private SqlCondition WordCondition(byte[] word)
    {
        var asked = $"m.word >= {_sql.Parameter(word)} AND m.word < {_sql.Parameter(NameWords.After(word))}";
        return new SqlCondition(
            $"EXISTS (SELECT 1 FROM contact_words m WHERE m.tenant_id = c.tenant_id AND m.contact_id = c.id AND {asked})",
            $"SELECT DISTINCT m.contact_id AS id FROM contact_words m WHERE m.tenant_id = @tenant AND {asked}");
    }

    /// <summary>The condition whose set is the smallest and within a size; null when there is none.</summary>
    private async Task<SqlCondition?> SmallestAsync(IReadOnlyList<SqlCondition> conditions, int within, CancellationToken token)
    {
        SqlCondition? smallest = null;
        foreach (var condition in conditions.Where(c => c.Set is not null))
        {
            var size = (await _db.QuerySqlAsync(
                $"SELECT count(*) FROM (SELECT 1 FROM ({condition.Set}) s LIMIT @within) x", r => r.GetInt64(0), token, Args(("@within", within + 1))))[0];
            if (size <= within)
                (smallest, within) = (condition, (int)size - 1);
            if (within < 0)
                break;
        }

        return smallest;
    }

    private string From(SqlCondition? first) => first is null
        ? "FROM contacts c WHERE c.tenant_id = @tenant"
        : $"FROM ({first.Set}) d {Join} contacts c ON c.tenant_id = @tenant AND c.{(first.ByPhone ? "phone_id" : "id")} = d.id WHERE c.tenant_id = @tenant";

    // SQLite keeps the order of a cross join; PostgreSQL finds the order by itself.
    private string Join => _db.IsPostgres ? "JOIN" : "CROSS JOIN";

    private static string Where(IEnumerable<SqlCondition> conditions, SqlCondition? without) =>
        string.Join(" AND ", conditions.Where(c => !ReferenceEquals(c, without)).Select(c => c.Where).DefaultIfEmpty("1 = 1"));

    private (string, object?)[] Args(params (string, object?)[] more) => [("@tenant", _db.TenantId), .. _sql.Args, .. more];

    private static ContactData Read(System.Data.Common.DbDataReader r) => new(
        new ContactId(r.GetGuid(0)), r.GetFieldValue<byte[]>(1), r.GetFieldValue<byte[]>(2), r.IsDBNull(3) ? null : r.GetString(3), r.IsDBNull(4) ? null : r.GetString(4),
        r.IsDBNull(5) ? null : r.GetString(5), DateTimeOffset.FromUnixTimeMilliseconds(r.GetInt64(6)), r.IsDBNull(7) ? null : r.GetFieldValue<byte[]>(7));
}

/// <summary>Where the next page begins.</summary>
/// <param name="Id">The last contact of the page before.</param>
/// <param name="Word">Its word, where the pages go along words.</param>
public sealed record ContactCursor(ContactId Id, byte[]? Word);
