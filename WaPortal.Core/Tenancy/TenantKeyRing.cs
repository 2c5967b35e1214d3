using System.Buffers.Binary;
using System.Collections.Concurrent;
using System.Collections.Frozen;
using System.Security.Cryptography;
using System.Text;

namespace WaPortal.Core.Tenancy;

/// <summary>One tenant's keys, unwrapped, ready for use. Safe to share between threads.</summary>
public sealed class TenantKeyRing
{
    private const int VersionSize = 2;
    private readonly Func<IReadOnlyList<(KeyPurpose Purpose, int Version, byte[] Key)>>? _reload;
    private volatile KeySet _keys;

    /// <param name="tenant">Whose.</param>
    /// <param name="keys">What is known now.</param>
    /// <param name="reload">Asked once for a key that is not known: another process may have made it a moment ago.</param>
    internal TenantKeyRing(
        TenantId tenant, IReadOnlyList<(KeyPurpose Purpose, int Version, byte[] Key)> keys, Func<IReadOnlyList<(KeyPurpose Purpose, int Version, byte[] Key)>>? reload)
    {
        TenantId = tenant;
        _keys = new KeySet(keys);
        _reload = reload;
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
        HMACSHA256.HashData(Newest(purpose).Key, Encoding.UTF8.GetBytes(text));

    /// <summary>Encrypts a value for one column of one row; the place is bound to it, so a ciphertext copied elsewhere does not open.</summary>
    /// <returns>Key version (2 bytes), nonce, tag, ciphertext.</returns>
    public byte[] Encrypt(KeyPurpose purpose, ReadOnlySpan<byte> plain, string table, string column, string rowId)
    {
        var (version, key) = Newest(purpose);
        Span<byte> prefix = stackalloc byte[VersionSize];
        BinaryPrimitives.WriteUInt16BigEndian(prefix, (ushort)version);
        using var aes = new AesGcm(key, 16);
        return SealedBox.Seal(aes, plain, Place(table, column, rowId), prefix);
    }

    /// <summary>Decrypts what <see cref="Encrypt"/> made for the same place.</summary>
    /// <exception cref="CryptographicException">Changed, of another place, or of a destroyed key.</exception>
    public byte[] Decrypt(KeyPurpose purpose, ReadOnlySpan<byte> cipher, string table, string column, string rowId)
    {
        if (cipher.Length < VersionSize || Find(purpose, BinaryPrimitives.ReadUInt16BigEndian(cipher)) is not { } key)
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

    /// <summary>Bytes before a seal's hash: the version of the key.</summary>
    internal const int SealPrefix = VersionSize;

    /// <summary>A short seal for bytes that travel in clear: the version of the key (2 bytes) and the first <paramref name="size"/> bytes of an HMAC-SHA-256 that serves this use alone.</summary>
    public byte[] Seal(KeyPurpose purpose, string use, ReadOnlySpan<byte> text, int size)
    {
        var (version, key) = Newest(purpose);
        var seal = new byte[VersionSize + size];
        BinaryPrimitives.WriteUInt16BigEndian(seal, (ushort)version);
        Mac(key, use, text).AsSpan(0, size).CopyTo(seal.AsSpan(VersionSize));
        return seal;
    }

    /// <summary>Whether a seal of known length is what <see cref="Seal"/> made for these bytes and this use.</summary>
    public bool IsSealed(KeyPurpose purpose, string use, ReadOnlySpan<byte> text, ReadOnlySpan<byte> seal) =>
        seal.Length > VersionSize && Find(purpose, BinaryPrimitives.ReadUInt16BigEndian(seal)) is { } key
        && CryptographicOperations.FixedTimeEquals(Mac(key, use, text).AsSpan(0, seal.Length - VersionSize), seal[VersionSize..]);

    // A key of its own for each use: the purpose's key also encrypts.
    private static byte[] Mac(byte[] key, string use, ReadOnlySpan<byte> text) =>
        HMACSHA256.HashData(HMACSHA256.HashData(key, Encoding.UTF8.GetBytes("seal\0" + use)), text);

    private byte[] Place(string table, string column, string rowId) => Encoding.UTF8.GetBytes($"{TenantId}\0{table}\0{column}\0{rowId}");

    /// <summary>Takes over what the table of keys says now.</summary>
    internal void Replace(IReadOnlyList<(KeyPurpose Purpose, int Version, byte[] Key)> keys) => _keys = new KeySet(keys);

    private (int Version, byte[] Key) Newest(KeyPurpose purpose) => _keys.Newest.TryGetValue(purpose, out var newest)
        ? newest
        : throw new CryptographicException("The keys of this tenant were destroyed.");

    private byte[]? Find(KeyPurpose purpose, int version)
    {
        var keys = _keys;
        if (keys.All.TryGetValue((purpose, version), out var key))
            return key;
        // An empty set is a closed tenant's. Damaged values name keys that never were: each such name is looked up once.
        if (_reload is null || keys.All.Count == 0 || !keys.Misses.TryAdd((purpose, version), 0))
            return null;
        var found = new KeySet(_reload());
        foreach (var miss in keys.Misses.Keys)
            found.Misses.TryAdd(miss, 0);
        _keys = found;
        return found.All.GetValueOrDefault((purpose, version));
    }

    private sealed class KeySet
    {
        public KeySet(IReadOnlyList<(KeyPurpose Purpose, int Version, byte[] Key)> keys)
        {
            All = keys.ToFrozenDictionary(k => (k.Purpose, k.Version), k => k.Key);
            Newest = keys.GroupBy(k => k.Purpose).ToFrozenDictionary(g => g.Key, g => g.Select(k => (k.Version, k.Key)).MaxBy(k => k.Version));
        }

        public FrozenDictionary<(KeyPurpose Purpose, int Version), byte[]> All { get; }

        public FrozenDictionary<KeyPurpose, (int Version, byte[] Key)> Newest { get; }

        public ConcurrentDictionary<(KeyPurpose Purpose, int Version), byte> Misses { get; } = new();
    }
}
