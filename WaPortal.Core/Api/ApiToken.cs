using System.Buffers.Text;
using System.Security.Cryptography;
using WaPortal.Core.Tenancy;

namespace WaPortal.Core.Api;

/// <summary>
/// What a program shows: <c>wap_</c> and 86 characters of base64url. They hold the ids of enterprise and key, so that it is found without a search over enterprises, and 256 random bits, of which only
/// a hash is stored: that many cannot be guessed from it.
/// </summary>
public sealed record ApiToken(TenantId Tenant, ApiKeyId Key, byte[] Secret)
{
    /// <summary>What each begins with, so that scanners of source code know one when they see it.</summary>
    public const string Prefix = "wap_";

    private const int IdBytes = 16;
    private const int SecretBytes = 32;

    /// <summary>A new secret for a key.</summary>
    public static ApiToken New(TenantId tenant, ApiKeyId key) => new(tenant, key, RandomNumberGenerator.GetBytes(SecretBytes));

    /// <summary>Reads one; null where it is none.</summary>
    public static ApiToken? Read(string text)
    {
        if (!text.StartsWith(Prefix, StringComparison.Ordinal) || text.Length != Prefix.Length + 86)
            return null;
        Span<byte> bytes = stackalloc byte[(2 * IdBytes) + SecretBytes];
        if (!Base64Url.IsValid(text.AsSpan(Prefix.Length), out var length) || length != bytes.Length)
            return null;
        Base64Url.DecodeFromChars(text.AsSpan(Prefix.Length), bytes);
        return new ApiToken(new TenantId(new Guid(bytes[..IdBytes], bigEndian: true)), new ApiKeyId(new Guid(bytes[IdBytes..(2 * IdBytes)], bigEndian: true)), bytes[(2 * IdBytes)..].ToArray());
    }

    /// <summary>What is stored.</summary>
    public byte[] Hash() => SHA256.HashData(Secret);

    /// <summary>The text to show once.</summary>
    public string Write()
    {
        Span<byte> bytes = stackalloc byte[(2 * IdBytes) + SecretBytes];
        Tenant.Value.TryWriteBytes(bytes, bigEndian: true, out _);
        Key.Value.TryWriteBytes(bytes[IdBytes..], bigEndian: true, out _);
        Secret.CopyTo(bytes[(2 * IdBytes)..]);
        return Prefix + Base64Url.EncodeToString(bytes);
    }

    /// <summary>Without the secret.</summary>
    public override string ToString() => nameof(ApiToken);
}
