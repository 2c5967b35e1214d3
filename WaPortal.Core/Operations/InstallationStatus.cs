using System.Reflection;
using System.Runtime.InteropServices;
using WaPortal.Core.Access;
using WaPortal.Core.Data;
using WaPortal.Core.Tenancy;

namespace WaPortal.Core.Operations;

/// <summary>The installation in facts.</summary>
/// <param name="HasWalResetBug">SQLite's own fault of before 3.51.3 (3.50.7 and 3.44.6 in their lines); the write gate keeps the portal from meeting it.</param>
/// <param name="FreeBytes">On the disk of the data directory.</param>
/// <param name="IsDiskLow">Below what must be free (<see cref="DiskSpace"/>); nothing is sent then.</param>
/// <param name="MasterKey">Where it comes from: file or setting.</param>
public sealed record InstallationFacts(
    string Version, string Runtime, string Engine, string EngineVersion, bool HasWalResetBug, long FreeBytes, bool IsDiskLow, string MasterKey, DateTimeOffset Now);

/// <summary>Reads the facts for those who run the installation.</summary>
public sealed class InstallationStatus(PortalDatabase database, DiskSpace disk, MasterKey master, TimeProvider clock)
{
    public async Task<InstallationFacts> ReadAsync(Actor actor, CancellationToken token)
    {
        actor.Demand(Right.ManageTenants);
        var version = await database.ReadAsync(TenantId.None, async (db, t) =>
            (await db.QuerySqlAsync(db.IsPostgres ? "SHOW server_version" : "SELECT sqlite_version()", r => r.GetString(0), t))[0], token);
        return new InstallationFacts(
            Assembly.GetExecutingAssembly().GetCustomAttribute<AssemblyInformationalVersionAttribute>()?.InformationalVersion.Split('+')[0] ?? "",
            RuntimeInformation.FrameworkDescription.Replace(".NET ", "", StringComparison.Ordinal),
            database.IsPostgres ? "PostgreSQL" : "SQLite",
            version,
            !database.IsPostgres && HasWalResetBug(version),
            disk.Free,
            disk.IsLow,
            master.File is null ? "setting Data:MasterKey" : "file master.key",
            clock.GetUtcNow());
    }

    /// <summary>Whether this version of SQLite has it (sqlite.org, "WAL-reset bug").</summary>
    internal static bool HasWalResetBug(string version)
    {
        var parsed = Version.Parse(version);
        return parsed < new Version(3, 51, 3)
            && !(parsed.Minor == 50 && parsed >= new Version(3, 50, 7))
            && !(parsed.Minor == 44 && parsed >= new Version(3, 44, 6));
    }
}
