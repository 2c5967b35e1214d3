using System.IO.Compression;
using System.Reflection;
using Microsoft.Data.Sqlite;
using WaPortal.Core.Access;
using WaPortal.Core.Audit;
using WaPortal.Core.Data;
using WaPortal.Core.Tenancy;

namespace WaPortal.Core.Backups;

/// <summary>What became of a backup.</summary>
public abstract record BackupResult
{
    /// <summary>It is on the disk.</summary>
    /// <param name="File">Where.</param>
    /// <param name="Size">Bytes.</param>
    /// <param name="Manifest">What is in it.</param>
    public sealed record Taken(string File, long Size, BackupManifest Manifest) : BackupResult;

    /// <summary>There is none.</summary>
    public sealed record Refused(string Why) : BackupResult;
}

/// <summary>
/// Copies the installation into one file while the portal runs: the database as it is at one moment (<c>VACUUM INTO</c>, never a copy of the file), uploaded files and the
/// public keys of the ledger. No secret key is in it. The copy is looked through before it is packed, and carries the mark that makes whoever starts on it careful.
/// </summary>
public sealed class TakeBackup(PortalDatabase database, DataDirectory data, MasterKey master, PlatformTrail trail, TimeProvider clock)
{
    private const UnixFileMode OwnerOnly = UnixFileMode.UserRead | UnixFileMode.UserWrite;

    /// <summary>The event by which the last backup is known.</summary>
    public const string Event = "backup.taken";

    /// <summary>Takes one. The actor holds <see cref="Right.ManageTenants"/>.</summary>
    /// <param name="actor">Who.</param>
    /// <param name="target">A file that is not there yet, or a directory, in which it is named by the time.</param>
    /// <param name="token">Breaks off; nothing is left then.</param>
    public async Task<BackupResult> RunAsync(Actor actor, string target, CancellationToken token)
    {
        actor.Demand(Right.ManageTenants);
        if (database.IsPostgres)
            return new BackupResult.Refused("The database is PostgreSQL: back it up with pg_dump or your server's own means, and the directory tenants/ of the data directory beside it. After restoring it run \"restore --mark\" before anything is started on it.");
        var takenAt = DateTimeOffset.FromUnixTimeMilliseconds(clock.GetUtcNow().ToUnixTimeMilliseconds());
        var file = Path.GetFullPath(Directory.Exists(target) ? Path.Combine(target, FormattableString.Invariant($"waportal-{takenAt.UtcDateTime:yyyyMMdd'T'HHmmss'Z'}.zip")) : target);
        if (Refusal(file) is { } why)
            return new BackupResult.Refused(why);

        var work = file + ".part";
        try
        {
            MakeDirectory(work);
            var copy = Path.Combine(work, BackupManifest.Database);
            using (var source = new PlainSqlite(data.PortalFile, SqliteOpenMode.ReadOnly))
                await Task.Run(() => source.Query("VACUUM INTO @file", token, ("@file", copy)), token);
            var keys = CopyPublicKeys(work);
            if (await Task.Run(() => PlainSqlite.Fault(copy, token), token) is { } fault)
                return new BackupResult.Refused($"The copy of the database is not whole: {fault}. The database itself may be damaged. There is no backup.");
            IReadOnlyList<BackupLedger> ledgers;
            await using (var look = new DetachedCore(work, master, clock))
                ledgers = await look.LedgersAsync(token);
            var migration = Mark(copy, takenAt, token);
            var packed = Path.Combine(work, "packed");
            var manifest = await PackAsync(packed, [(BackupManifest.Database, copy), .. keys], new BackupManifest(BackupManifest.NewestFormat, Program, takenAt, migration, master.Fingerprint, [], ledgers), token);
            File.Move(packed, file, overwrite: false);
            var size = new FileInfo(file).Length;
            await trail.RecordAsync(actor, Event, Path.GetFileName(file), ledgers.All(l => l.Breaks == 0) ? "ok" : "failed", FormattableString.Invariant($"{size} bytes, {manifest.Files.Count} files, {ledgers.Count} ledgers"), CancellationToken.None);
            return new BackupResult.Taken(file, size, manifest);
        }
        catch (IOException e)
        {
            return new BackupResult.Refused($"The backup could not be written: {e.Message} There is no backup.");
        }
        catch (SqliteException e)
        {
            return new BackupResult.Refused($"The database could not be copied: {e.Message} There is no backup.");
        }
        finally
        {
            if (Directory.Exists(work))
                Directory.Delete(work, recursive: true);
        }
    }

    private static string Program => Assembly.GetExecutingAssembly().GetCustomAttribute<AssemblyInformationalVersionAttribute>()?.InformationalVersion.Split('+')[0] ?? "";

    private string? Refusal(string file)
    {
        if (File.Exists(file) || Directory.Exists(file + ".part"))
            return $"{(File.Exists(file) ? file : file + ".part")} is there already. Nothing was written over.";
        if (file.StartsWith(data.Root + Path.DirectorySeparatorChar, StringComparison.Ordinal))
            return $"{file} lies in the data directory: what takes the one would take the other. Choose another place, best on another machine.";
        if (Path.GetDirectoryName(file) is not { } directory || !Directory.Exists(directory))
            return $"The directory {Path.GetDirectoryName(file)} does not exist.";
        // The copy and the packed file lie side by side for a while.
        var needed = (2 * new FileInfo(data.PortalFile).Length) + Files().Sum(f => Math.Max(0, new FileInfo(f).Length)) + (16L << 20);
        var free = new DriveInfo(directory).AvailableFreeSpace;
        return free < needed ? FormattableString.Invariant($"{directory} has {free >> 20} MiB free; the backup may need {needed >> 20}.") : null;
    }

    private IEnumerable<string> Files()
    {
        var tenants = Path.Combine(data.Root, "tenants");
        return Directory.Exists(tenants) ? Directory.EnumerateFiles(tenants, "*", SearchOption.AllDirectories) : [];
    }

    // What verifies checkpoints; what signs them stays where it is.
    private List<(string Path, string File)> CopyPublicKeys(string work)
    {
        var keys = new List<(string, string)>();
        var from = Path.Combine(data.Root, "keys", "ledger");
        if (!Directory.Exists(from))
            return keys;
        var to = Directory.CreateDirectory(Path.Combine(work, "keys", "ledger")).FullName;
        foreach (var file in Directory.EnumerateFiles(from, "*.pub.pem").Order(StringComparer.Ordinal))
        {
            var copy = Path.Combine(to, Path.GetFileName(file));
            File.Copy(file, copy);
            keys.Add(("keys/ledger/" + Path.GetFileName(file), copy));
        }

        return keys;
    }

    private static string Mark(string copy, DateTimeOffset takenAt, CancellationToken token)
    {
        using var marked = new PlainSqlite(copy, SqliteOpenMode.ReadWrite);
        marked.Query("INSERT INTO restorations (id, taken_at) VALUES (@id, @at)", token, ("@id", Guid.CreateVersion7()), ("@at", takenAt.ToUnixTimeMilliseconds()));
        return marked.Query("SELECT \"MigrationId\" FROM \"__EFMigrationsHistory\" ORDER BY \"MigrationId\" DESC LIMIT 1", token)[0];
    }

    private async Task<BackupManifest> PackAsync(string packed, IReadOnlyList<(string Path, string File)> first, BackupManifest manifest, CancellationToken token)
    {
        var options = new FileStreamOptions { Mode = FileMode.CreateNew, Access = FileAccess.ReadWrite };
        if (!OperatingSystem.IsWindows())
            options.UnixCreateMode = OwnerOnly;
        await using var stream = new FileStream(packed, options);
        var entries = new List<BackupEntry>();
        await using (var zip = new ZipArchive(stream, ZipArchiveMode.Create, leaveOpen: true))
        {
            foreach (var (path, file) in first.Concat(Files().Order(StringComparer.Ordinal).Select(f => (Path.GetRelativePath(data.Root, f).Replace(Path.DirectorySeparatorChar, '/'), f))))
            {
                if (await AddAsync(zip, path, file, token) is { } entry)
                    entries.Add(entry);
            }

            manifest = manifest with { Files = entries };
            await using var last = await zip.CreateEntry(BackupManifest.FileName).OpenAsync(token);
            await using var writer = new StreamWriter(last);
            await writer.WriteAsync(manifest.ToJson().AsMemory(), token);
        }

        stream.Flush(flushToDisk: true);
        return manifest;
    }

    // Null for a file that went while the others were packed: its time was over.
    private static async Task<BackupEntry?> AddAsync(ZipArchive zip, string path, string file, CancellationToken token)
    {
        FileStream source;
        try
        {
            source = new FileStream(file, FileMode.Open, FileAccess.Read, FileShare.ReadWrite | FileShare.Delete);
        }
        catch (Exception e) when (e is FileNotFoundException or DirectoryNotFoundException)
        {
            return null;
        }

        await using (source)
        {
            await using var entry = await zip.CreateEntry(path, CompressionLevel.Fastest).OpenAsync(token);
            var (size, sha) = await HashedCopy.RunAsync(source, entry, token);
            return new BackupEntry(path, size, sha);
        }
    }

    private static void MakeDirectory(string path)
    {
        if (OperatingSystem.IsWindows())
            Directory.CreateDirectory(path);
        else
            Directory.CreateDirectory(path, OwnerOnly | UnixFileMode.UserExecute);
    }
}
