using Microsoft.Extensions.Options;
using WaPortal.Core.Tenancy;

namespace WaPortal.Core.Data;

/// <summary>The portal's own directory: databases, keys, uploaded files. Readable by its owner only.</summary>
public sealed class DataDirectory
{
    private const UnixFileMode OwnerOnly = UnixFileMode.UserRead | UnixFileMode.UserWrite | UnixFileMode.UserExecute;

    /// <summary>Opens the directory named in the options, making it when missing.</summary>
    public DataDirectory(IOptions<DataOptions> options)
    {
        Root = Path.GetFullPath(options.Value.Directory);
        Make(Root);
    }

    /// <summary>Its absolute path.</summary>
    public string Root { get; }

    /// <summary>The portal's SQLite file.</summary>
    public string PortalFile => Path.Combine(Root, "portal.db");

    /// <summary>The job store's SQLite file, apart from the portal's so that a bulk writer starves no job.</summary>
    public string JobsFile => Path.Combine(Root, "jobs.db");

    /// <summary>Says that a portal works on the directory, for as long as what this gives is not disposed: nothing is restored into it meanwhile.</summary>
    public IDisposable HoldOpen() => new FileStream(RunningFile(Root), FileMode.OpenOrCreate, FileAccess.Read, FileShare.Read);

    /// <summary>Whether a portal says that it works on this directory.</summary>
    internal static bool IsHeldOpen(string root)
    {
        if (!File.Exists(RunningFile(root)))
            return false;
        try
        {
            new FileStream(RunningFile(root), FileMode.Open, FileAccess.ReadWrite, FileShare.None).Dispose();
            return false;
        }
        catch (IOException)
        {
            return true;
        }
    }

    private static string RunningFile(string root) => Path.Combine(root, "running");

    /// <summary>A subdirectory, made when missing.</summary>
    public string Subdirectory(string name) => Make(Path.Combine(Root, name));

    /// <summary>A directory of one tenant's files; files in it get random names.</summary>
    public string TenantSubdirectory(TenantId tenant, string name) => Make(Path.Combine(Root, "tenants", tenant.ToString(), name));

    /// <summary>Deletes all files of a tenant; does nothing when there are none.</summary>
    internal void DeleteTenant(TenantId tenant)
    {
        var path = Path.Combine(Root, "tenants", tenant.ToString());
        if (Directory.Exists(path))
            Directory.Delete(path, recursive: true);
    }

    private static string Make(string path)
    {
        if (OperatingSystem.IsWindows())
            Directory.CreateDirectory(path);
        else
            Directory.CreateDirectory(path, OwnerOnly);
        return path;
    }
}
