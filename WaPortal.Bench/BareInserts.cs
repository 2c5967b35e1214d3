using System.Data.Common;
using WaPortal.Core.Data;
using WaPortal.Core.Tenancy;

namespace WaPortal.Bench;

/// <summary>
/// The base that a bulk write of the portal is held against: the very rows that it wrote, read back and inserted into an empty database with the same tables and
/// indexes, a thousand of each table in a transaction. Only the writing is timed.
/// </summary>
internal static class BareInserts
{
    private const int AtOnce = 1000;

    /// <summary>Gives the seconds that inserting the tables took.</summary>
    /// <param name="from">The database that holds the rows.</param>
    /// <param name="to">The empty one.</param>
    /// <param name="tenant">Whose rows.</param>
    /// <param name="parents">Tables that the rows point at, in order; not timed.</param>
    /// <param name="tables">The tables whose rows are timed, written together.</param>
    /// <param name="where">A further condition on the timed rows, beginning with AND; empty for all.</param>
    public static async Task<double> RunAsync(PortalDatabase from, PortalDatabase to, TenantId tenant, IReadOnlyList<string> parents, IReadOnlyList<string> tables, string where)
    {
        foreach (var table in parents)
            await WithReadersAsync(from, tenant, [table], "", readers => InsertAsync(to, tenant, [table], readers));
        var seconds = 0.0;
        await WithReadersAsync(from, tenant, tables, where, async readers => seconds = await InsertAsync(to, tenant, tables, readers));
        return seconds;
    }

    // A reader a table, each on a connection of its own.
    private static async Task WithReadersAsync(
        PortalDatabase from, TenantId tenant, IReadOnlyList<string> tables, string where, Func<IReadOnlyList<DbDataReader>, Task> work, params DbDataReader[] open)
    {
        if (open.Length == tables.Count)
        {
            await work(open);
            return;
        }

        await from.ReadAsync(tenant, async (db, t) =>
        {
            var owner = tables[open.Length] == "tenants" ? "id" : "tenant_id";
            await using var command = await db.CommandAsync($"SELECT * FROM {tables[open.Length]} WHERE {owner} = @tenant {where} ORDER BY {(db.IsPostgres ? "ctid" : "rowid")}", t, ("@tenant", db.TenantId));
            await using var reader = await command.ExecuteReaderAsync(t);
            await WithReadersAsync(from, tenant, tables, where, work, [.. open, reader]);
            return true;
        }, CancellationToken.None);
    }

    private static async Task<double> InsertAsync(PortalDatabase to, TenantId tenant, IReadOnlyList<string> tables, IReadOnlyList<DbDataReader> readers)
    {
        var seconds = 0.0;
        while (true)
        {
            var batches = new List<List<object?[]>>();
            foreach (var reader in readers)
            {
                var rows = new List<object?[]>(AtOnce);
                while (rows.Count < AtOnce && await reader.ReadAsync())
                {
                    var row = new object[reader.FieldCount];
                    reader.GetValues(row);
                    rows.Add(row);
                }

                batches.Add(rows);
            }

            if (batches.All(b => b.Count == 0))
                return seconds;
            var start = TimeProvider.System.GetTimestamp();
            await to.WriteAsync(tenant, async (db, t) =>
            {
                for (var i = 0; i < tables.Count; i++)
                    await db.InsertAsync($"{tables[i]} ({string.Join(", ", Enumerable.Range(0, readers[i].FieldCount).Select(readers[i].GetName))})", "", batches[i], t);
                return true;
            }, CancellationToken.None);
            seconds += TimeProvider.System.GetElapsedTime(start).TotalSeconds;
        }
    }
}
