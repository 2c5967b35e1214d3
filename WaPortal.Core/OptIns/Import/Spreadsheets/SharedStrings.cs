using System.Buffers.Binary;
using System.Text;

namespace WaPortal.Core.OptIns.Import.Spreadsheets;

/// <summary>
/// The texts that cells point to. The first of them stay in memory; the rest of a large table goes to a nameless temporary file, so that
/// memory does not grow with the workbook.
/// </summary>
internal sealed class SharedStrings : IDisposable
{
    private const int MostInMemory = 500_000;
    private const int MostCharacters = 16 * 1024 * 1024;

    private readonly List<string> _first = [];
    private FileStream? _texts;
    private FileStream? _ends;
    private long _more;

    private SharedStrings()
    {
    }

    public static SharedStrings None { get; } = new();

    public static SharedStrings Read(Stream part)
    {
        var strings = new SharedStrings();
        try
        {
            var characters = 0L;
            foreach (var xml in SheetXml.Elements(part))
            {
                if (xml.LocalName != "si")
                    continue;
                var text = CellText.Read(xml);
                characters += text.Length;
                if (strings._first.Count < MostInMemory && characters <= MostCharacters && strings._texts is null)
                    strings._first.Add(text);
                else
                    strings.Spill(text);
            }

            strings._texts?.Flush();
            strings._ends?.Flush();
            return strings;
        }
        catch
        {
            strings.Dispose();
            throw;
        }
    }

    /// <summary>Null when there is no such text.</summary>
    public string? Find(long index)
    {
        if (index < 0 || index >= _first.Count + _more)
            return null;
        if (index < _first.Count)
            return _first[(int)index];
        var at = index - _first.Count;
        Span<byte> ends = stackalloc byte[16];
        ends.Clear();
        if (at == 0)
            RandomAccess.Read(_ends!.SafeFileHandle, ends[8..], 0);
        else
            RandomAccess.Read(_ends!.SafeFileHandle, ends, (at - 1) * 8);
        var start = BinaryPrimitives.ReadInt64LittleEndian(ends);
        var bytes = new byte[BinaryPrimitives.ReadInt64LittleEndian(ends[8..]) - start];
        RandomAccess.Read(_texts!.SafeFileHandle, bytes, start);
        return Encoding.Unicode.GetString(bytes);
    }

    public void Dispose()
    {
        _texts?.Dispose();
        _ends?.Dispose();
    }

    private void Spill(string text)
    {
        _texts ??= SpoolFile.Create();
        _ends ??= SpoolFile.Create();
        // UTF-16 as it is: a text may hold halves of characters, and the record that shows it is rejected for that later.
        _texts.Write(System.Runtime.InteropServices.MemoryMarshal.AsBytes(text.AsSpan()));
        Span<byte> end = stackalloc byte[8];
        BinaryPrimitives.WriteInt64LittleEndian(end, _texts.Position);
        _ends.Write(end);
        _more++;
    }
}
