using System.Security.Cryptography;

namespace WaPortal.Core.Tenancy;

/// <summary>AES-256-GCM with a random 96-bit nonce: <c>nonce ‖ tag ‖ ciphertext</c>.</summary>
internal static class SealedBox
{
    private const int NonceSize = 12;
    private const int TagSize = 16;

    /// <summary>Bytes that sealing adds.</summary>
    public const int Overhead = NonceSize + TagSize;

    public static byte[] Seal(ReadOnlySpan<byte> key, ReadOnlySpan<byte> plain, ReadOnlySpan<byte> associated)
    {
        using var aes = new AesGcm(key, TagSize);
        return Seal(aes, plain, associated, []);
    }

    public static byte[] Seal(AesGcm aes, ReadOnlySpan<byte> plain, ReadOnlySpan<byte> associated, ReadOnlySpan<byte> prefix)
    {
        var box = new byte[prefix.Length + Overhead + plain.Length];
        prefix.CopyTo(box);
        var nonce = box.AsSpan(prefix.Length, NonceSize);
        RandomNumberGenerator.Fill(nonce);
        aes.Encrypt(nonce, plain, box.AsSpan(prefix.Length + Overhead), box.AsSpan(prefix.Length + NonceSize, TagSize), associated);
        return box;
    }

    public static byte[] Open(ReadOnlySpan<byte> key, ReadOnlySpan<byte> box, ReadOnlySpan<byte> associated)
    {
        using var aes = new AesGcm(key, TagSize);
        return Open(aes, box, associated);
    }

    /// <exception cref="CryptographicException">Another key, another place, or changed bytes.</exception>
    public static byte[] Open(AesGcm aes, ReadOnlySpan<byte> box, ReadOnlySpan<byte> associated)
    {
        if (box.Length < Overhead)
            throw new CryptographicException("The sealed value is too short.");
        var plain = new byte[box.Length - Overhead];
        aes.Decrypt(box[..NonceSize], box[Overhead..], box.Slice(NonceSize, TagSize), plain, associated);
        return plain;
    }
}
