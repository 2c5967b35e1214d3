using Microsoft.Data.Sqlite;
using Microsoft.Extensions.DependencyInjection;
using WaPortal.Core.Data;
using WaPortal.Core.OptIns.Ledger.Checkpoints;
using WaPortal.Core.Tenancy;

namespace WaPortal.Core.Backups;

/// <summary>What is to be restored.</summary>
/// <param name="File">The backup.</param>
/// <param name="Directory">The data directory.</param>
/// <param name="MasterKey">The key of the configuration, base64; null for a key in a file.</param>
/// <param name="KeyFile">A file with the key, which is put into its place; null where the key is in its place or in the configuration.</param>
/// <param name="Replace">What is in the directory is moved aside.</param>
/// <param name="Checkpoints">Directory to which checkpoints of the ledger were copied; null for none. Those that are newer than the backup tell what it lacks.</param>
public sealed record RestoreRequest(string File, string Directory, string? MasterKey, string? KeyFile, bool Replace, string? Checkpoints);

/// <summary>What became of a restore.</summary>
public abstract record RestoreResult
{
    /// <summary>The directory holds the backup, and nothing in it goes on by itself.</summary>
    /// <param name="Manifest">What was restored.</param>
    /// <param name="Marks">What was kept from going on, by enterprise.</param>
    /// <param name="Missing">Entries of consent ledgers that copied checkpoints tell of and the backup lacks, by Enterprise ID.</param>
    /// <param name="Aside">Where what was there lies now; null where nothing was.</param>
    public sealed record Done(BackupManifest Manifest, IReadOnlyList<RestoreMarks> Marks, IReadOnlyDictionary<string, long> Missing, string? Aside) : RestoreResult;

    /// <summary>Nothing was changed.</summary>
    public sealed record Refused(string Why) : RestoreResult;
}

/// <summary>
/// Restores a backup into a data directory, with the portal stopped: unpacked beside its place, held against its hashes, looked through by SQLite, brought to this
/// program's version, its ledgers verified, and made careful (<see cref="MarkRestored"/>). Only then it is moved in.
/// </summary>
public static class RestoreBackup
{
    public static async Task<RestoreResult> RunAsync(RestoreRequest request, TimeProvider clock, CancellationToken token)
    {
        var (file, problem) = BackupFile.Open(request.File);
        if (file is null)
            return new RestoreResult.Refused(problem!);
        using var opened = file;
        var target = new RestoreTarget(Path.GetFullPath(request.Directory), clock.GetUtcNow());
        if (target.Refusal(request.Replace, file.Manifest.Files.Sum(f => f.Size)) is { } why)
            return new RestoreResult.Refused($"{why} Nothing was changed.");
        var (master, noKey) = FindKey(request, target, file.Manifest);
        if (master is null)
            return new RestoreResult.Refused($"{noKey} Nothing was changed.");
        try
        {
            RestoreTarget.Make(target.Staging);
            if (await file.UnpackAsync(target.Staging, token) is { } damage)
                return new RestoreResult.Refused($"{damage} Nothing was changed.");
            var (marks, fault) = await MakeReadyAsync(target, file.Manifest, master, clock, token);
            if (fault is not null)
                return new RestoreResult.Refused($"{fault} Nothing was changed.");
            if (request.MasterKey is null)
                target.Keep(master);
            var aside = target.MoveIn();
            return new RestoreResult.Done(file.Manifest, marks, await MissingAsync(request.Checkpoints, file.Manifest, token), aside);
        }
        finally
        {
            if (Directory.Exists(target.Staging))
                Directory.Delete(target.Staging, recursive: true);
        }
    }

    private static (MasterKey? Key, string? Problem) FindKey(RestoreRequest request, RestoreTarget target, BackupManifest manifest)
    {
        MasterKey? key;
        try
        {
            key = request.MasterKey is { } text ? Tenancy.MasterKey.FromSetting(text)
                : request.KeyFile is { } given ? Tenancy.MasterKey.FromFile(given)
                : File.Exists(target.KeyFile) ? Tenancy.MasterKey.FromFile(target.KeyFile)
                : null;
        }
        catch (MasterKeyException e)
        {
            return (null, e.Message);
        }

        if (key is null)
            return (null, $"The master key is missing. It is in no backup: put it to {target.KeyFile} (chmod 600), hand it over as Data:MasterKey, or name its file with --key-file. The backup needs the key {manifest.MasterKey}.");
        if (key.Fingerprint != manifest.MasterKey)
            return (null, $"The master key in {key.Source} is not the backup's: it is the key {key.Fingerprint}, and the backup needs the key {manifest.MasterKey}.");
        return request is { MasterKey: null, KeyFile: not null } && File.Exists(target.KeyFile) && !Tenancy.MasterKey.FromFile(target.KeyFile).Equals(key)
            ? (null, $"{target.KeyFile} is another key than that of the backup. Move it away first, and keep it.")
            : (key, null);
    }

    private static async Task<(IReadOnlyList<RestoreMarks> Marks, string? Fault)> MakeReadyAsync(RestoreTarget target, BackupManifest manifest, MasterKey master, TimeProvider clock, CancellationToken token)
    {
        var database = Path.Combine(target.Staging, "portal.db");
        if (await Task.Run(() => PlainSqlite.Fault(database, token), token) is { } broken)
            return ([], $"The database in the backup is damaged: {broken}.");
        // A copy is not in log mode; the portal is.
        using (var copy = new PlainSqlite(database, SqliteOpenMode.ReadWrite))
            copy.Query("PRAGMA journal_mode=WAL", token);
        IReadOnlyList<RestoreMarks> marks;
        await using (var core = new DetachedCore(target.Staging, master, clock))
        {
            try
            {
                await CoreStart.MigrateAsync(core.Services, token);
                await core.Services.GetRequiredService<MasterKeyCheck>().RunAsync(token);
            }
            catch (Exception e) when (e is DatabaseTooNewException or MasterKeyException)
            {
                return ([], e is DatabaseTooNewException ? $"The backup was made by a newer program ({manifest.Program}). Restore it with that one." : e.Message);
            }

            foreach (var (now, then) in (await core.LedgersAsync(token)).Select(now => (now, manifest.Ledgers.FirstOrDefault(l => l.Tenant == now.Tenant))))
            {
                if (then is null || now.Entries != then.Entries || now.Head != then.Head || now.Breaks != then.Breaks)
                    return ([], FormattableString.Invariant($"The consent ledger of {now.Enterprise} is not what it was when the backup was taken: {now.Entries} entries and head {now.Head} with {now.Breaks} breaks, then {then?.Entries ?? 0} and {then?.Head ?? "none"} with {then?.Breaks ?? 0}."));
            }

            marks = await core.Services.GetRequiredService<MarkRestored>().RunAsync(token);
        }

        using (var last = new PlainSqlite(database, SqliteOpenMode.ReadWrite))
            last.Query("PRAGMA wal_checkpoint(TRUNCATE)", token);
        return (marks, null);
    }

    private static async Task<IReadOnlyDictionary<string, long>> MissingAsync(string? directory, BackupManifest manifest, CancellationToken token)
    {
        var missing = new Dictionary<string, long>(StringComparer.Ordinal);
        foreach (var ledger in directory is null ? [] : manifest.Ledgers)
        {
            var copies = await CheckpointCopies.ReadAsync(directory!, new TenantId(ledger.Tenant), token);
            if (copies.Count > 0 && copies[^1].Size > ledger.Entries)
                missing[ledger.Enterprise] = copies[^1].Size - ledger.Entries;
        }

        return missing;
    }
}
