using System.ComponentModel.DataAnnotations;

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
}
