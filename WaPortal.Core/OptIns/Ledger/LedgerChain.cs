using System.Buffers.Binary;
using System.Globalization;
using System.Security.Cryptography;
using System.Text;
using WaPortal.Core.Tenancy;

namespace WaPortal.Core.OptIns.Ledger;

/// <summary>The canonical bytes of an entry and the hashes over them. Never changes for entries of form "L1": old chains must verify.</summary>
internal static class LedgerChain
{
    public static byte[] Genesis(TenantId tenant) => SHA256.HashData(Encoding.UTF8.GetBytes("genesis" + tenant));

    public static byte[] Commit(ReadOnlySpan<byte> subjectKey, string phone) => HMACSHA256.HashData(subjectKey, Encoding.UTF8.GetBytes("phone\0" + phone));

    /// <summary>SHA-256(0x00 ‖ "L1", tenant, seq, time in unix ms, kind, subject, commit, evidence hash, actor, previous head), each with its length before it.</summary>
    public static byte[] Entry(
        TenantId tenant, long seq, DateTimeOffset at, string kind, Guid subject, byte[] commit, byte[] evidenceHash, string actor, byte[] prev)
    {
        using var hash = IncrementalHash.CreateHash(HashAlgorithmName.SHA256);
        hash.AppendData([0]);
        Add(hash, "L1"u8);
        Add(hash, Encoding.UTF8.GetBytes(tenant.ToString()));
        Add(hash, Encoding.UTF8.GetBytes(seq.ToString(CultureInfo.InvariantCulture)));
        Add(hash, Encoding.UTF8.GetBytes(at.ToUnixTimeMilliseconds().ToString(CultureInfo.InvariantCulture)));
        Add(hash, Encoding.UTF8.GetBytes(kind));
        Add(hash, Encoding.UTF8.GetBytes(subject.ToString()));
        Add(hash, commit);
        Add(hash, evidenceHash);
        Add(hash, Encoding.UTF8.GetBytes(actor));
        Add(hash, prev);
        return hash.GetHashAndReset();
    }

    /// <summary>SHA-256(0x02 ‖ previous head ‖ entry).</summary>
    public static byte[] Chain(byte[] prev, byte[] entry)
    {
        using var hash = IncrementalHash.CreateHash(HashAlgorithmName.SHA256);
        hash.AppendData([2]);
        hash.AppendData(prev);
        hash.AppendData(entry);
        return hash.GetHashAndReset();
    }

    private static void Add(IncrementalHash hash, ReadOnlySpan<byte> part)
    {
        Span<byte> length = stackalloc byte[4];
        BinaryPrimitives.WriteInt32BigEndian(length, part.Length);
        hash.AppendData(length);
        hash.AppendData(part);
    }
}
