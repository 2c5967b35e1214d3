using System.Buffers.Text;
using System.Security.Cryptography;
using WaPortal.Core.Tenancy;

namespace WaPortal.Core.Access.Users;

/// <summary>
/// The secret in a one-time link: the tenant's id, which only says where to look, and 256 random bits, in base64url. It exists in clear
/// only in the link; the database has its SHA-256.
/// </summary>
internal static class LinkToken
{
    private const int TenantSize = 16;
    private const int RandomSize = 32;

    public static (string Token, byte[] Hash) New(TenantId tenant)
    {
        Span<byte> bytes = stackalloc byte[TenantSize + RandomSize];
        tenant.Value.TryWriteBytes(bytes);
        RandomNumberGenerator.Fill(bytes[TenantSize..]);
        return (Base64Url.EncodeToString(bytes), SHA256.HashData(bytes));
    }

    /// <summary>Where to look and for what; null when it is no token at all.</summary>
    public static (TenantId Tenant, byte[] Hash)? Read(string token)
    {
        Span<byte> bytes = stackalloc byte[TenantSize + RandomSize];
        if (token.Length != Base64Url.GetEncodedLength(bytes.Length) || !Base64Url.TryDecodeFromChars(token, bytes, out var length) || length != bytes.Length)
            return null;
        var tenant = new TenantId(new Guid(bytes[..TenantSize]));
        return tenant == TenantId.None ? null : (tenant, SHA256.HashData(bytes));
    }
}
