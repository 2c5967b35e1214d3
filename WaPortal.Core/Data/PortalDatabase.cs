using Microsoft.EntityFrameworkCore;
using Npgsql;
using WaPortal.Core.Tenancy;

namespace WaPortal.Core.Data;

/// <summary>
/// The only way to a <see cref="PortalDbContext"/>: one short-lived context for each operation, in the name of one tenant.
/// </summary>
/// <remarks>
/// A write runs in one transaction behind the write gate and is saved and committed when the work returns; an exception undoes it.
/// No network call may stand inside, since on SQLite every other writer waits meanwhile.
/// </remarks>
public sealed class PortalDatabase : IDisposable
{
    private const int MostTries = 4;
    private readonly Func<PortalDbContext> _create;
    private readonly Func<ITenantMismatchWatch?> _watch;
    private readonly WriteGate _gate;

    internal PortalDatabase(Func<PortalDbContext> create, bool isPostgres, Func<ITenantMismatchWatch?>? watch = null)
    {
        _create = create;
        _watch = watch ?? (() => null);
        IsPostgres = isPostgres;
        _gate = new WriteGate(single: !isPostgres);
    }

    /// <summary>True on PostgreSQL, false on SQLite.</summary>
    public bool IsPostgres { get; }

    /// <summary>Reads; changes that the work makes to entities are dropped.</summary>
    public async Task<T> ReadAsync<T>(TenantId tenant, Func<PortalDbContext, CancellationToken, Task<T>> work, CancellationToken token)
    {
        await using var db = Open(tenant);
        db.ChangeTracker.QueryTrackingBehavior = QueryTrackingBehavior.NoTracking;
        if (!IsPostgres)
            return await work(db, token);
        // Only inside a transaction may a name be given that a pooled connection cannot carry over to the next reader.
        await using var transaction = await db.Database.BeginTransactionAsync(token);
        await db.NameTenantAsync(token);
        return await work(db, token);
    }

    /// <summary>
    /// Asks one question over all tenants, in plain SQL, when nobody can know yet whose row it is: whose webhook address this is,
    /// whether an id belongs to somebody else. It cannot write. The few callers are listed in a test.
    /// </summary>
    internal async Task<T> LookAcrossAsync<T>(Func<PortalDbContext, CancellationToken, Task<T>> work, CancellationToken token)
    {
        await using var db = Open(TenantId.None);
        if (!IsPostgres)
            return await work(db, token);
        await using var transaction = await db.Database.BeginTransactionAsync(token);
        await db.NameLookAsync(all: true, token);
        return await work(db, token);
    }

    /// <summary>Reads and writes in one transaction; saved and committed when the work returns.</summary>
    /// <remarks>On SQLite the transaction is <c>BEGIN IMMEDIATE</c>, on PostgreSQL READ COMMITTED: lock what must not change (<c>FOR UPDATE</c>).
    /// There the work runs again after a deadlock, so it must keep nothing outside the context.</remarks>
    public async Task<T> WriteAsync<T>(TenantId tenant, Func<PortalDbContext, CancellationToken, Task<T>> work, CancellationToken token)
    {
        for (var tries = 1; ; tries++)
        {
            try
            {
                return await WriteOnceAsync(tenant, work, token);
            }
            catch (TenantMismatchException e) when (_watch() is { } watch)
            {
                await watch.RefusedAsync(tenant, e.Entity, CancellationToken.None);
                throw;
            }
            catch (Exception e) when (tries < MostTries && IsDeadlock(e))
            {
                // PostgreSQL ended this transaction so that another could go on: everything was undone, the work starts afresh.
            }
        }
    }

    /// <summary>As the other overload, without a result.</summary>
    public Task WriteAsync(TenantId tenant, Func<PortalDbContext, CancellationToken, Task> work, CancellationToken token) =>
        WriteAsync(tenant, async (db, inner) =>
        {
            await work(db, inner);
            return true;
        }, token);

    /// <summary>The migrations that the database lacks; changes nothing. All of them where there is no database yet.</summary>
    /// <exception cref="DatabaseTooNewException">The database was written by a newer program.</exception>
    public async Task<IReadOnlyList<string>> PendingAsync(CancellationToken token)
    {
        await using var db = Open(TenantId.None);
        return [.. db.Database.GetMigrations().Except(await AppliedAsync(db, token), StringComparer.Ordinal)];
    }

    /// <summary>Brings the schema up to the program's, then runs each feature's <see cref="ISchemaScript"/>.</summary>
    /// <returns>The migrations that were missing.</returns>
    /// <exception cref="DatabaseTooNewException">The database was written by a newer program.</exception>
    public async Task<IReadOnlyList<string>> MigrateAsync(IEnumerable<ISchemaScript> scripts, CancellationToken token)
    {
        using var pass = await _gate.EnterAsync(token);
        await using var db = Open(TenantId.None);
        var applied = await AppliedAsync(db, token);
        var complete = applied.Count == db.Database.GetMigrations().Count();
        if (IsPostgres && applied.Count > 0 && !await OwnsTablesAsync(db, token))
        {
            // A role that may only read and write rows serves a schema that its owner has brought up to date.
            if (!complete)
                throw new DatabaseNeedsOwnerException();
            return [];
        }

        if (IsPostgres && !complete)
            await RunAsync(db, RowSecurity.Lower(db.Model), token);
        await db.Database.MigrateAsync(token);
        await RunAsync(db, scripts.SelectMany(s => s.Statements(IsPostgres)), token);
        if (IsPostgres)
            await RunAsync(db, RowSecurity.Statements(db.Model), token);
        return [.. db.Database.GetMigrations().Except(applied)];
    }

    /// <summary>
    /// Empties SQLite's write-ahead log, which keeps what was overwritten until then. For what must not be on the disk any more; readers at work
    /// may hold it up until the next time. PostgreSQL settles its own log.
    /// </summary>
    public async Task EmptyLogAsync(CancellationToken token)
    {
        if (IsPostgres)
            return;
        using var pass = await _gate.EnterAsync(token);
        await using var db = Open(TenantId.None);
        await db.ExecuteSqlAsync("PRAGMA wal_checkpoint(TRUNCATE)", token);
    }

    /// <summary>Goes on in the name of another tenant within the same transaction. Only for what must change in all enterprises at once or in none.</summary>
    internal static async Task EnterAsync(PortalDbContext db, TenantId tenant, CancellationToken token)
    {
        db.TenantId = tenant;
        if (db.IsPostgres)
            await db.NameTenantAsync(token);
    }

    /// <inheritdoc />
    public void Dispose() => _gate.Dispose();

    private async Task<T> WriteOnceAsync<T>(TenantId tenant, Func<PortalDbContext, CancellationToken, Task<T>> work, CancellationToken token)
    {
        using var pass = await _gate.EnterAsync(token);
        await using var db = Open(tenant);
        await using var transaction = await db.Database.BeginTransactionAsync(token);
        if (IsPostgres)
            await db.NameTenantAsync(token);
        db.CommitWork = [];
        var result = await work(db, token);
        await db.SaveChangesAsync(token);
        foreach (var last in db.CommitWork)
        {
            await last.RunAsync(db, token);
            await db.SaveChangesAsync(token);
        }

        await transaction.CommitAsync(token);
        foreach (var last in db.CommitWork)
            last.Committed();
        return result;
    }

    private static async Task<List<string>> AppliedAsync(PortalDbContext db, CancellationToken token)
    {
        // Asking for applied migrations fails on a database file that does not exist yet, and then nothing can be too new.
        List<string> applied = await db.Database.CanConnectAsync(token) ? [.. await db.Database.GetAppliedMigrationsAsync(token)] : [];
        return applied.Except(db.Database.GetMigrations(), StringComparer.Ordinal).LastOrDefault() is { } unknown ? throw new DatabaseTooNewException(unknown) : applied;
    }

    private static async Task RunAsync(PortalDbContext db, IEnumerable<string> statements, CancellationToken token)
    {
        foreach (var sql in statements)
            await db.ExecuteSqlAsync(sql, token);
    }

    private static async Task<bool> OwnsTablesAsync(PortalDbContext db, CancellationToken token) => (await db.QuerySqlAsync(
        "SELECT pg_has_role(relowner, 'USAGE') FROM pg_class WHERE oid = to_regclass('tenants')", row => row.GetBoolean(0), token)) is not [false];

    private static bool IsDeadlock(Exception e) =>
        (e as PostgresException ?? e.InnerException as PostgresException)?.SqlState
            is PostgresErrorCodes.DeadlockDetected or PostgresErrorCodes.SerializationFailure;

    private PortalDbContext Open(TenantId tenant)
    {
        var db = _create();
        db.TenantId = tenant;
        return db;
    }
}

/// <summary>SQL that a migration cannot express (triggers, partial objects); each statement must be safe to run at every start.</summary>
public interface ISchemaScript
{
    /// <summary>The statements for one engine, in order.</summary>
    IEnumerable<string> Statements(bool isPostgres);
}

/// <summary>The schema must be brought up to date, and the role that the portal runs under may not do that.</summary>
public sealed class DatabaseNeedsOwnerException() : InvalidOperationException(
    "The database must be brought up to this program's version, and the role that the portal signs in with does not own its tables. Start this version once with the owner's role, then again with this one. Nothing was changed.");

/// <summary>The database holds a migration that this program does not know: it was written by a newer version.</summary>
public sealed class DatabaseTooNewException(string migration) : InvalidOperationException(
    $"The database is newer than this program (it holds the migration {migration}). Start the newer WaPortal again, or restore a backup taken before the upgrade. Nothing was changed.");
