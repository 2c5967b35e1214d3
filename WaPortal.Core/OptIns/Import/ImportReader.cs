namespace WaPortal.Core.OptIns.Import;

/// <summary>A list opened for reading: its encoding, delimiter and columns are known, its records follow one by one.</summary>
public sealed class ImportReader : IDisposable
{
    private readonly TextReader _text;
    private readonly CsvRecordReader _records;
    private readonly Queue<CsvRecord> _ahead = new();

    private ImportReader(TextReader text, CsvRecordReader records, ImportEncoding encoding)
    {
        _text = text;
        _records = records;
        Encoding = encoding;
    }

    public ImportEncoding Encoding { get; }

    public char Delimiter => _records.Delimiter;

    /// <summary>Headers as they stand, or "Column 1" and so on where the file has none.</summary>
    public IReadOnlyList<string> Headers { get; private set; } = [];

    /// <summary>Opens a list; the stream must be seekable and stays the caller's.</summary>
    public static (ImportReader? Reader, ImportRefusal? Refusal) Open(Stream stream, ImportEncoding? chosen = null)
    {
        var (encoding, refusal) = ImportFile.Sniff(stream, chosen);
        if (refusal is not null)
            return (null, refusal);
        var text = new StreamReader(stream, ImportFile.Decoder(encoding), detectEncodingFromByteOrderMarks: false, 64 * 1024, leaveOpen: true);
        if (text.Peek() == '\uFEFF')
            _ = text.Read();
        var reader = new ImportReader(text, new CsvRecordReader(text, ','), encoding);
        return reader.ReadHeader() is { } fault ? (null, fault) : (reader, null);
    }

    /// <summary>The next record; null at the end.</summary>
    public CsvRecord? Next() => _ahead.TryDequeue(out var record) ? record : _records.Next();

    /// <summary>The first records, which are still to come from <see cref="Next"/>.</summary>
    public IReadOnlyList<CsvRecord> PeekRecords(int count)
    {
        while (_ahead.Count < count && _records.Next() is { } record)
            _ahead.Enqueue(record);
        return [.. _ahead.Take(count)];
    }

    /// <inheritdoc />
    public void Dispose() => _text.Dispose();

    private ImportRefusal? ReadHeader()
    {
        if (_records.PeekLine() is not { } line)
            return new ImportRefusal("file.empty", "The file holds no rows.");
        if (line.Text.Trim().Trim('"') is { Length: 5 } sep && sep.StartsWith("sep=", StringComparison.OrdinalIgnoreCase))
        {
            _records.SkipLine();
            if (!IsDelimiter(sep[4]))
                return new ImportRefusal("file.header", "The first line names a separator that is not supported. Use comma, semicolon, tab or |.");
            _records.Delimiter = sep[4];
        }
        else
        {
            _records.Delimiter = Guess(line.Text);
        }

        if (_records.Next() is not { } header)
            return new ImportRefusal("file.empty", "The file holds no rows.");
        if (header.Fault is not null)
            return new ImportRefusal("file.header", "The first row with the names of the columns cannot be read.");
        if (ColumnGuesser.IsHeader(header.Fields))
        {
            Headers = [.. header.Fields.Select(h => h.Trim())];
        }
        else
        {
            Headers = [.. Enumerable.Range(1, header.Fields.Count).Select(n => $"Column {n}")];
            _ahead.Enqueue(header);
        }

        return null;
    }

    private static bool IsDelimiter(char c) => c is ',' or ';' or '\t' or '|';

    /// <summary>The candidate that stands most often outside quotes; comma when there is none.</summary>
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

        return counts.MaxBy(c => c.Value).Key;
    }
}
