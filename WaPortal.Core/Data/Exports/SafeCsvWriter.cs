using System.Buffers;
using System.Globalization;
using System.Text;

namespace WaPortal.Core.Data.Exports;

/// <summary>
/// Writes CSV that a spreadsheet cannot take for formulas: UTF-8 with mark, RFC 4180 quoting, an apostrophe before text that would
/// be computed (OWASP, "CSV injection"). An import takes the apostrophe off again.
/// </summary>
public sealed class SafeCsvWriter : IAsyncDisposable
{
    private static readonly SearchValues<char> NeedsQuotes = SearchValues.Create("\",;\t\r\n");
    private readonly StreamWriter _writer;

    public SafeCsvWriter(Stream stream) => _writer = new StreamWriter(stream, new UTF8Encoding(encoderShouldEmitUTF8Identifier: true), leaveOpen: true) { NewLine = "\r\n" };

    /// <summary>Writes one record.</summary>
    public async Task WriteAsync(IEnumerable<string?> cells, CancellationToken token)
    {
        var line = string.Join(',', cells.Select(c => Cell(c ?? "")));
        await _writer.WriteLineAsync(line.AsMemory(), token);
    }

    /// <inheritdoc />
    public ValueTask DisposeAsync() => _writer.DisposeAsync();

    /// <summary>Whether a spreadsheet might compute it: a formula sign at the start (after blanks or marks), or after a line break.</summary>
    internal static bool LooksLikeFormula(ReadOnlySpan<char> text)
    {
        var atStart = true;
        foreach (var c in text)
        {
            if (atStart && c is '=' or '+' or '-' or '@' or '\t' or '\r' or '\n' or '\0' or '＝' or '＋' or '－' or '＠')
                return true;
            if (c is '\r' or '\n')
                atStart = true;
            else if (!(char.IsWhiteSpace(c) || CharUnicodeInfo.GetUnicodeCategory(c) is UnicodeCategory.Format or UnicodeCategory.NonSpacingMark))
                atStart = false;
        }

        return false;
    }

    private static string Cell(string text)
    {
        if (LooksLikeFormula(text.AsSpan().TrimStart('\''))) // behind apostrophes too, so that taking one off gives the text back
            text = "'" + text;
        return text.AsSpan().ContainsAny(NeedsQuotes) ? "\"" + text.Replace("\"", "\"\"", StringComparison.Ordinal) + "\"" : text;
    }
}
