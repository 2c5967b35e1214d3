namespace WaPortal.Core.WhatsApp;

/// <summary>Lines of a file as bytes, one by one; of a line that is too long nothing is kept.</summary>
internal sealed class ByteLines(Stream file, int longest)
{
    private readonly byte[] _buffer = new byte[64 * 1024];
    private int _at;
    private int _end;
    private long _number;

    /// <summary>The next line without its end, or null bytes where it is too long; null at the end of the file.</summary>
    public async Task<(long Number, byte[]? Bytes)?> NextAsync(CancellationToken token)
    {
        using var line = new MemoryStream();
        var (isTooLong, any) = (false, false);
        while (true)
        {
            if (_at == _end)
            {
                (_at, _end) = (0, await file.ReadAsync(_buffer, token));
                if (_end == 0)
                    return any ? Done() : null;
            }

            any = true;
            var found = _buffer.AsSpan(_at, _end - _at).IndexOf((byte)'\n');
            var take = found < 0 ? _end - _at : found;
            isTooLong |= line.Length + take > longest;
            if (!isTooLong)
                line.Write(_buffer, _at, take);
            _at += take;
            if (found < 0)
                continue;
            _at++;
            return Done();
        }

        (long, byte[]?) Done()
        {
            _number++;
            return (_number, isTooLong ? null : _number == 1 ? WithoutMark(line.ToArray()) : line.ToArray());
        }
    }

    /// <summary>Without the mark that some editors put before UTF-8.</summary>
    public static byte[] WithoutMark(byte[] bytes) => bytes is [0xEF, 0xBB, 0xBF, ..] ? bytes[3..] : bytes;
}
