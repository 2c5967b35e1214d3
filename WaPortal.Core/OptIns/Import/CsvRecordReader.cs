using System.Text;

namespace WaPortal.Core.OptIns.Import;

/// <summary>
/// Reads delimited text by RFC 4180, record by record. What breaks the rules costs one record: after a quote that leads astray reading
/// goes on at the physical line after the one on which the record started, so it cannot swallow the rest of the list.
/// </summary>
/// <remarks>docs/decisions tells why this is not CsvHelper.</remarks>
internal sealed class CsvRecordReader(TextReader reader, char delimiter) : IRecordSource
{
    /// <summary>Characters that a record may have.</summary>
    public const int LongestRecord = 1024 * 1024;

    private readonly PhysicalLines _lines = new(reader, LongestRecord);
    private readonly StringBuilder _field = new();
    private readonly List<string> _fields = [];

    public char Delimiter { get; set; } = delimiter;

    /// <summary>The next line that is not blank, left to be read again as part of a record.</summary>
    public PhysicalLine? PeekLine()
    {
        while (_lines.Next() is { } line)
        {
            if (string.IsNullOrWhiteSpace(line.Text))
                continue;
            _lines.TakeBack(line);
            return line;
        }

        return null;
    }

    /// <summary>Drops one physical line.</summary>
    public void SkipLine() => _lines.Next();

    /// <summary>The next record that is not blank; null at the end.</summary>
    public ListRecord? Next()
    {
        while (_lines.Next() is { } first)
        {
            var record = Read(first);
            if (!record.IsBlank)
                return record;
        }

        return null;
    }

    /// <inheritdoc />
    public void Dispose() => reader.Dispose();

    private ListRecord Read(PhysicalLine first)
    {
        _fields.Clear();
        _field.Clear();
        var taken = new List<PhysicalLine>();
        var line = first;
        var length = 0;
        string? fault = null;
        var state = State.FieldStart;
        while (true)
        {
            length += line.Text.Length + line.End.Length;
            if (line.IsTooLong || length > LongestRecord)
                return GiveUp(taken, first, state == State.Quoted ? "csv.unclosed_quote" : "csv.too_long");
            // What stands in a record does not change where it ends, so it costs the whole record and nothing else.
            fault ??= Fault(line.Text);
            if (Scan(line.Text, ref state) is { } broken)
                return GiveUp(taken, first, broken);
            if (state != State.Quoted)
                break;
            _field.Append(line.End);
            if (_lines.Next() is not { } next)
                return GiveUp(taken, first, "csv.unclosed_quote");
            taken.Add(next);
            line = next;
        }

        _fields.Add(_field.ToString());
        return fault is null ? ListRecord.Read(first.Number, [.. _fields]) : ListRecord.Broken(first.Number, fault);
    }

    private string? Scan(string text, ref State state)
    {
        foreach (var c in text)
        {
            switch (state)
            {
                case State.Quoted:
                    if (c == '"')
                        state = State.QuoteInQuoted;
                    else
                        _field.Append(c);
                    break;
                case State.QuoteInQuoted when c == '"':
                    _field.Append('"');
                    state = State.Quoted;
                    break;
                case State.FieldStart when c == '"':
                    state = State.Quoted;
                    break;
                case var _ when c == Delimiter:
                    _fields.Add(_field.ToString());
                    _field.Clear();
                    state = State.FieldStart;
                    break;
                case State.QuoteInQuoted:
                    return "csv.quote";
                default:
                    if (c == '"')
                        return "csv.quote";
                    _field.Append(c);
                    state = State.Plain;
                    break;
            }
        }

        return null;
    }

    private static string? Fault(string text)
    {
        foreach (var c in text)
        {
            if (c == ImportFile.Undecodable)
                return "csv.encoding";
            if (char.IsControl(c) && c != '\t')
                return "csv.control";
        }

        return null;
    }

    private ListRecord GiveUp(List<PhysicalLine> taken, PhysicalLine first, string fault)
    {
        for (var i = taken.Count - 1; i >= 0; i--)
            _lines.TakeBack(taken[i]);
        return ListRecord.Broken(first.Number, fault);
    }

    private enum State
    {
        FieldStart,
        Plain,
        Quoted,
        QuoteInQuoted,
    }
}
