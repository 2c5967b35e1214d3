using System.Text;
using System.Text.Encodings.Web;
using System.Text.Json;
using WaPortal.Core.OptIns.Import;

namespace WaPortal.Verbs;

/// <summary>Collects what became of each record and prints it as one JSON object. Rows wait in temporary files, so that a million of them take no memory.</summary>
internal sealed class ImportCheckReport : IDisposable
{
    // What there is none of is written as null: whoever reads the answer finds every name each time.
    private static readonly JsonSerializerOptions Options = new(JsonSerializerDefaults.Web) { Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping };

    private readonly Rows _rejected = new();
    private readonly Rows _duplicates = new();
    private readonly Rows _remarks = new();
    private long _records;
    private long _accepted;

    public static string Json(object value) => JsonSerializer.Serialize(value, Options);

    public static string Name(ImportEncoding encoding) => encoding switch
    {
        ImportEncoding.Utf8 => "utf-8",
        ImportEncoding.Utf16LittleEndian => "utf-16le",
        ImportEncoding.Utf16BigEndian => "utf-16be",
        ImportEncoding.Windows1252 => "windows-1252",
    };

    public void Remark(object remark) => _remarks.Add(remark);

    public void Add(ImportRow row)
    {
        _records++;
        switch (row)
        {
            case ImportRow.Accepted accepted:
                _accepted++;
                foreach (var code in accepted.Remarks)
                    Remark(new { line = row.Line, code });
                break;
            case ImportRow.Rejected rejected:
                _rejected.Add(new { line = row.Line, column = rejected.Column, code = rejected.Code, message = rejected.Words });
                break;
            case ImportRow.Duplicate duplicate:
                _duplicates.Add(new { line = row.Line, firstLine = duplicate.FirstLine, optedOut = duplicate.Differs });
                break;
        }
    }

    public async Task WriteAsync(ImportReader reader, TextWriter output, CancellationToken token)
    {
        var head = Json(new
        {
            encoding = reader.Encoding is { } encoding ? Name(encoding) : "xlsx",
            delimiter = reader.Delimiter?.ToString(),
            sheet = reader.Sheet,
            records = _records,
            accepted = _accepted,
        });
        await output.WriteAsync(head.AsMemory()[..^1], token);
        foreach (var (name, rows) in new[] { ("rejected", _rejected), ("duplicates", _duplicates), ("remarks", _remarks) })
        {
            await output.WriteAsync($",\"{name}\":[");
            await rows.CopyToAsync(output, token);
            await output.WriteAsync(']');
        }

        await output.WriteLineAsync('}');
    }

    public void Dispose()
    {
        _rejected.Dispose();
        _duplicates.Dispose();
        _remarks.Dispose();
    }

    private sealed class Rows : IDisposable
    {
        private readonly FileStream _file = SpoolFile.Create();
        private readonly StreamWriter _writer;
        private bool _hasAny;

        public Rows() => _writer = new StreamWriter(_file, new UTF8Encoding(false), 32 * 1024, leaveOpen: true);

        public void Add(object row)
        {
            if (_hasAny)
                _writer.Write(',');
            _hasAny = true;
            _writer.Write(Json(row));
        }

        public async Task CopyToAsync(TextWriter output, CancellationToken token)
        {
            await _writer.FlushAsync(token);
            _file.Position = 0;
            using var reader = new StreamReader(_file, leaveOpen: true);
            var buffer = new char[32 * 1024];
            int read;
            while ((read = await reader.ReadAsync(buffer, token)) > 0)
                await output.WriteAsync(buffer.AsMemory(0, read), token);
        }

        public void Dispose()
        {
            _writer.Dispose();
            _file.Dispose();
        }
    }
}
