using System.Security.Cryptography;
using Microsoft.Extensions.Options;
using WaPortal.Core.Data;

namespace WaPortal.Core.Tenancy;

/// <summary>
/// The key that wraps all tenant keys: 32 random bytes in a file readable by its owner only, or handed over by configuration.
/// It is never in the database nor in a backup of it.
/// </summary>
public sealed class MasterKey
{
    private const int Size = 32;
    private readonly byte[] _key;

    /// <summary>Reads the key, making the file when neither the file nor a portal database is there.</summary>
    /// <exception cref="MasterKeyException">It is missing beside an existing database, or it is not 32 bytes.</exception>
    public MasterKey(DataDirectory directory, IOptions<DataOptions> options)
    {
        var configured = options.Value.MasterKey;
        _key = string.IsNullOrWhiteSpace(configured) ? FromFile(directory) : FromText(configured, "Data:MasterKey");
    }

    internal MasterKey(byte[] key) => _key = key;

    /// <summary>Encrypts a tenant key; <paramref name="context"/> (tenant, purpose, version) is bound to it.</summary>
    public byte[] Wrap(ReadOnlySpan<byte> key, ReadOnlySpan<byte> context) => SealedBox.Seal(_key, key, context);

    /// <summary>Decrypts a tenant key.</summary>
    /// <exception cref="MasterKeyException">This is not the master key that wrapped it.</exception>
    public byte[] Unwrap(ReadOnlySpan<byte> wrapped, ReadOnlySpan<byte> context)
    {
        try
        {
            return SealedBox.Open(_key, wrapped, context);
        }
        catch (CryptographicException e)
        {
            throw new MasterKeyException("The master key is not the one that this database was written with. Put the right key back; nothing was changed.", e);
        }
    }

    private static byte[] FromFile(DataDirectory directory)
    {
        var file = Path.Combine(directory.Subdirectory("keys"), "master.key");
        if (File.Exists(file))
            return FromText(File.ReadAllText(file), file);
        if (File.Exists(directory.PortalFile))
            throw new MasterKeyException($"The master key is missing: {file} does not exist, but {directory.PortalFile} does. Put the key back; without it the data cannot be read.");
        var key = RandomNumberGenerator.GetBytes(Size);
        var create = new FileStreamOptions { Mode = FileMode.CreateNew, Access = FileAccess.Write };
        if (!OperatingSystem.IsWindows())
            create.UnixCreateMode = UnixFileMode.UserRead | UnixFileMode.UserWrite;
        using var stream = new FileStream(file, create);
        using var writer = new StreamWriter(stream);
        writer.WriteLine(Convert.ToBase64String(key));
        writer.Flush();
        stream.Flush(flushToDisk: true);
        return key;
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
public sealed class MasterKeyException(string message, Exception? inner = null) : InvalidOperationException(message, inner);
