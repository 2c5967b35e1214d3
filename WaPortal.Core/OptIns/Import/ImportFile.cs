using System.Text;

namespace WaPortal.Core.OptIns.Import;

/// <summary>How the bytes of an uploaded list become text.</summary>
public enum ImportEncoding
{
    Utf8,
    Utf16LittleEndian,
    Utf16BigEndian,

    /// <summary>Only when the user says so: nothing in the bytes tells it apart from other 8-bit encodings.</summary>
    Windows1252,
}

/// <summary>A file that cannot be read as a list at all.</summary>
/// <param name="Code">file.empty, file.name, file.type, file.encoding, file.header, file.no_phone or file.too_large.</param>
/// <param name="Message">For the person who uploaded it.</param>
public sealed record ImportRefusal(string Code, string Message);

/// <summary>Tells by content, never by name, what an uploaded file is.</summary>
public static class ImportFile
{
    /// <summary>Stands for bytes that do not decode. A noncharacter, so that no honest text holds it.</summary>
    internal const char Undecodable = '\uFFFF';

    private const int SampleSize = 64 * 1024;

    /// <summary>The encoding by mark, else UTF-8; or why the file cannot be a list.</summary>
    public static (ImportEncoding Encoding, ImportRefusal? Refusal) Sniff(Stream seekable, ImportEncoding? chosen = null)
    {
        var sample = new byte[SampleSize];
        seekable.Position = 0;
        var length = seekable.ReadAtLeast(sample, SampleSize, throwOnEndOfStream: false);
        seekable.Position = 0;
        var start = sample.AsSpan(0, length);
        if (length == 0)
            return (ImportEncoding.Utf8, new ImportRefusal("file.empty", "The file is empty."));
        if (BinaryKind(start) is { } kind)
            return (ImportEncoding.Utf8, new ImportRefusal("file.type", $"The file is {kind}, not text. Save the list as CSV (UTF-8) and upload that."));
        if (start.StartsWith<byte>([0xFF, 0xFE, 0, 0]) || start.StartsWith<byte>([0, 0, 0xFE, 0xFF]))
            return (ImportEncoding.Utf8, WrongEncoding);
        if (start.StartsWith<byte>([0xFF, 0xFE]))
            return (ImportEncoding.Utf16LittleEndian, null);
        if (start.StartsWith<byte>([0xFE, 0xFF]))
            return (ImportEncoding.Utf16BigEndian, null);
        if (start.StartsWith<byte>([0xEF, 0xBB, 0xBF]))
            return (ImportEncoding.Utf8, null);
        if (chosen is { } encoding)
            return (encoding, null);
        // Text of one byte a letter has no NUL; a tenth of them means two or four bytes a letter, or no text.
        return (ImportEncoding.Utf8, start.Count((byte)0) * 10 > length ? WrongEncoding : null);
    }

    /// <summary>A decoder that turns each undecodable byte into <see cref="Undecodable"/>; the record that holds it is rejected.</summary>
    internal static Encoding Decoder(ImportEncoding encoding)
    {
        var mark = new DecoderReplacementFallback(Undecodable.ToString());
        return encoding switch
        {
            ImportEncoding.Utf8 => Encoding.GetEncoding("utf-8", EncoderFallback.ExceptionFallback, mark),
            ImportEncoding.Utf16LittleEndian => Encoding.GetEncoding("utf-16", EncoderFallback.ExceptionFallback, mark),
            ImportEncoding.Utf16BigEndian => Encoding.GetEncoding("utf-16BE", EncoderFallback.ExceptionFallback, mark),
            ImportEncoding.Windows1252 => CodePagesEncodingProvider.Instance.GetEncoding(1252, EncoderFallback.ExceptionFallback, mark)!,
        };
    }

    private static string? BinaryKind(ReadOnlySpan<byte> start)
    {
        if (start.StartsWith("PK\x03\x04"u8) || start.StartsWith("PK\x05\x06"u8)) return "a spreadsheet or ZIP archive";
        if (start.StartsWith<byte>([0xD0, 0xCF, 0x11, 0xE0])) return "an old Office document";
        if (start.StartsWith<byte>([0x1F, 0x8B])) return "compressed";
        if (start.StartsWith("MZ"u8) && start.Contains((byte)0)) return "a program";
        if (start.StartsWith("%PDF-"u8)) return "a PDF";
        return null;
    }

    private static readonly ImportRefusal WrongEncoding = new("file.encoding", "The file is not UTF-8 or UTF-16 text. Choose its encoding, or save it again as UTF-8.");
}
