using System.Diagnostics.CodeAnalysis;
using System.Globalization;
using System.Text;

namespace WaPortal.Core.Data;

/// <summary>Writes many rows with few statements, on both engines, in the context's transaction.</summary>
public static class BulkRows
{
    private const int MostParameters = 1500;

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
            return await InsertOneByOneAsync(db, into, suffix, rows, token);
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
                {
                    var parameter = command.CreateParameter();
                    parameter.ParameterName = string.Create(CultureInfo.InvariantCulture, $"@p{(row * columns) + column}");
                    parameter.Value = SqlExtensions.Plain(rows[start + row][column]);
                    command.Parameters.Add(parameter);
                }
            }

            written += await command.ExecuteNonQueryAsync(token);
        }

        return written;
    }

    // SQLite finds each parameter by its name among all of the statement, and has no round trip to save: one row, prepared, is several times faster.
    [SuppressMessage("Security", "CA2100", Justification = "Texts are constants of the stores; values are parameters.")]
    private static async Task<int> InsertOneByOneAsync(PortalDbContext db, string into, string suffix, IReadOnlyList<object?[]> rows, CancellationToken token)
    {
        await using var command = await db.CommandAsync(Text(into, suffix, rows[0].Length, 1), token);
        foreach (var column in Enumerable.Range(0, rows[0].Length))
        {
            var parameter = command.CreateParameter();
            parameter.ParameterName = string.Create(CultureInfo.InvariantCulture, $"@p{column}");
            command.Parameters.Add(parameter);
        }

        var written = 0;
        foreach (var row in rows)
        {
            for (var column = 0; column < row.Length; column++)
                command.Parameters[column].Value = SqlExtensions.Plain(row[column]);
            written += await command.ExecuteNonQueryAsync(token);
        }

        return written;
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
