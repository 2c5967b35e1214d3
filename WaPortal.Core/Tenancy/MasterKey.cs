using System.Security.Cryptography;
using System.Text;
using Microsoft.Extensions.Options;
using WaPortal.Core.Data;

namespace WaPortal.Core.Tenancy;

/// <summary>
/// The key that wraps all tenant keys: 32 random bytes in a file readable by its owner only, or handed over by configuration.
/// It is never in the database nor in a backup of it. Whether it is the right one says <see cref="MasterKeyCheck"/>.
/// </summary>
public sealed class MasterKey
{
    /// <summary>What nobody but the owner may have on the key's file.</summary>
    private const UnixFileMode Others = UnixFileMode.GroupRead | UnixFileMode.GroupWrite | UnixFileMode.GroupExecute
        | UnixFileMode.OtherRead | UnixFileMode.OtherWrite | UnixFileMode.OtherExecute;

    private const int Size = 32;
    private readonly byte[] _key;

    /// <summary>Reads the key, making the file when neither the file nor a portal database is there.</summary>
    /// <exception cref="MasterKeyException">It is missing beside an existing database, open to others, or not 32 bytes.</exception>
    public MasterKey(DataDirectory directory, IOptions<DataOptions> options)
    {
        if (!string.IsNullOrWhiteSpace(options.Value.MasterKey))
        {
            Source = "the setting Data:MasterKey";
            _key = FromText(options.Value.MasterKey, Source);
            return;
        }

        File = Path.Combine(directory.Subdirectory("keys"), "master.key");
        Source = File;
        if (System.IO.File.Exists(File))
        {
            _key = ReadFile(File);
            return;
        }

        if (System.IO.File.Exists(directory.PortalFile))
            throw new MasterKeyException($"The master key is missing: {File} does not exist, but {directory.PortalFile} does. Put the key back; without it the data cannot be read.");
        _key = RandomNumberGenerator.GetBytes(Size);
        WasMade = true;
        Write(File);
    }

    internal MasterKey(byte[] key, string source = "memory") => (_key, Source) = (key, source);

    /// <summary>Where the key came from, in words.</summary>
    public string Source { get; }

    /// <summary>The file that it was read from; null when the configuration handed it over.</summary>
    internal string? File { get; }

    /// <summary>No key was there at this start, so this one was made.</summary>
    internal bool WasMade { get; }

    /// <summary>A key from another file.</summary>
    /// <exception cref="MasterKeyException">The file is not there, open to others, or holds no key.</exception>
    public static MasterKey FromFile(string file) => System.IO.File.Exists(file)
        ? new MasterKey(ReadFile(file), file)
        : throw new MasterKeyException($"The file {file} does not exist.");

    /// <summary>Encrypts a tenant key; <paramref name="context"/> (tenant, purpose, version) is bound to it.</summary>
    public byte[] Wrap(ReadOnlySpan<byte> key, ReadOnlySpan<byte> context) => SealedBox.Seal(_key, key, context);

    /// <summary>Decrypts a tenant key.</summary>
    /// <exception cref="MasterKeyException">This is not the master key that wrapped it.</exception>
    public byte[] Unwrap(ReadOnlySpan<byte> wrapped, ReadOnlySpan<byte> context) =>
        TryUnwrap(wrapped, context) ?? throw new MasterKeyException($"The master key in {Source} is not the one that this database was written with. Put the right key back; no data was changed.");

    /// <summary>Decrypts; null when another master key wrapped it.</summary>
    internal byte[]? TryUnwrap(ReadOnlySpan<byte> wrapped, ReadOnlySpan<byte> context)
    {
        try
        {
            return SealedBox.Open(_key, wrapped, context);
        }
        catch (CryptographicException)
        {
            return null;
        }
    }

    /// <summary>Tells which key this is, without telling anything of it: the first 8 bytes of a hash over its 256 random bits, in lower-case hex.</summary>
    internal string Fingerprint => Convert.ToHexStringLower(SHA256.HashData([.. Encoding.UTF8.GetBytes("waportal master key"), .. _key]))[..16];

    /// <summary>As the configuration hands it over.</summary>
    internal string ToText() => Convert.ToBase64String(_key);

    /// <summary>A key as the configuration hands it over.</summary>
    /// <exception cref="MasterKeyException">It is no key.</exception>
    internal static MasterKey FromSetting(string text) => new(FromText(text, "the setting Data:MasterKey"), "the setting Data:MasterKey");

    /// <summary>Whether both are the same key.</summary>
    internal bool Equals(MasterKey other) => CryptographicOperations.FixedTimeEquals(_key, other._key);

    /// <summary>Writes the key into a new file that only its owner may read, on the disk when this returns.</summary>
    internal void Write(string file)
    {
        var create = new FileStreamOptions { Mode = FileMode.CreateNew, Access = FileAccess.Write };
        if (!OperatingSystem.IsWindows())
            create.UnixCreateMode = UnixFileMode.UserRead | UnixFileMode.UserWrite;
        using var stream = new FileStream(file, create);
        using var writer = new StreamWriter(stream);
        writer.WriteLine(Convert.ToBase64String(_key));
        writer.Flush();
        stream.Flush(flushToDisk: true);
    }

    private static byte[] ReadFile(string file)
    {
        if (!OperatingSystem.IsWindows() && (System.IO.File.GetUnixFileMode(file) & Others) != UnixFileMode.None)
            throw new MasterKeyException($"The master key in {file} is open to other users of this machine. Take their rights away (chmod 600 {file}), and change the key if somebody may have read it.");
        return FromText(System.IO.File.ReadAllText(file), file);
    }

    private static byte[] FromText(string text, string where)
    {
        var key = new byte[Size];
        return Convert.TryFromBase64String(text.Trim(), key, out var length) && length == Size
            ? key
            : throw new MasterKeyException($"The master key in {where} is not the base64 form of {Size} bytes.");
    }
}

/// <summary>The master key is missing or wrong; the portal does not start without it.</summary>
public sealed class MasterKeyException(string message) : InvalidOperationException(message);
