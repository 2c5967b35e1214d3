using WaPortal.Core.Data;
using WaPortal.Core.Tenancy;

namespace WaPortal.Core.Backups;

/// <summary>The data directory that a backup is to be restored into. Nothing in it is touched before everything is ready to be moved in.</summary>
internal sealed class RestoreTarget(string root, DateTimeOffset now)
{
    private static readonly string[] Replaced = ["portal.db", "portal.db-wal", "portal.db-shm", "jobs.db", "jobs.db-wal", "jobs.db-shm", "tenants"];

    /// <summary>Where the backup is unpacked: beside what it replaces, so that it can be moved into place.</summary>
    public string Staging { get; } = Path.Combine(root, ".restoring-" + Guid.NewGuid().ToString("N"));

    /// <summary>Where the master key belongs.</summary>
    public string KeyFile => Path.Combine(root, "keys", "master.key");

    /// <summary>Where what was there lies afterwards.</summary>
    public string Aside { get; } = Path.Combine(root, FormattableString.Invariant($"replaced-{now.UtcDateTime:yyyyMMddHHmmss}"));

    private IEnumerable<string> There => Replaced.Select(name => Path.Combine(root, name)).Where(path => File.Exists(path) || Directory.Exists(path));

    /// <summary>Why nothing can be restored here, in words; null where it can.</summary>
    public string? Refusal(bool replace, long needed)
    {
        if (DataDirectory.IsHeldOpen(root))
            return $"A portal works on {root}: stop it first.";
        if (There.Any() && !replace)
            return $"{root} is not empty: it holds {string.Join(", ", There.Select(Path.GetFileName))}. Name an empty data directory (Data:Directory), or say --replace: what is there is moved aside then, not deleted.";
        var free = new DriveInfo(Directory.Exists(root) ? root : Path.GetPathRoot(root)!).AvailableFreeSpace;
        return free < needed + (64L << 20) ? FormattableString.Invariant($"{root} has {free >> 20} MiB free; the backup needs {(needed >> 20) + 64}.") : null;
    }

    /// <summary>Moves what was there aside and what was unpacked into place; the database last, so that a half-restored directory holds none.</summary>
    public string? MoveIn()
    {
        var aside = There.ToList();
        if (aside.Count > 0)
        {
            Make(Aside);
            foreach (var path in aside)
                Move(path, Path.Combine(Aside, Path.GetFileName(path)));
        }

        // The public keys of the ledger that are not here yet; a signing key that the check has made in passing is not moved.
        foreach (var key in Directory.Exists(Path.Combine(Staging, "keys")) ? Directory.EnumerateFiles(Path.Combine(Staging, "keys"), "*.pub.pem", SearchOption.AllDirectories) : [])
        {
            var place = Path.Combine(root, Path.GetRelativePath(Staging, key));
            Make(Path.GetDirectoryName(place)!);
            if (!File.Exists(place))
                File.Move(key, place);
        }

        if (Directory.Exists(Path.Combine(Staging, "tenants")))
            Directory.Move(Path.Combine(Staging, "tenants"), Path.Combine(root, "tenants"));
        File.Move(Path.Combine(Staging, "portal.db"), Path.Combine(root, "portal.db"));
        return aside.Count > 0 ? Aside : null;
    }

    /// <summary>Puts the key into its place, where there is none.</summary>
    public void Keep(MasterKey master)
    {
        Make(Path.GetDirectoryName(KeyFile)!);
        if (!File.Exists(KeyFile))
            master.Write(KeyFile);
    }

    /// <summary>Makes a directory that only its owner may enter.</summary>
    public static void Make(string path)
    {
        if (OperatingSystem.IsWindows())
            Directory.CreateDirectory(path);
        else
            Directory.CreateDirectory(path, UnixFileMode.UserRead | UnixFileMode.UserWrite | UnixFileMode.UserExecute);
    }

    private static void Move(string from, string to)
    {
        if (Directory.Exists(from))
            Directory.Move(from, to);
        else if (File.Exists(from))
            File.Move(from, to);
    }
}
