using Microsoft.Data.Sqlite;

namespace WaPortal.Sandbox;

/// <summary>
/// A small SQLite file and a folder of media. The write-ahead log with NORMAL flushing survives a killed process,
/// which is what a platform in a box has to survive; a power cut may cost the last moments.
/// </summary>
internal sealed class FileStore : ISandboxStore
{
    private readonly Lock _gate = new();
    private readonly SqliteConnection _connection;
    private readonly string _mediaFolder;

    public FileStore(string directory)
    {
        Directory.CreateDirectory(directory);
        _mediaFolder = Path.Combine(directory, "media");
        Directory.CreateDirectory(_mediaFolder);
        _connection = new SqliteConnection(new SqliteConnectionStringBuilder { DataSource = Path.Combine(directory, "sandbox.db"), Pooling = false }.ToString());
        _connection.Open();
        Execute("PRAGMA journal_mode=WAL");
        Execute("PRAGMA synchronous=NORMAL");
        Execute("CREATE TABLE IF NOT EXISTS objects(kind TEXT NOT NULL, id TEXT NOT NULL, body TEXT NOT NULL, PRIMARY KEY(kind, id)) WITHOUT ROWID");
    }

    public void Write(IReadOnlyCollection<StoredChange> changes)
    {
        if (changes.Count == 0) return;
        lock (_gate)
        {
            using var transaction = _connection.BeginTransaction();
            using var put = Command(transaction, "INSERT INTO objects(kind, id, body) VALUES($kind, $id, $body) ON CONFLICT(kind, id) DO UPDATE SET body = excluded.body");
            using var forget = Command(transaction, "DELETE FROM objects WHERE kind = $kind AND id = $id");
            foreach (var change in changes)
            {
                var command = change.Body is null ? forget : put;
                command.Parameters.Clear();
                command.Parameters.AddWithValue("$kind", change.Kind);
                command.Parameters.AddWithValue("$id", change.Id);
                if (change.Body is not null) command.Parameters.AddWithValue("$body", change.Body);
                command.ExecuteNonQuery();
            }

            transaction.Commit();
        }
    }

    public IReadOnlyList<(string Id, string Body)> Load(string kind)
    {
        lock (_gate)
        {
            using var command = Command(null, "SELECT id, body FROM objects WHERE kind = $kind ORDER BY id");
            command.Parameters.AddWithValue("$kind", kind);
            using var reader = command.ExecuteReader();
            var found = new List<(string, string)>();
            while (reader.Read()) found.Add((reader.GetString(0), reader.GetString(1)));
            return found;
        }
    }

    public void WriteBytes(string id, byte[] bytes) => File.WriteAllBytes(PathOf(id), bytes);

    public byte[]? ReadBytes(string id) => File.Exists(PathOf(id)) ? File.ReadAllBytes(PathOf(id)) : null;

    public void ForgetBytes(string id) => File.Delete(PathOf(id));

    public void Dispose() => _connection.Dispose();

    // Ids are made here and consist of digits; anything else never becomes a path.
    private string PathOf(string id) => id.All(char.IsAsciiDigit)
        ? Path.Combine(_mediaFolder, id)
        : throw new ArgumentException("Not a media id.", nameof(id));

    private SqliteCommand Command(SqliteTransaction? transaction, string sql)
    {
        var command = _connection.CreateCommand();
        command.Transaction = transaction;
#pragma warning disable CA2100 // The texts are constants of this class.
        command.CommandText = sql;
#pragma warning restore CA2100
        return command;
    }

    private void Execute(string sql)
    {
        using var command = Command(null, sql);
        command.ExecuteNonQuery();
    }
}
