using System.ComponentModel.DataAnnotations;
using System.Net;
using Microsoft.Extensions.Options;
using Npgsql;

namespace WaPortal.Core.Data;

/// <summary>Which database holds the portal's data.</summary>
public enum DatabaseProvider
{
    /// <summary>One file under the data directory; one process only.</summary>
    Sqlite,

    /// <summary>A PostgreSQL server; several portal processes may share it.</summary>
    Postgres,
}

/// <summary>Section <c>Database</c>.</summary>
public sealed class DatabaseOptions
{
    /// <summary>The section's name.</summary>
    public const string Section = "Database";

    /// <summary><c>Sqlite</c> (default) or <c>Postgres</c>.</summary>
    public DatabaseProvider Provider { get; set; } = DatabaseProvider.Sqlite;

    /// <summary>PostgreSQL's connection string. Not used with SQLite, whose files live in the data directory.</summary>
    public string? ConnectionString { get; set; }

    /// <summary>
    /// What connections are made with: a process that stands still in the middle of a transaction would hold its locks for as long as its connection lives, and no other node could go on. So the server
    /// ends a transaction in which nothing has been asked for twenty seconds, shorter than a statement waits for a lock. What the string itself says about it wins.
    /// </summary>
    internal string PostgresConnection
    {
        get
        {
            var connection = new NpgsqlConnectionStringBuilder(ConnectionString);
            if (connection.Options?.Contains(IdleLimit, StringComparison.Ordinal) != true)
                connection.Options = $"{connection.Options} -c {IdleLimit}=20000".TrimStart();
            return connection.ToString();
        }
    }

    private const string IdleLimit = "idle_in_transaction_session_timeout";
}

/// <summary>Finds what is wrong with the section, a connection among it that would go to another machine unencrypted or to whoever answers there.</summary>
internal sealed class ValidateDatabaseOptions : IValidateOptions<DatabaseOptions>
{
    public ValidateOptionsResult Validate(string? name, DatabaseOptions options)
    {
        if (options.Provider != DatabaseProvider.Postgres)
            return ValidateOptionsResult.Success;
        if (string.IsNullOrWhiteSpace(options.ConnectionString))
            return ValidateOptionsResult.Fail("Database:ConnectionString is missing; Database:Provider is Postgres, which needs it.");
        try
        {
            var connection = new NpgsqlConnectionStringBuilder(options.ConnectionString);
            return connection.SslMode is SslMode.VerifyCA or SslMode.VerifyFull || (connection.Host ?? "").Split(',').All(IsThisMachine)
                ? ValidateOptionsResult.Success
                : ValidateOptionsResult.Fail(
                    "Database:ConnectionString must say SSL Mode=VerifyFull (and Root Certificate=FILE for a certificate of your own): the driver's default goes on without encryption where the server offers none. Only a server on this machine may do without.");
        }
        catch (ArgumentException)
        {
            return ValidateOptionsResult.Fail("Database:ConnectionString cannot be read. It looks like \"Host=db;Username=waportal;Password=...;Database=waportal;SSL Mode=VerifyFull\".");
        }
    }

    // A path is a socket of this machine.
    private static bool IsThisMachine(string host)
    {
        var bare = host.Trim();
        if (bare.StartsWith('/') || bare.StartsWith('@'))
            return true;
        bare = bare.StartsWith('[') ? bare[1..].Split(']')[0] : bare.Count(c => c == ':') == 1 ? bare.Split(':')[0] : bare;
        return bare.Equals("localhost", StringComparison.OrdinalIgnoreCase) || (IPAddress.TryParse(bare, out var address) && IPAddress.IsLoopback(address));
    }
}

/// <summary>Section <c>Data</c>: where the portal keeps its files.</summary>
public sealed class DataOptions
{
    /// <summary>The section's name.</summary>
    public const string Section = "Data";

    /// <summary>Directory of the databases, keys and uploaded files; created with owner-only rights when missing.</summary>
    [Required]
    public string Directory { get; set; } = "data";

    /// <summary>
    /// The master key as base64 of 32 bytes, for places where a secret store hands it over by environment.
    /// Empty: the file <c>keys/master.key</c> in the data directory, made at the first start.
    /// </summary>
    public string? MasterKey { get; set; }

    /// <summary>Below so many MiB of free disk nothing more is sent, until a quarter more is free.</summary>
    [Range(1, 1_000_000, ErrorMessage = "Data:LeastFreeMiB must be between 1 and 1000000.")]
    public int LeastFreeMiB { get; set; } = 500;
}
