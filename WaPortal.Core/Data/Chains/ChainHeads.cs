namespace WaPortal.Core.Data.Chains;

/// <summary>Where a chain ends.</summary>
/// <param name="Seq">Number of the last entry; 0 for an empty chain.</param>
/// <param name="Hash">The chain's hash with it.</param>
/// <param name="IsNew">The chain begins with this transaction.</param>
internal readonly record struct ChainPosition(long Seq, byte[] Hash, bool IsNew);

/// <summary>
/// The row in which a chain ends, and the gate that all who append pass one by one: whoever has it keeps it until the commit, so numbers have no gaps.
/// </summary>
/// <param name="table">A table with the columns <c>seq</c> and <c>chain_hash</c>. Constant text.</param>
/// <param name="key">Its key column. Constant text.</param>
internal sealed class ChainHeads(string table, string key)
{
    private readonly string _begin = $"INSERT INTO {table} ({key}, seq, chain_hash) VALUES (@key, 0, @genesis) ON CONFLICT ({key}) DO NOTHING";
    private readonly string _read = $"SELECT seq, chain_hash FROM {table} WHERE {key} = @key";
    private readonly string _move = $"UPDATE {table} SET seq = @seq, chain_hash = @chain WHERE {key} = @key";

    /// <summary>Takes the gate and gives the end of the chain.</summary>
    public async Task<ChainPosition> LockAsync(PortalDbContext db, object owner, byte[] genesis, CancellationToken token)
    {
        var begun = await db.ExecuteSqlAsync(_begin, token, ("@key", owner), ("@genesis", genesis));
        // SQLite has one writer; PostgreSQL appends of one chain wait here for each other.
        var rows = await db.QuerySqlAsync(
            db.IsPostgres ? _read + " FOR UPDATE" : _read, r => new ChainPosition(r.GetInt64(0), r.GetFieldValue<byte[]>(1), begun == 1), token, ("@key", owner));
        return rows[0];
    }

    /// <summary>Moves the end on, under the gate.</summary>
    public Task MoveAsync(PortalDbContext db, object owner, long seq, byte[] chain, CancellationToken token) =>
        db.ExecuteSqlAsync(_move, token, ("@key", owner), ("@seq", seq), ("@chain", chain));
}
