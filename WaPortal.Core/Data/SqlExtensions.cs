using System.Data.Common;
using System.Diagnostics.CodeAnalysis;
using Microsoft.EntityFrameworkCore;
using Microsoft.EntityFrameworkCore.Storage;

namespace WaPortal.Core.Data;

/// <summary>
/// Plain SQL in the context's transaction, for the few hot stores. The text is always a constant; values go as parameters
/// (<c>@name</c>), the tenant's id among them.
/// </summary>
public static class SqlExtensions
{
    /// <summary>Runs a statement and gives the number of rows changed.</summary>
    public static async Task<int> ExecuteSqlAsync(
        this PortalDbContext db, string sql, CancellationToken token, params (string Name, object? Value)[] args)
    {
        await using var command = await db.CommandAsync(sql, token, args);
        return await command.ExecuteNonQueryAsync(token);
    }

    /// <summary>Runs a query (or a statement with RETURNING) and maps each row.</summary>
    public static async Task<List<T>> QuerySqlAsync<T>(
        this PortalDbContext db, string sql, Func<DbDataReader, T> map, CancellationToken token, params (string Name, object? Value)[] args)
    {
        await using var command = await db.CommandAsync(sql, token, args);
        await using var reader = await command.ExecuteReaderAsync(token);
        var rows = new List<T>();
        while (await reader.ReadAsync(token))
            rows.Add(map(reader));
        return rows;
    }

    /// <summary>A command in the context's connection and transaction, to be prepared and run many times.</summary>
    [SuppressMessage("Security", "CA2100", Justification = "Texts are constants of the stores; values are parameters.")]
    public static async Task<DbCommand> CommandAsync(
        this PortalDbContext db, string sql, CancellationToken token, params (string Name, object? Value)[] args)
    {
        SqlWatch.Saw(sql, args);
        await db.Database.OpenConnectionAsync(token);
        var command = db.Database.GetDbConnection().CreateCommand();
        command.Transaction = db.Database.CurrentTransaction?.GetDbTransaction();
        command.CommandText = sql;
        foreach (var (name, value) in args)
        {
            var parameter = command.CreateParameter();
            parameter.ParameterName = name;
            parameter.Value = Plain(value);
            command.Parameters.Add(parameter);
        }

        return command;
    }

    /// <summary>From here on what this connection deletes is overwritten in SQLite's file. PostgreSQL writes over it in its own time.</summary>
    public static async Task OverwriteDeletedAsync(this PortalDbContext db, CancellationToken token)
    {
        if (!db.IsPostgres)
            await db.ExecuteSqlAsync("PRAGMA secure_delete=ON", token);
    }

    /// <summary>A value as both engines store it: ids as UUID, times as unix milliseconds, enums by name.</summary>
    public static object Plain(object? value) => value switch
    {
        null => DBNull.Value,
        DateTimeOffset time => time.ToUnixTimeMilliseconds(),
        Enum name => name.ToString(),
        IGuidId id => id.Value,
        _ => value,
    };
}
