using System.Buffers.Binary;

namespace WaPortal.Core.Data;

/// <summary>
/// Version 7 ids that this process hands out in strictly growing order, also within one millisecond
/// (RFC 9562, section 6.2, method 2: the last id plus one). <see cref="Guid.CreateVersion7()"/> alone orders no finer than that.
/// </summary>
public static class OrderedIds
{
    private static readonly Lock Gate = new();
    private static UInt128 Last;

    /// <summary>An id greater than all that came before it.</summary>
    public static Guid Next()
    {
        lock (Gate)
        {
            var id = BinaryPrimitives.ReadUInt128BigEndian(Guid.CreateVersion7().ToByteArray(bigEndian: true));
            Last = id > Last ? id : Last + 1;
            Span<byte> bytes = stackalloc byte[16];
            BinaryPrimitives.WriteUInt128BigEndian(bytes, Last);
            return new Guid(bytes, bigEndian: true);
        }
    }
}
