using WaPortal.Core.Data;
using WaPortal.Core.OptIns.Import;
using WaPortal.Core.OptIns.Ledger;
using WaPortal.Core.Tenancy;

namespace WaPortal.Core.OptIns.Erasure;

/// <summary>Keeps erased people out. Asked by everything that brings people in, behind the tenant's queue of writers. Table: suppressed_people.</summary>
public static class Suppression
{
    /// <summary>The code of a row of a list that is about somebody who was erased.</summary>
    public const string Code = "person.suppressed";

    /// <summary>Those of these ids that are suppressed, as hex.</summary>
    public static async Task<IReadOnlySet<string>> OfAsync(PortalDbContext db, IReadOnlyCollection<byte[]> ids, CancellationToken token) => (await db.QuerySqlAsync(
        $"SELECT phone_id FROM suppressed_people WHERE tenant_id = @tenant AND {IdSets.IsOneOf(db, "phone_id")}",
        r => Convert.ToHexString(r.GetFieldValue<byte[]>(0)), token, ("@tenant", db.TenantId), ("@ids", IdSets.Value(db, ids)))).ToHashSet(StringComparer.Ordinal);

    /// <summary>All of them, as hex: for a check that reads a whole list.</summary>
    internal static async Task<IReadOnlySet<string>> AllAsync(PortalDbContext db, CancellationToken token) => (await db.QuerySqlAsync(
        "SELECT phone_id FROM suppressed_people WHERE tenant_id = @tenant", r => Convert.ToHexString(r.GetFieldValue<byte[]>(0)), token, ("@tenant", db.TenantId))).ToHashSet(StringComparer.Ordinal);

    /// <summary>
    /// Holds erasures that are about to begin up until this transaction ends, and waits for one that is just beginning. PostgreSQL only: on SQLite one writes at a time.
    /// </summary>
    public static Task HoldAsync(PortalDbContext db, CancellationToken token) => db.IsPostgres
        ? db.QuerySqlAsync("SELECT seq FROM consent_chain_heads WHERE tenant_id = @tenant FOR SHARE", r => r.GetInt64(0), token, ("@tenant", db.TenantId))
        : Task.CompletedTask;

    /// <summary>Turns rows about suppressed people into rejected ones that hold nothing of them.</summary>
    internal static async Task<IReadOnlyList<ImportRow>> RejectAsync(PortalDbContext db, TenantKeyRing keys, IReadOnlyList<ImportRow> batch, CancellationToken token)
    {
        // Nearly always there is nobody, and the hashes of all numbers are spared.
        if ((await db.QuerySqlAsync("SELECT 1 FROM suppressed_people WHERE tenant_id = @tenant LIMIT 1", _ => 1, token, ("@tenant", db.TenantId))).Count == 0)
            return batch;
        var suppressed = await OfAsync(db, [.. batch.Select(EntryOf).OfType<ImportEntry>().Select(e => keys.PhoneId(e.E164))], token);
        return suppressed.Count == 0 ? batch : [.. batch.Select(row => Reject(keys, row, suppressed))];
    }

    internal static ImportRow Reject(TenantKeyRing keys, ImportRow row, IReadOnlySet<string> suppressed) =>
        suppressed.Count > 0 && EntryOf(row) is { } entry && suppressed.Contains(Convert.ToHexString(keys.PhoneId(entry.E164)))
            ? new ImportRow.Rejected(row.Line, null, Code, "This person was erased at their wish, and wanted no messages. Nothing of the row is kept.", [])
            : row;

    /// <summary>
    /// The events that may be appended. An opt-out of somebody suppressed makes the suppression last. What a list says of them is dropped; a yes that they give
    /// themselves after their erasure ends it.
    /// </summary>
    internal static async Task<IReadOnlyList<ConsentEvent>> SiftAsync(PortalDbContext db, IReadOnlyList<ConsentEvent> events, CancellationToken token)
    {
        var rows = await db.QuerySqlAsync(
            $"SELECT phone_id, since, erasing FROM suppressed_people WHERE tenant_id = @tenant AND {IdSets.IsOneOf(db, "phone_id")}",
            r => (Id: Convert.ToHexString(r.GetFieldValue<byte[]>(0)), Since: DateTimeOffset.FromUnixTimeMilliseconds(r.GetInt64(1)), IsErasing: !r.IsDBNull(2)), token,
            ("@tenant", db.TenantId), ("@ids", IdSets.Value(db, [.. events.Select(e => e.PhoneId).DistinctBy(Convert.ToHexString)])));
        if (rows.Count == 0)
            return events;
        var suppressed = rows.ToDictionary(r => r.Id, StringComparer.Ordinal);
        var rest = new List<ConsentEvent>(events.Count);
        foreach (var e in events)
        {
            if (!suppressed.TryGetValue(Convert.ToHexString(e.PhoneId), out var row))
            {
                rest.Add(e);
            }
            else if (e.Action == ConsentAction.OptOut)
            {
                await db.ExecuteSqlAsync(
                    "UPDATE suppressed_people SET opted_out = @yes WHERE tenant_id = @tenant AND phone_id = @id", token, ("@tenant", db.TenantId), ("@id", e.PhoneId), ("@yes", true));
            }
            else if (e.Action == ConsentAction.OptIn && !row.IsErasing && e.Evidence.How != "import" && e.Evidence.At > row.Since)
            {
                await db.ExecuteSqlAsync("DELETE FROM suppressed_people WHERE tenant_id = @tenant AND phone_id = @id", token, ("@tenant", db.TenantId), ("@id", e.PhoneId));
                suppressed.Remove(row.Id);
                rest.Add(e);
            }
        }

        return rest;
    }

    private static ImportEntry? EntryOf(ImportRow row) => row switch
    {
        ImportRow.Accepted accepted => accepted.Entry,
        ImportRow.Duplicate duplicate => duplicate.Entry,
        _ => null,
    };
}
