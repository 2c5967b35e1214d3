using System.Buffers.Binary;
using System.IO.Compression;
using System.Text;

namespace WaPortal.Core.OptIns.Import.Spreadsheets;

/// <summary>One part of a package as the archive's index tells of it; the index may lie.</summary>
internal sealed record ZipPart(string Name, int Method, long PackedSize, long Size, long Offset);

/// <summary>
/// The index of a ZIP archive, read without trusting it: the number of parts, their names and sizes are held to limits before anything
/// is unpacked, and unpacking counts again. The framework's reader takes in the whole index before anybody can ask how long it is.
/// </summary>
/// <remarks>Format: PKWARE APPNOTE 6.3.10, sections 4.3 and 4.5.</remarks>
internal sealed class ZipIndex
{
    public const int MostParts = 1000;
    public const long MostUnpacked = 500L * 1024 * 1024;
    public const int MostRatio = 200;

    private const int EndSize = 22;
    private const int HeaderSize = 46;

    // Small parts may compress as well as they like.
    private const long RatioMattersFrom = 64 * 1024;

    private readonly Stream _stream;
    private readonly Dictionary<string, ZipPart> _parts = new(StringComparer.OrdinalIgnoreCase);

    private ZipIndex(Stream stream) => _stream = stream;

    public IReadOnlyCollection<ZipPart> Parts => _parts.Values;

    public static ZipIndex Read(Stream stream)
    {
        var index = new ZipIndex(stream);
        var (offset, count) = index.FindDirectory();
        index.ReadDirectory(offset, count);
        return index;
    }

    public ZipPart? Find(string name) => _parts.GetValueOrDefault(name);

    /// <summary>Unpacks a part, counting.</summary>
    public Stream Open(ZipPart part)
    {
        Span<byte> header = stackalloc byte[30];
        ReadAt(part.Offset, header);
        if (BinaryPrimitives.ReadUInt32LittleEndian(header) != 0x04034b50)
            throw Damaged();
        var start = part.Offset + 30 + BinaryPrimitives.ReadUInt16LittleEndian(header[26..]) + BinaryPrimitives.ReadUInt16LittleEndian(header[28..]);
        if (start + part.PackedSize > _stream.Length)
            throw Damaged();
        var packed = new SectionStream(_stream, start, part.PackedSize);
        return new CountedStream(part.Method == 0 ? packed : new DeflateStream(packed, CompressionMode.Decompress), part);
    }

    /// <summary>Unpacks every part once and forgets it, so that a bomb in a part that nobody reads is found too.</summary>
    public void UnpackAll()
    {
        var buffer = new byte[64 * 1024];
        long total = 0;
        foreach (var part in _parts.Values)
        {
            using var stream = Open(part);
            int read;
            while ((read = stream.Read(buffer)) > 0)
            {
                total += read;
                if (total > MostUnpacked)
                    throw TooLarge();
            }
        }
    }

    internal static UnreadableListException Damaged() => new(new ImportRefusal("file.damaged", "The workbook is damaged. Open it in your spreadsheet program, save it again as .xlsx and upload that."));

    internal static UnreadableListException Unsafe(string what) => new(new ImportRefusal("file.unsafe", $"The workbook {what}. Save the list as CSV (UTF-8) and upload that."));

    private static UnreadableListException TooLarge() => Unsafe("unpacks to more than 500 MiB");

    private (long Offset, long Count) FindDirectory()
    {
        var length = (int)Math.Min(_stream.Length, EndSize + ushort.MaxValue);
        if (length < EndSize)
            throw Damaged();
        var tail = new byte[length];
        ReadAt(_stream.Length - length, tail);
        for (var at = length - EndSize; at >= 0; at--)
        {
            if (BinaryPrimitives.ReadUInt32LittleEndian(tail.AsSpan(at)) != 0x06054b50 || at + EndSize + BinaryPrimitives.ReadUInt16LittleEndian(tail.AsSpan(at + 20)) != length)
                continue;
            long count = BinaryPrimitives.ReadUInt16LittleEndian(tail.AsSpan(at + 10));
            long offset = BinaryPrimitives.ReadUInt32LittleEndian(tail.AsSpan(at + 16));
            return count == ushort.MaxValue || offset == uint.MaxValue ? FindLargeDirectory(_stream.Length - length + at) : (offset, count);
        }

        throw Damaged();
    }

    // Zip64: some writers use it for small files too.
    private (long Offset, long Count) FindLargeDirectory(long end)
    {
        Span<byte> locator = stackalloc byte[20];
        Span<byte> record = stackalloc byte[56];
        ReadAt(end - 20, locator);
        if (BinaryPrimitives.ReadUInt32LittleEndian(locator) != 0x07064b50)
            throw Damaged();
        ReadAt(BinaryPrimitives.ReadInt64LittleEndian(locator[8..]), record);
        if (BinaryPrimitives.ReadUInt32LittleEndian(record) != 0x06064b50)
            throw Damaged();
        return (BinaryPrimitives.ReadInt64LittleEndian(record[48..]), BinaryPrimitives.ReadInt64LittleEndian(record[32..]));
    }

    private void ReadDirectory(long offset, long count)
    {
        if (count > MostParts)
            throw Unsafe(FormattableString.Invariant($"holds more than {MostParts} parts"));
        var header = new byte[HeaderSize];
        long unpacked = 0;
        for (var i = 0; i < count; i++)
        {
            ReadAt(offset, header);
            if (BinaryPrimitives.ReadUInt32LittleEndian(header) != 0x02014b50)
                throw Damaged();
            var flags = BinaryPrimitives.ReadUInt16LittleEndian(header.AsSpan(8));
            var names = new byte[BinaryPrimitives.ReadUInt16LittleEndian(header.AsSpan(28)) + BinaryPrimitives.ReadUInt16LittleEndian(header.AsSpan(30))];
            ReadAt(offset + HeaderSize, names);
            var part = Part(header, names);
            offset += HeaderSize + names.Length + BinaryPrimitives.ReadUInt16LittleEndian(header.AsSpan(32));
            if ((flags & 0x2041) != 0)
                throw Unsafe("is encrypted");
            if (part.Name.EndsWith('/') && part.Size == 0)
                continue;
            if (part.Method is not (0 or 8) || part.Size < 0 || part.PackedSize < 0 || part.Offset < 0)
                throw Damaged();
            if (IsUnsafe(part.Name) || !_parts.TryAdd(part.Name, part))
                throw Unsafe("holds parts with names that lead elsewhere");
            unpacked += part.Size;
            if (part.Size > MostUnpacked || unpacked > MostUnpacked)
                throw TooLarge();
            CheckRatio(part.Size, part);
        }

        // More parts than the end of the archive admits: some readers would see them.
        if (offset + 4 <= _stream.Length && count < MostParts)
        {
            ReadAt(offset, header.AsSpan(0, 4));
            if (BinaryPrimitives.ReadUInt32LittleEndian(header) == 0x02014b50)
                throw Damaged();
        }
    }

    private static ZipPart Part(ReadOnlySpan<byte> header, ReadOnlySpan<byte> names)
    {
        var nameLength = BinaryPrimitives.ReadUInt16LittleEndian(header[28..]);
        long packed = BinaryPrimitives.ReadUInt32LittleEndian(header[20..]);
        long size = BinaryPrimitives.ReadUInt32LittleEndian(header[24..]);
        long offset = BinaryPrimitives.ReadUInt32LittleEndian(header[42..]);
        var extra = names[nameLength..];
        while (extra.Length >= 4)
        {
            var length = BinaryPrimitives.ReadUInt16LittleEndian(extra[2..]);
            if (extra.Length < 4 + length)
                break;
            if (BinaryPrimitives.ReadUInt16LittleEndian(extra) == 1)
            {
                var large = extra.Slice(4, length);
                size = Large(size, ref large);
                packed = Large(packed, ref large);
                offset = Large(offset, ref large);
            }

            extra = extra[(4 + length)..];
        }

        return new ZipPart(Encoding.UTF8.GetString(names[..nameLength]), BinaryPrimitives.ReadUInt16LittleEndian(header[10..]), packed, size, offset);

        static long Large(long small, ref ReadOnlySpan<byte> large)
        {
            if (small != uint.MaxValue || large.Length < 8)
                return small;
            var value = BinaryPrimitives.ReadInt64LittleEndian(large);
            large = large[8..];
            return value;
        }
    }

    private static bool IsUnsafe(string name) =>
        name.Length == 0 || name[0] == '/' || name.AsSpan().ContainsAny("\\:\0") || name.Split('/').Any(segment => segment is ".." or "." or "");

    private static void CheckRatio(long unpacked, ZipPart part)
    {
        if (unpacked > RatioMattersFrom && unpacked / MostRatio > part.PackedSize)
            throw Unsafe(FormattableString.Invariant($"holds a part that unpacks to more than {MostRatio} times its size"));
    }

    private void ReadAt(long offset, Span<byte> bytes)
    {
        if (offset < 0 || offset + bytes.Length > _stream.Length)
            throw Damaged();
        _stream.Position = offset;
        _stream.ReadExactly(bytes);
    }

    /// <summary>Counts what is unpacked and compares it with what the index promised.</summary>
    private sealed class CountedStream(Stream inner, ZipPart part) : ForwardStream
    {
        private long _count;

        public override int Read(Span<byte> buffer)
        {
            if (buffer.Length == 0)
                return 0;
            try
            {
                var read = inner.Read(buffer);
                _count += read;
                if (_count > MostUnpacked)
                    throw TooLarge();
                CheckRatio(_count, part);
                if (_count > part.Size || (read == 0 && _count != part.Size))
                    throw Damaged();
                return read;
            }
            catch (InvalidDataException)
            {
                throw Damaged();
            }
        }

        protected override void Dispose(bool disposing)
        {
            if (disposing)
                inner.Dispose();
            base.Dispose(disposing);
        }
    }

    /// <summary>A stretch of the archive. It keeps its own place, so that several parts can be read in turns.</summary>
    private sealed class SectionStream(Stream inner, long start, long length) : ForwardStream
    {
        private long _at;

        public override int Read(Span<byte> buffer)
        {
            var want = (int)Math.Min(buffer.Length, length - _at);
            if (want <= 0)
                return 0;
            inner.Position = start + _at;
            var read = inner.Read(buffer[..want]);
            _at += read;
            return read;
        }
    }
}

/// <summary>A stream that is only ever read forward.</summary>
internal abstract class ForwardStream : Stream
{
    public override bool CanRead => true;

    public override bool CanSeek => false;

    public override bool CanWrite => false;

    public override long Length => throw new NotSupportedException();

    public override long Position
    {
        get => throw new NotSupportedException();
        set => throw new NotSupportedException();
    }

    public abstract override int Read(Span<byte> buffer);

    public override int Read(byte[] buffer, int offset, int count) => Read(buffer.AsSpan(offset, count));

    public override void Flush()
    {
    }

    public override long Seek(long offset, SeekOrigin origin) => throw new NotSupportedException();

    public override void SetLength(long value) => throw new NotSupportedException();

    public override void Write(byte[] buffer, int offset, int count) => throw new NotSupportedException();
}
