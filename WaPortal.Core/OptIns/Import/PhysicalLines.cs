using System.Text;

namespace WaPortal.Core.OptIns.Import;

/// <summary>One line as it stands in the file, with its end (CR, LF or CRLF).</summary>
/// <param name="Number">First line of the file = 1.</param>
/// <param name="Text">Without the end.</param>
/// <param name="End">The characters that end it; empty at the end of the file.</param>
/// <param name="IsTooLong">The line was longer than a record may be; the text holds only its start.</param>
internal readonly record struct PhysicalLine(int Number, string Text, string End, bool IsTooLong);

/// <summary>Reads physical lines with memory bounded by the longest record, and can take lines back.</summary>
internal sealed class PhysicalLines(TextReader reader, int longest)
{
    private readonly char[] _buffer = new char[32 * 1024];
    private readonly Stack<PhysicalLine> _takenBack = new();
    private readonly StringBuilder _line = new();
    private int _length;
    private int _at;
    private int _number;

    public PhysicalLine? Next()
    {
        if (_takenBack.TryPop(out var again))
            return again;
        if (!Fill())
            return null;
        _line.Clear();
        var tooLong = false;
        while (Fill())
        {
            var rest = _buffer.AsSpan(_at, _length - _at);
            var end = rest.IndexOfAny('\r', '\n');
            var part = end < 0 ? rest : rest[..end];
            if (_line.Length + part.Length > longest)
                tooLong = true;
            _line.Append(part[..Math.Min(part.Length, longest - _line.Length)]);
            _at += part.Length;
            if (end >= 0)
                return new PhysicalLine(++_number, _line.ToString(), TakeEnd(), tooLong);
        }

        return new PhysicalLine(++_number, _line.ToString(), "", tooLong);
    }

    public void TakeBack(PhysicalLine line) => _takenBack.Push(line);

    private string TakeEnd()
    {
        if (_buffer[_at++] == '\n')
            return "\n";
        if (!Fill() || _buffer[_at] != '\n')
            return "\r";
        _at++;
        return "\r\n";
    }

    private bool Fill()
    {
        if (_at < _length)
            return true;
        _length = reader.Read(_buffer, 0, _buffer.Length);
        _at = 0;
        return _length > 0;
    }
}
