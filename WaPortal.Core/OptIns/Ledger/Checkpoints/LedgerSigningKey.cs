using System.Security.Cryptography;
using WaPortal.Core.Data;

namespace WaPortal.Core.OptIns.Ledger.Checkpoints;

/// <summary>
/// The key that signs checkpoints: ECDSA on P-256, in files of the data directory and never in the database, so that whoever can write
/// there cannot sign a ledger of their own. Public keys of earlier signing keys stay beside it.
/// </summary>
public sealed class LedgerSigningKey : IDisposable
{
    private const UnixFileMode OwnerOnly = UnixFileMode.UserRead | UnixFileMode.UserWrite;
    private readonly string _directory;
    private readonly ECDsa _key;

    /// <summary>Reads the key, making it when there is none.</summary>
    public LedgerSigningKey(DataDirectory data)
    {
        _directory = data.Subdirectory(Path.Combine("keys", "ledger"));
        var file = Path.Combine(_directory, "signing.pem");
        _key = ECDsa.Create();
        while (!TryRead(file))
            Make(file);
        Id = CheckpointNote.KeyId(_key);
        PublicPem = _key.ExportSubjectPublicKeyInfoPem();
        var published = Path.Combine(_directory, Convert.ToHexStringLower(Id) + ".pub.pem");
        if (!File.Exists(published))
            File.WriteAllText(published, PublicPem);
    }

    /// <summary>The first four bytes of SHA-256 over the public key (SubjectPublicKeyInfo), as signed notes name ECDSA keys.</summary>
    public byte[] Id { get; }

    /// <summary>The public key, as SubjectPublicKeyInfo in PEM.</summary>
    public string PublicPem { get; }

    /// <summary>SHA-256 of the public key in lower-case hex, to be written down somewhere else.</summary>
    public string Fingerprint => Convert.ToHexStringLower(SHA256.HashData(_key.ExportSubjectPublicKeyInfo()));

    /// <summary>The signature over a note's text, in the form of RFC 3279.</summary>
    public byte[] Sign(ReadOnlySpan<byte> text) => _key.SignData(text, HashAlgorithmName.SHA256, DSASignatureFormat.Rfc3279DerSequence);

    /// <summary>The public key of this id, this one's or an earlier one's; null when it was never here.</summary>
    public ECDsa? Find(ReadOnlySpan<byte> id)
    {
        var file = Path.Combine(_directory, Convert.ToHexStringLower(id) + ".pub.pem");
        if (!File.Exists(file))
            return null;
        var key = ECDsa.Create();
        key.ImportFromPem(File.ReadAllText(file));
        return key;
    }

    public void Dispose() => _key.Dispose();

    private static void Make(string file)
    {
        using var fresh = ECDsa.Create(ECCurve.NamedCurves.nistP256);
        var create = new FileStreamOptions { Mode = FileMode.CreateNew, Access = FileAccess.Write };
        if (!OperatingSystem.IsWindows())
            create.UnixCreateMode = OwnerOnly;
        // Two processes may start at once: the file appears whole or not at all, and the first one stays.
        var whole = file + "." + Guid.NewGuid().ToString("N");
        using (var stream = new FileStream(whole, create))
        {
            using var writer = new StreamWriter(stream);
            writer.Write(fresh.ExportPkcs8PrivateKeyPem());
            writer.Flush();
            stream.Flush(flushToDisk: true);
        }

        try
        {
            File.Move(whole, file, overwrite: false);
        }
        catch (IOException) when (File.Exists(file))
        {
            File.Delete(whole);
        }
    }

    private bool TryRead(string file)
    {
        if (!File.Exists(file))
            return false;
        _key.ImportFromPem(File.ReadAllText(file));
        return true;
    }
}
