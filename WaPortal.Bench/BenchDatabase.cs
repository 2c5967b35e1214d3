using Npgsql;
using WaPortal.Core.Data;

namespace WaPortal.Bench;

/// <summary>A database on a PostgreSQL server that is dropped afterwards, or none where the data folder's SQLite file is used.</summary>
internal sealed class BenchDatabase : IAsyncDisposable
{
    private readonly string? _server;
    private readonly string _name = "bench_" + Guid.NewGuid().ToString("N")[..12];

    private BenchDatabase(string? server) => _server = server;

    /// <summary>What a portal needs to use it.</summary>
    public IReadOnlyDictionary<string, string?> Settings => _server is null ? new Dictionary<string, string?>() : new Dictionary<string, string?>
    {
        ["Database:Provider"] = nameof(DatabaseProvider.Postgres),
        ["Database:ConnectionString"] = new NpgsqlConnectionStringBuilder(_server) { Database = _name }.ToString(),
    };

    public static async Task<BenchDatabase> CreateAsync(string? server)
    {
        var database = new BenchDatabase(server);
        await database.ExecuteAsync($"CREATE DATABASE {database._name}");
        return database;
    }

    public async ValueTask DisposeAsync()
    {
        NpgsqlConnection.ClearAllPools();
        await ExecuteAsync($"DROP DATABASE IF EXISTS {_name} WITH (FORCE)");
    }

    private async Task ExecuteAsync(string sql)
    {
        if (_server is null)
            return;
        await using var connection = new NpgsqlConnection(_server);
        await connection.OpenAsync();
        await using var command = connection.CreateCommand();
#pragma warning disable CA2100 // The name is made above.
        command.CommandText = sql;
#pragma warning restore CA2100
        await command.ExecuteNonQueryAsync();
    }
}
