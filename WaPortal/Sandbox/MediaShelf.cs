using System.Collections.Concurrent;
using System.Globalization;
using System.Security.Cryptography;
using System.Text.Json;

namespace WaPortal.Sandbox;

internal sealed record MediaFile(string Id, string MimeType, long Size, string Sha256, DateTimeOffset UploadedAt);

/// <summary>A resumable upload of a template sample; the handle is given when all bytes are there.</summary>
internal sealed record UploadSession(string Id, long Length, string MimeType)
{
    public MemoryStream Received { get; } = new();
}

/// <summary>Uploaded media for sending, and the uploads of template samples.</summary>
internal sealed class MediaShelf
{
    private static readonly TimeSpan Life = TimeSpan.FromDays(30);
    private static readonly Dictionary<string, long> Largest = new(StringComparer.OrdinalIgnoreCase)
    {
        ["image/jpeg"] = 5 << 20,
        ["image/png"] = 5 << 20,
        ["video/mp4"] = 16 << 20,
        ["video/3gpp"] = 16 << 20,
        ["audio/aac"] = 16 << 20,
        ["audio/amr"] = 16 << 20,
        ["audio/mpeg"] = 16 << 20,
        ["audio/mp4"] = 16 << 20,
        ["audio/ogg"] = 16 << 20,
        ["image/webp"] = 500 << 10,
        ["text/plain"] = 100 << 20,
        ["application/pdf"] = 100 << 20,
        ["application/msword"] = 100 << 20,
        ["application/vnd.ms-excel"] = 100 << 20,
        ["application/vnd.ms-powerpoint"] = 100 << 20,
        ["application/vnd.openxmlformats-officedocument.wordprocessingml.document"] = 100 << 20,
        ["application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"] = 100 << 20,
        ["application/vnd.openxmlformats-officedocument.presentationml.presentation"] = 100 << 20,
    };

    private readonly ISandboxStore _store;
    private readonly TimeProvider _time;
    private readonly ConcurrentDictionary<string, MediaFile> _files = new();
    private readonly ConcurrentDictionary<string, UploadSession> _sessions = new();
    private long _nextId = 1900000000000001;

    public MediaShelf(ISandboxStore store, TimeProvider time)
    {
        (_store, _time) = (store, time);
        foreach (var (id, body) in store.Load("media"))
        {
            _files[id] = JsonSerializer.Deserialize<MediaFile>(body)!;
            _nextId = Math.Max(_nextId, long.Parse(id, CultureInfo.InvariantCulture) + 1);
        }
    }

    public int Count => _files.Count;

    public static GraphAnswer? Refuse(string mimeType, long size)
    {
        if (!Largest.TryGetValue(mimeType, out var most)) return GraphErrors.Of(100, $"Param file must be a file with one of the supported types. Received file of type '{mimeType}'.");
        return size == 0 || size > most ? GraphErrors.Of(131053, $"The file has {size} bytes; {mimeType} may have up to {most}.") : null;
    }

    public MediaFile Add(string mimeType, byte[] bytes)
    {
        var id = (Interlocked.Increment(ref _nextId) - 1).ToString(CultureInfo.InvariantCulture);
        var file = new MediaFile(id, mimeType, bytes.Length, Convert.ToHexStringLower(SHA256.HashData(bytes)), _time.GetUtcNow());
        _store.WriteBytes(id, bytes);
        _store.Write([new StoredChange("media", id, JsonSerializer.Serialize(file))]);
        return _files[id] = file;
    }

    /// <summary>The file, unless it is unknown or older than 30 days.</summary>
    public MediaFile? Find(string id) => _files.TryGetValue(id, out var file) && _time.GetUtcNow() - file.UploadedAt < Life ? file : null;

    public byte[]? Bytes(string id) => Find(id) is null ? null : _store.ReadBytes(id);

    public bool Remove(string id)
    {
        if (!_files.TryRemove(id, out _)) return false;
        _store.Write([new StoredChange("media", id, null)]);
        _store.ForgetBytes(id);
        return true;
    }

    public UploadSession Open(long length, string mimeType)
    {
        foreach (var finished in _sessions.Values.Where(one => one.Received.Length >= one.Length)) _sessions.TryRemove(finished.Id, out _);
        var session = new UploadSession("upload:" + Convert.ToHexStringLower(RandomNumberGenerator.GetBytes(16)), length, mimeType);
        return _sessions[session.Id] = session;
    }

    public UploadSession? Session(string id) => _sessions.GetValueOrDefault(id);
}
