using System.Globalization;
using Microsoft.Data.Sqlite;
using Microsoft.EntityFrameworkCore;
using SQLitePCL;
using WaPortal.Core.Tenancy;

namespace WaPortal.Core.Data;

/// <summary>Reads that are given up when they take too long, or when nobody waits for them any more: the database itself stops working on them.</summary>
public static class LimitedReads
{
    /// <summary>Reads within a time; the default of <typeparamref name="T"/> when it was over first.</summary>
    /// <exception cref="OperationCanceledException">The caller's token was cancelled.</exception>
    public static async Task<T?> ReadWithinAsync<T>(
        this PortalDatabase database, TenantId tenant, TimeSpan limit, Func<PortalDbContext, CancellationToken, Task<T>> work, CancellationToken token)
    {
        using var time = CancellationTokenSource.CreateLinkedTokenSource(token);
        time.CancelAfter(limit);
        try
        {
            // Off the caller's thread: SQLite answers on the thread that asks.
            return await Task.Run(() => database.ReadAsync(tenant, (db, t) => WatchedAsync(db, limit, work, t), time.Token), time.Token);
        }
        catch (Exception e) when (time.IsCancellationRequested && e is OperationCanceledException or SqliteException { SqliteErrorCode: raw.SQLITE_INTERRUPT } or Npgsql.PostgresException { SqlState: Npgsql.PostgresErrorCodes.QueryCanceled })
        {
            token.ThrowIfCancellationRequested();
            return default;
        }
    }

    private static async Task<T> WatchedAsync<T>(PortalDbContext db, TimeSpan limit, Func<PortalDbContext, CancellationToken, Task<T>> work, CancellationToken token)
    {
        if (db.IsPostgres)
        {
            // Also where the word to stop is lost on its way.
            await db.QuerySqlAsync("SELECT set_config('statement_timeout', @limit, true)", _ => true, token, ("@limit", ((long)limit.TotalMilliseconds + 1000).ToString(CultureInfo.InvariantCulture)));
            return await work(db, token);
        }

        await db.Database.OpenConnectionAsync(token);
        var handle = ((SqliteConnection)db.Database.GetDbConnection()).Handle!;
        await using var watch = token.UnsafeRegister(state => raw.sqlite3_interrupt((sqlite3)state!), handle);
        return await work(db, token);
    }
}
