using System.IO.Compression;

namespace WaPortal.Core.Backups;

/// <summary>A backup's file, opened to be read.</summary>
internal sealed class BackupFile : IDisposable
{
    private const UnixFileMode OwnerOnly = UnixFileMode.UserRead | UnixFileMode.UserWrite;
    private readonly ZipArchive _zip;

    private BackupFile(ZipArchive zip, BackupManifest manifest) => (_zip, Manifest) = (zip, manifest);

    public BackupManifest Manifest { get; }

    /// <summary>Opens one; says in words why it cannot be read.</summary>
    public static (BackupFile? File, string? Problem) Open(string path)
    {
        if (!File.Exists(path))
            return (null, $"{path} does not exist.");
        ZipArchive? zip = null;
        try
        {
            zip = ZipFile.OpenRead(path);
            if (zip.GetEntry(BackupManifest.FileName) is not { } entry)
                return Refused($"{path} is no backup of this program: it holds no {BackupManifest.FileName}.");
            using var reader = new StreamReader(entry.Open());
            if (BackupManifest.Read(reader.ReadToEnd()) is not { } manifest)
                return Refused($"{path} is damaged: its {BackupManifest.FileName} cannot be read.");
            if (manifest.Format > BackupManifest.NewestFormat)
                return Refused($"{path} was made by a newer program ({manifest.Program}). Restore it with that one.");
            if (manifest.Files.All(f => f.Path != BackupManifest.Database) || manifest.Files.FirstOrDefault(f => !IsKnown(f.Path)) is not null)
                return Refused($"{path} is no backup of this program: it holds other files than a backup does.");
            return (new BackupFile(zip, manifest), null);
        }
        catch (InvalidDataException)
        {
            return Refused($"{path} is damaged or no backup: it cannot be unpacked.");
        }

        (BackupFile?, string?) Refused(string problem)
        {
            zip?.Dispose();
            return (null, problem);
        }
    }

    /// <summary>Unpacks everything into a directory and holds it against the manifest; says in words what is wrong.</summary>
    public async Task<string?> UnpackAsync(string directory, CancellationToken token)
    {
        foreach (var one in Manifest.Files)
        {
            if (_zip.GetEntry(one.Path) is not { } entry)
                return $"The backup is damaged: {one.Path} is missing.";
            var file = Path.Combine(directory, one.Path.Replace('/', Path.DirectorySeparatorChar));
            DataDirectoryOf(file);
            try
            {
                var options = new FileStreamOptions { Mode = FileMode.CreateNew, Access = FileAccess.Write };
                if (!OperatingSystem.IsWindows())
                    options.UnixCreateMode = OwnerOnly;
                await using var to = new FileStream(file, options);
                await using var from = await entry.OpenAsync(token);
                var (size, sha) = await HashedCopy.RunAsync(from, to, token);
                to.Flush(flushToDisk: true);
                if (size != one.Size || sha != one.Sha256)
                    return $"The backup is damaged: {one.Path} is not what it was when the backup was taken.";
            }
            catch (InvalidDataException)
            {
                return $"The backup is damaged: {one.Path} cannot be unpacked.";
            }
        }

        return null;
    }

    public void Dispose() => _zip.Dispose();

    // Only what a backup holds is ever written, and only under the directory.
    private static bool IsKnown(string path)
    {
        var parts = path.Split('/');
        return parts.All(p => p.Length > 0 && p is not ("." or "..") && p.IndexOfAny(['\\', ':', '\0']) < 0)
            && (path == BackupManifest.Database || parts is ["tenants", _, _, ..] || (parts is ["keys", "ledger", var key] && key.EndsWith(".pub.pem", StringComparison.Ordinal)));
    }

    private static void DataDirectoryOf(string file)
    {
        var directory = Path.GetDirectoryName(file)!;
        if (OperatingSystem.IsWindows())
            Directory.CreateDirectory(directory);
        else
            Directory.CreateDirectory(directory, OwnerOnly | UnixFileMode.UserExecute);
    }
}
