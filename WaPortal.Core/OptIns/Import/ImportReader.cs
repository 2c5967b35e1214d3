using WaPortal.Core.OptIns.Import.Spreadsheets;

namespace WaPortal.Core.OptIns.Import;

/// <summary>How a file is to be opened where that cannot be told from its content.</summary>
/// <param name="Encoding">Of text without a mark; null for UTF-8.</param>
/// <param name="Sheet">Name of the sheet of a workbook; null for the first visible one.</param>
public sealed record ImportOpening(ImportEncoding? Encoding = null, string? Sheet = null);

/// <summary>A list opened for reading: its format and columns are known, its records follow one by one.</summary>
public sealed class ImportReader : IDisposable
{
    /// <summary>Columns that a list may have.</summary>
    public const int MostColumns = 1000;

    private const int LongestHeader = 1000;
    private const int MostTitles = 20;

    private readonly IRecordSource _records;
    private readonly Queue<ListRecord> _ahead = new();

    private ImportReader(IRecordSource records) => _records = records;

    public ImportFormat Format => Encoding is null ? ImportFormat.Workbook : ImportFormat.Text;

    /// <summary>Null for a workbook.</summary>
    public ImportEncoding? Encoding { get; private init; }

    /// <summary>Null for a workbook.</summary>
    public char? Delimiter => (_records as CsvRecordReader)?.Delimiter;

    /// <summary>Names of the visible sheets of a workbook.</summary>
    public IReadOnlyList<string> Sheets { get; private init; } = [];

    /// <summary>The sheet that is read; null for text.</summary>
    public string? Sheet { get; private init; }

    /// <summary>Headers as they stand, or "Column 1" and so on where the file has none.</summary>
    public IReadOnlyList<string> Headers { get; private set; } = [];

    /// <summary>Opens a list; the stream must be seekable and stays the caller's.</summary>
    public static (ImportReader? Reader, ImportRefusal? Refusal) Open(Stream stream, ImportOpening? opening = null)
    {
        var (format, encoding, refusal) = ImportFile.Sniff(stream, opening?.Encoding);
        if ((refusal ?? ImportFile.TooLarge(format, stream.Length)) is { } unreadable)
            return (null, unreadable);
        ImportReader? reader = null;
        try
        {
            reader = format == ImportFormat.Workbook ? OpenWorkbook(stream, opening?.Sheet) : OpenText(stream, encoding);
            if ((reader.Encoding is null ? reader.ReadSheetHeader() : reader.ReadHeader()) is not { } fault)
                return (reader, null);
            reader.Dispose();
            return (null, fault);
        }
        catch (UnreadableListException e)
        {
            reader?.Dispose();
            return (null, e.Refusal);
        }
    }

    /// <summary>The next record; null at the end.</summary>
    /// <exception cref="UnreadableListException">A workbook breaks off or turns out to be hostile.</exception>
    public ListRecord? Next() => _ahead.TryDequeue(out var record) ? record : _records.Next();

    /// <summary>The first records, which are still to come from <see cref="Next"/>.</summary>
    public IReadOnlyList<ListRecord> PeekRecords(int count)
    {
        while (_ahead.Count < count && _records.Next() is { } record)
            _ahead.Enqueue(record);
        return [.. _ahead.Take(count)];
    }

    /// <inheritdoc />
    public void Dispose() => _records.Dispose();

    private static ImportReader OpenText(Stream stream, ImportEncoding encoding)
    {
        var text = new StreamReader(stream, ImportFile.Decoder(encoding), detectEncodingFromByteOrderMarks: false, 64 * 1024, leaveOpen: true);
        if (text.Peek() == '\uFEFF')
            _ = text.Read();
        return new ImportReader(new CsvRecordReader(text, ',')) { Encoding = encoding };
    }

    private static ImportReader OpenWorkbook(Stream stream, string? sheet)
    {
        var workbook = Workbook.Open(stream);
        var chosen = workbook.Find(sheet);
        return new ImportReader(workbook.Read(chosen)) { Sheets = [.. workbook.Sheets.Where(s => s.IsVisible).Select(s => s.Name)], Sheet = chosen.Name };
    }

    private ImportRefusal? ReadHeader()
    {
        var records = (CsvRecordReader)_records;
        if (records.PeekLine() is not { } line)
            return Empty;
        if (line.Text.Trim(' ').Trim('"') is { Length: 5 } sep && sep.StartsWith("sep=", StringComparison.OrdinalIgnoreCase))
        {
            records.SkipLine();
            if (!IsDelimiter(sep[4]))
                return new ImportRefusal("file.header", "The first line names a separator that is not supported. Use comma, semicolon, tab or |.");
            records.Delimiter = sep[4];
        }
        else
        {
            records.Delimiter = Guess(line.Text);
        }

        if (_records.Next() is not { } header)
            return Empty;
        return header.Fault switch
        {
            null => Take(header),
            "csv.encoding" => ImportFile.WrongEncoding,
            _ => new ImportRefusal("file.header", "The first row with the names of the columns cannot be read."),
        };
    }

    /// <summary>A sheet often begins with titles, each in a single cell; its header is the first row with more than one.</summary>
    private ImportRefusal? ReadSheetHeader()
    {
        var titles = new List<ListRecord>();
        var row = _records.Next();
        while (row is not null && titles.Count < MostTitles && IsTitle(row))
        {
            titles.Add(row);
            row = _records.Next();
        }

        var isOneColumn = titles.Count > 0 && (row is not { Fault: null } || Filled(row) == 1);
        var header = isOneColumn ? titles[^1] : row;
        if (header is null)
            return Empty;
        if (header.Fault is not null)
            return new ImportRefusal("file.header", "The row with the names of the columns cannot be read.");
        var refused = Take(WithoutTrailingBlanks(header));
        if (isOneColumn && row is not null)
            _ahead.Enqueue(row);
        return refused;

        static int Filled(ListRecord record) => record.Fields.Count(f => f.Length > 0);
        static bool IsTitle(ListRecord record) => record.Fault is null && Filled(record) == 1 && ColumnGuesser.IsHeader(record.Fields);
    }

    private static ListRecord WithoutTrailingBlanks(ListRecord record)
    {
        var count = record.Fields.Count;
        while (count > 0 && string.IsNullOrWhiteSpace(record.Fields[count - 1]))
            count--;
        return record with { Fields = [.. record.Fields.Take(count)] };
    }

    private ImportRefusal? Take(ListRecord header)
    {
        if (header.Fields.Count > MostColumns)
            return new ImportRefusal("file.header", FormattableString.Invariant($"The file has more than {MostColumns} columns. Keep those that matter."));
        if (_records is SheetRecords sheet)
            sheet.Width = header.Fields.Count;
        if (ColumnGuesser.IsHeader(header.Fields))
        {
            Headers = [.. header.Fields.Select((h, i) => h.Trim().Trim('\uFEFF') is { Length: > 0 } name ? name : FormattableString.Invariant($"Column {i + 1}"))];
            return Headers.Any(h => h.Length > LongestHeader)
                ? new ImportRefusal("file.header", FormattableString.Invariant($"The name of a column is longer than {LongestHeader} characters."))
                : null;
        }

        Headers = [.. Enumerable.Range(1, header.Fields.Count).Select(n => FormattableString.Invariant($"Column {n}"))];
        _ahead.Enqueue(header);
        return null;
    }

    private static readonly ImportRefusal Empty = new("file.empty", "The file holds no rows.");

    private static bool IsDelimiter(char c) => c is ',' or ';' or '\t' or '|';

    /// <summary>The candidate that parts the most names that are known, then the one that stands most often outside quotes; comma when there is none.</summary>
    private static char Guess(string header)
    {
        var counts = new Dictionary<char, int> { [','] = 0, [';'] = 0, ['\t'] = 0, ['|'] = 0 };
        var quoted = false;
        foreach (var c in header)
        {
            if (c == '"')
                quoted = !quoted;
            else if (!quoted && IsDelimiter(c))
                counts[c]++;
        }

        return counts.OrderByDescending(c => c.Value == 0 ? 0 : header.Split(c.Key, MostColumns).Count(h => ColumnGuesser.FieldOf(h.Trim().Trim('"', '\uFEFF')) is not null))
            .ThenByDescending(c => c.Value).First().Key;
    }
}
