using System.Data.Common;
using System.Diagnostics.CodeAnalysis;
using System.Globalization;
using System.Text;
using Microsoft.EntityFrameworkCore;
using Microsoft.EntityFrameworkCore.Storage;

namespace WaPortal.Core.Data;

/// <summary>Writes many rows with few statements, on both engines, in the context's transaction.</summary>
public static class BulkRows
{
    private const int MostParameters = 1500;
    private const int MostStatements = 500;

    /// <summary>Inserts rows in order.</summary>
    /// <param name="db">In a transaction.</param>
    /// <param name="into">Constant text: <c>table (column, …)</c>.</param>
    /// <param name="suffix">Constant text behind the values, such as ON CONFLICT; no two rows may then have the same key.</param>
    /// <param name="rows">Values in the order of the columns.</param>
    /// <param name="token">Cancels.</param>
    /// <returns>Rows written.</returns>
    [SuppressMessage("Security", "CA2100", Justification = "Texts are constants of the stores; values are parameters.")]
    public static async Task<int> InsertAsync(this PortalDbContext db, string into, string suffix, IReadOnlyList<object?[]> rows, CancellationToken token)
    {
        if (rows.Count == 0)
            return 0;
        if (!db.IsPostgres)
            return await ExecuteOneByOneAsync(db, Text(into, suffix, rows[0].Length, 1), rows, token, []);
        var columns = rows[0].Length;
        var atOnce = Math.Max(1, MostParameters / columns);
        var written = 0;
        for (var start = 0; start < rows.Count; start += atOnce)
        {
            var count = Math.Min(atOnce, rows.Count - start);
            await using var command = await db.CommandAsync(Text(into, suffix, columns, count), token);
            for (var row = 0; row < count; row++)
            {
                for (var column = 0; column < columns; column++)
                    AddParameter(command.Parameters, command.CreateParameter(), Name((row * columns) + column), rows[start + row][column]);
            }

            written += await command.ExecuteNonQueryAsync(token);
        }

        return written;
    }

    /// <summary>
    /// Runs one statement for each row, in order: prepared once on SQLite, in one round trip on PostgreSQL.
    /// </summary>
    /// <param name="db">In a transaction.</param>
    /// <param name="sql">Constant text; its parameters are <c>@tenant</c>, <c>@p0</c>, <c>@p1</c> and so on.</param>
    /// <param name="rows">The values of <c>@p0</c> and on.</param>
    /// <param name="token">Cancels.</param>
    /// <returns>Rows changed.</returns>
    [SuppressMessage("Security", "CA2100", Justification = "Texts are constants of the stores; values are parameters.")]
    public static async Task<int> ExecuteEachAsync(this PortalDbContext db, string sql, IReadOnlyList<object?[]> rows, CancellationToken token)
    {
        if (rows.Count == 0)
            return 0;
        if (!db.IsPostgres)
            return await ExecuteOneByOneAsync(db, sql, rows, token, ("@tenant", db.TenantId));
        SqlWatch.Saw(sql, [("@tenant", db.TenantId)]);
        await db.Database.OpenConnectionAsync(token);
        var changed = 0;
        foreach (var chunk in rows.Chunk(MostStatements))
        {
            await using var batch = db.Database.GetDbConnection().CreateBatch();
            batch.Transaction = db.Database.CurrentTransaction?.GetDbTransaction();
            foreach (var row in chunk)
            {
                var command = batch.CreateBatchCommand();
                command.CommandText = sql;
                AddParameter(command.Parameters, command.CreateParameter(), "@tenant", db.TenantId);
                for (var column = 0; column < row.Length; column++)
                    AddParameter(command.Parameters, command.CreateParameter(), Name(column), row[column]);
                batch.BatchCommands.Add(command);
            }

            changed += await batch.ExecuteNonQueryAsync(token);
        }

        return changed;
    }

    // SQLite finds each parameter by its name among all of the statement, and has no round trip to save: one row, prepared, is several times faster.
    private static async Task<int> ExecuteOneByOneAsync(PortalDbContext db, string sql, IReadOnlyList<object?[]> rows, CancellationToken token, params (string Name, object? Value)[] fixedArgs)
    {
        await using var command = await db.CommandAsync(sql, token, fixedArgs);
        for (var column = 0; column < rows[0].Length; column++)
            AddParameter(command.Parameters, command.CreateParameter(), Name(column), null);
        var changed = 0;
        foreach (var row in rows)
        {
            for (var column = 0; column < row.Length; column++)
                command.Parameters[column + fixedArgs.Length].Value = SqlExtensions.Plain(row[column]);
            changed += await command.ExecuteNonQueryAsync(token);
        }

        return changed;
    }

    private static string Name(int column) => string.Create(CultureInfo.InvariantCulture, $"@p{column}");

    private static void AddParameter(DbParameterCollection to, DbParameter parameter, string name, object? value)
    {
        parameter.ParameterName = name;
        parameter.Value = SqlExtensions.Plain(value);
        to.Add(parameter);
    }

    private static string Text(string into, string suffix, int columns, int rows)
    {
        var sql = new StringBuilder("INSERT INTO ").Append(into).Append(" VALUES ");
        for (var row = 0; row < rows; row++)
        {
            sql.Append(row == 0 ? "(" : ",(");
            for (var column = 0; column < columns; column++)
                sql.Append(CultureInfo.InvariantCulture, $"{(column == 0 ? "" : ",")}@p{(row * columns) + column}");
            sql.Append(')');
        }

        return sql.Append(' ').Append(suffix).ToString();
    }
}
