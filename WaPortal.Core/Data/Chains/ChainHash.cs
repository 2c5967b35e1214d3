using System.Buffers.Binary;
using System.Globalization;
using System.Security.Cryptography;
using System.Text;

namespace WaPortal.Core.Data.Chains;

/// <summary>
/// The hashes of a chained table. Entry: SHA-256 of 0x00 and the parts, each with its length before it. Chain: SHA-256 of 0x02, the head
/// before and the entry. The forms never change once rows were written with them: old chains must verify.
/// </summary>
internal sealed class ChainHash : IDisposable
{
    private readonly IncrementalHash _hash = IncrementalHash.CreateHash(HashAlgorithmName.SHA256);

    /// <param name="form">Names the order of the parts, such as "L1".</param>
    public ChainHash(string form)
    {
        _hash.AppendData([0]);
        Add(form);
    }

    /// <summary>Where a chain begins; <paramref name="of"/> is unlike that of every other chain.</summary>
    public static byte[] Genesis(string of) => SHA256.HashData(Encoding.UTF8.GetBytes("genesis" + of));

    /// <summary>The head after an entry.</summary>
    public static byte[] Link(ReadOnlySpan<byte> prev, ReadOnlySpan<byte> entry)
    {
        using var hash = IncrementalHash.CreateHash(HashAlgorithmName.SHA256);
        hash.AppendData([2]);
        hash.AppendData(prev);
        hash.AppendData(entry);
        return hash.GetHashAndReset();
    }

    public ChainHash Add(ReadOnlySpan<byte> part)
    {
        AddLength(part.Length);
        _hash.AppendData(part);
        return this;
    }

    /// <summary>A text; one that is not there has the length -1, so that it is not the same as an empty one.</summary>
    public ChainHash Add(string? part)
    {
        if (part is not null)
            return Add(Encoding.UTF8.GetBytes(part));
        AddLength(-1);
        return this;
    }

    public ChainHash Add(long part) => Add(part.ToString(CultureInfo.InvariantCulture));

    /// <summary>A moment, to the millisecond as it is stored.</summary>
    public ChainHash Add(DateTimeOffset part) => Add(part.ToUnixTimeMilliseconds());

    /// <summary>The entry's hash.</summary>
    public byte[] Finish() => _hash.GetHashAndReset();

    public void Dispose() => _hash.Dispose();

    private void AddLength(int length)
    {
        Span<byte> bytes = stackalloc byte[4];
        BinaryPrimitives.WriteInt32BigEndian(bytes, length);
        _hash.AppendData(bytes);
    }
}
