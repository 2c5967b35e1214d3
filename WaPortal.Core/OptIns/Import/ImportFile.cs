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

/// <summary>What kind of file a list comes in.</summary>
public enum ImportFormat
{
    /// <summary>Delimited text.</summary>
    Text,

    /// <summary>An Office Open XML workbook.</summary>
    Workbook,
}

/// <summary>A file that cannot be read as a list at all.</summary>
/// <param name="Code">
/// file.empty, file.name, file.type, file.encoding, file.header, file.no_phone, file.too_large; of a workbook also file.damaged, file.unsafe
/// (parts, sizes, names, DTD), file.active (macros, external links, embedded objects), file.sheet (no such sheet).
/// </param>
/// <param name="Message">For the person who uploaded it.</param>
public sealed record ImportRefusal(string Code, string Message);

/// <summary>Tells by content, never by name, what an uploaded file is.</summary>
public static class ImportFile
{
    /// <summary>Stands for bytes that do not decode. A noncharacter, so that no honest text holds it.</summary>
    internal const char Undecodable = '\uFFFF';

    private const int SampleSize = 64 * 1024;

    // UTF-32 both ends, UTF-7, UTF-1, UTF-EBCDIC, SCSU, BOCU-1, GB 18030: marks of encodings that no list is taken in.
    private static readonly byte[][] OtherMarks =
    [
        [0xFF, 0xFE, 0, 0], [0, 0, 0xFE, 0xFF], [0x2B, 0x2F, 0x76, 0x38], [0x2B, 0x2F, 0x76, 0x39], [0x2B, 0x2F, 0x76, 0x2B], [0x2B, 0x2F, 0x76, 0x2F],
        [0xF7, 0x64, 0x4C], [0xDD, 0x73, 0x66, 0x73], [0x0E, 0xFE, 0xFF], [0xFB, 0xEE, 0x28], [0x84, 0x31, 0x95, 0x33],
    ];

    /// <summary>The kind of file by its first bytes, and the encoding of text by its mark, else UTF-8; or why the file cannot be a list.</summary>
    public static (ImportFormat Format, ImportEncoding Encoding, ImportRefusal? Refusal) Sniff(Stream seekable, ImportEncoding? chosen = null)
    {
        var sample = new byte[SampleSize];
        seekable.Position = 0;
        var length = seekable.ReadAtLeast(sample, SampleSize, throwOnEndOfStream: false);
        seekable.Position = 0;
        var start = sample.AsSpan(0, length);
        if (length == 0)
            return Refuse(new ImportRefusal("file.empty", "The file is empty."));
        if (start.StartsWith("PK\x03\x04"u8) || start.StartsWith("PK\x05\x06"u8))
            return (ImportFormat.Workbook, ImportEncoding.Utf8, null);
        if (BinaryKind(start) is { } kind)
            return Refuse(new ImportRefusal("file.type", $"The file is {kind}. Save the list as CSV (UTF-8) or as an Excel workbook (.xlsx) and upload that."));
        foreach (var mark in OtherMarks)
        {
            if (start.StartsWith(mark))
                return Refuse(WrongEncoding);
        }

        if (start.StartsWith<byte>([0xFF, 0xFE]))
            return (ImportFormat.Text, ImportEncoding.Utf16LittleEndian, null);
        if (start.StartsWith<byte>([0xFE, 0xFF]))
            return (ImportFormat.Text, ImportEncoding.Utf16BigEndian, null);
        if (start.StartsWith<byte>([0xEF, 0xBB, 0xBF]))
            return (ImportFormat.Text, ImportEncoding.Utf8, null);
        if (chosen is { } encoding)
            return (ImportFormat.Text, encoding, null);
        // Text of one byte a letter has no NUL; a tenth of them means two or four bytes a letter, or no text.
        return start.Count((byte)0) * 10 > length ? Refuse(WrongEncoding) : (ImportFormat.Text, ImportEncoding.Utf8, null);
    }

    /// <summary>Largest list of text, in bytes.</summary>
    public const long LargestText = 2L * 1024 * 1024 * 1024;

    /// <summary>Largest workbook, in bytes as they are uploaded.</summary>
    public const long LargestWorkbook = 50L * 1024 * 1024;

    /// <summary>Whether a file of this kind has more bytes than are taken in.</summary>
    public static ImportRefusal? TooLarge(ImportFormat format, long bytes) => format switch
    {
        ImportFormat.Text when bytes > LargestText => new("file.too_large", "The file is larger than 2 GiB. Split it and import the parts."),
        ImportFormat.Workbook when bytes > LargestWorkbook => new("file.too_large", "The workbook is larger than 50 MiB. Save the list as CSV (UTF-8) and upload that."),
        _ => null,
    };

    /// <summary>Whether a name promises what the content is; a name without a known ending promises nothing.</summary>
    public static ImportRefusal? Mismatch(string fileName, ImportFormat format) => Path.GetExtension(fileName).ToLowerInvariant() switch
    {
        ".xlsx" when format != ImportFormat.Workbook => new("file.type", "The file's name ends in .xlsx, but it is not a workbook. Save the list as .xlsx or CSV again and upload that."),
        ".csv" or ".tsv" or ".txt" when format == ImportFormat.Workbook => new(
            "file.type", "The file is a spreadsheet or ZIP archive, not text. Give a workbook a name that ends in .xlsx, or save the list as CSV (UTF-8)."),
        _ => null,
    };

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

    internal static readonly ImportRefusal WrongEncoding = new("file.encoding", "The file is not UTF-8 or UTF-16 text. Choose its encoding, or save it again as UTF-8.");

    private static (ImportFormat Format, ImportEncoding Encoding, ImportRefusal? Refusal) Refuse(ImportRefusal refusal) => (ImportFormat.Text, ImportEncoding.Utf8, refusal);

    private static string? BinaryKind(ReadOnlySpan<byte> start)
    {
        if (start.StartsWith<byte>([0xD0, 0xCF, 0x11, 0xE0])) return "an old or protected Office document";
        if (start.StartsWith<byte>([0x1F, 0x8B])) return "compressed";
        if (start.StartsWith("MZ"u8) && start.ContainsAnyInRange<byte>(0, 8)) return "a program";
        if (start.StartsWith("\u007fELF"u8)) return "a program";
        if (start.StartsWith("%PDF-"u8)) return "a PDF";
        if (start.StartsWith("PK"u8) && start.ContainsAnyInRange<byte>(0, 8)) return "a damaged or divided ZIP archive";
        if (start.StartsWith<byte>([0x37, 0x7A, 0xBC, 0xAF])) return "compressed";
        if (start.StartsWith("Rar!"u8) || start.StartsWith<byte>([0x28, 0xB5, 0x2F, 0xFD]) || start.StartsWith<byte>([0xFD, 0x37, 0x7A, 0x58, 0x5A])) return "compressed";
        if (start.StartsWith("SQLite format 3"u8)) return "a database";
        return null;
    }
}
