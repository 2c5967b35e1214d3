using System.Security.Cryptography;
using System.Text;
using System.Text.Json;
using WaPortal.Core.Tenancy;

namespace WaPortal.Core.OptIns.Ledger;

/// <summary>Wraps subject keys, and seals evidence under them.</summary>
internal static class SubjectKeys
{
    private const string Table = "consent_subjects";

    public static byte[] Wrap(TenantKeyRing keys, byte[] key, Guid subject) => keys.Encrypt(KeyPurpose.PersonalData, key, Table, "wrapped_key", subject.ToString());

    public static byte[] Unwrap(TenantKeyRing keys, byte[] wrapped, Guid subject) => keys.Decrypt(KeyPurpose.PersonalData, wrapped, Table, "wrapped_key", subject.ToString());

    public static byte[] Seal(TenantId tenant, byte[] key, long seq, ConsentEvidence evidence)
    {
        using var aes = new AesGcm(key, 16);
        return SealedBox.Seal(aes, JsonSerializer.SerializeToUtf8Bytes(evidence), Place(tenant, seq), []);
    }

    /// <summary>The evidence; null when the box was changed or belongs to another entry.</summary>
    public static ConsentEvidence? Open(TenantId tenant, byte[] key, long seq, byte[] box)
    {
        try
        {
            using var aes = new AesGcm(key, 16);
            return JsonSerializer.Deserialize<ConsentEvidence>(SealedBox.Open(aes, box, Place(tenant, seq)));
        }
        catch (Exception e) when (e is CryptographicException or JsonException)
        {
            return null;
        }
    }

    private static byte[] Place(TenantId tenant, long seq) => Encoding.UTF8.GetBytes(FormattableString.Invariant($"{tenant}\0consent_ledger\0evidence\0{seq}"));
}
