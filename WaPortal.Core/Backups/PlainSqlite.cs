using System.Diagnostics.CodeAnalysis;
using Microsoft.Data.Sqlite;

namespace WaPortal.Core.Backups;

/// <summary>A SQLite file for those few things that are done to the file as a whole, in a connection that is closed when it says so.</summary>
internal sealed class PlainSqlite : IDisposable
{
    private readonly SqliteConnection _connection;

    public PlainSqlite(string file, SqliteOpenMode mode)
    {
        _connection = new SqliteConnection(new SqliteConnectionStringBuilder { DataSource = file, Mode = mode, Pooling = false }.ToString());
        _connection.Open();
    }

    /// <summary>Runs a statement, however long it takes; it can be broken off, and leaves nothing then.</summary>
    /// <exception cref="OperationCanceledException">It was broken off.</exception>
    [SuppressMessage("Security", "CA2100", Justification = "Texts are constants; values are parameters.")]
    public IReadOnlyList<string> Query(string sql, CancellationToken token, params (string Name, object Value)[] args)
    {
        using var command = _connection.CreateCommand();
        command.CommandText = sql;
        command.CommandTimeout = 30; // the driver counts only the time that it waits for locks
        foreach (var (name, value) in args)
            command.Parameters.AddWithValue(name, value);
        using var stop = token.Register(() => SQLitePCL.raw.sqlite3_interrupt(_connection.Handle!));
        token.ThrowIfCancellationRequested();
        try
        {
            using var reader = command.ExecuteReader();
            var rows = new List<string>();
            while (reader.Read())
                rows.Add(Convert.ToString(reader.GetValue(0), System.Globalization.CultureInfo.InvariantCulture) ?? "");
            return rows;
        }
        catch (SqliteException) when (token.IsCancellationRequested)
        {
            throw new OperationCanceledException(token);
        }
    }

    /// <summary>What is wrong with the file as SQLite sees it; null where nothing is.</summary>
    public static string? Fault(string file, CancellationToken token)
    {
        try
        {
            using var copy = new PlainSqlite(file, SqliteOpenMode.ReadWrite);
            var found = copy.Query("PRAGMA integrity_check(5)", token);
            return found is ["ok"] ? null : string.Join("; ", found);
        }
        catch (SqliteException e)
        {
            return e.Message;
        }
    }

    public void Dispose() => _connection.Dispose();
}
