using System.Buffers.Binary;
using System.Collections.Frozen;
using System.Security.Cryptography;
using System.Text;

namespace WaPortal.Core.Tenancy;

/// <summary>One tenant's keys, unwrapped, ready for use. Safe to share between threads.</summary>
public sealed class TenantKeyRing
{
    private const int VersionSize = 2;
    private readonly FrozenDictionary<(KeyPurpose Purpose, int Version), byte[]> _keys;
    private readonly FrozenDictionary<KeyPurpose, int> _newest;

    internal TenantKeyRing(TenantId tenant, IEnumerable<(KeyPurpose Purpose, int Version, byte[] Key)> keys)
    {
        TenantId = tenant;
        var all = keys.ToList();
        _keys = all.ToFrozenDictionary(k => (k.Purpose, k.Version), k => k.Key);
        _newest = all.GroupBy(k => k.Purpose).ToFrozenDictionary(g => g.Key, g => g.Max(k => k.Version));
    }

    /// <summary>Whose keys these are.</summary>
    public TenantId TenantId { get; }

    /// <summary>
    /// The id under which a phone number is known in this tenant: HMAC-SHA-256 of <c>"phone\0" + E.164</c>, 32 bytes.
    /// A hash without a key would be found out by trying all numbers of a country.
    /// </summary>
    public byte[] PhoneId(string e164) => KeyedHash(KeyPurpose.PhoneId, "phone\0" + e164);

    /// <summary>The id of a person who is known by a WhatsApp user id (BSUID) only.</summary>
    public byte[] UserIdId(string bsuid) => KeyedHash(KeyPurpose.PhoneId, "bsuid\0" + bsuid);

    /// <summary>HMAC-SHA-256 under the newest key of a purpose.</summary>
    public byte[] KeyedHash(KeyPurpose purpose, string text) =>
        HMACSHA256.HashData(_keys[(purpose, _newest[purpose])], Encoding.UTF8.GetBytes(text));

    /// <summary>Encrypts a value for one column of one row; the place is bound to it, so a ciphertext copied elsewhere does not open.</summary>
    /// <returns>Key version (2 bytes), nonce, tag, ciphertext.</returns>
    public byte[] Encrypt(KeyPurpose purpose, ReadOnlySpan<byte> plain, string table, string column, string rowId)
    {
        var version = _newest[purpose];
        Span<byte> prefix = stackalloc byte[VersionSize];
        BinaryPrimitives.WriteUInt16BigEndian(prefix, (ushort)version);
        using var aes = new AesGcm(_keys[(purpose, version)], 16);
        return SealedBox.Seal(aes, plain, Place(table, column, rowId), prefix);
    }

    /// <summary>Decrypts what <see cref="Encrypt"/> made for the same place.</summary>
    /// <exception cref="CryptographicException">Changed, of another place, or of a destroyed key.</exception>
    public byte[] Decrypt(KeyPurpose purpose, ReadOnlySpan<byte> cipher, string table, string column, string rowId)
    {
        if (cipher.Length < VersionSize || !_keys.TryGetValue((purpose, BinaryPrimitives.ReadUInt16BigEndian(cipher)), out var key))
            throw new CryptographicException("The value was encrypted with a key that this tenant does not hold.");
        using var aes = new AesGcm(key, 16);
        return SealedBox.Open(aes, cipher[VersionSize..], Place(table, column, rowId));
    }

    /// <summary><see cref="Encrypt"/> of a text as UTF-8.</summary>
    public byte[] EncryptText(KeyPurpose purpose, string text, string table, string column, string rowId) =>
        Encrypt(purpose, Encoding.UTF8.GetBytes(text), table, column, rowId);

    /// <summary><see cref="Decrypt"/> of a text.</summary>
    public string DecryptText(KeyPurpose purpose, ReadOnlySpan<byte> cipher, string table, string column, string rowId) =>
        Encoding.UTF8.GetString(Decrypt(purpose, cipher, table, column, rowId));

    private byte[] Place(string table, string column, string rowId) => Encoding.UTF8.GetBytes($"{TenantId}\0{table}\0{column}\0{rowId}");
}
