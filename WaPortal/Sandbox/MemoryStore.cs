using System.Collections.Concurrent;

namespace WaPortal.Sandbox;

/// <summary>Keeps nothing but the bytes of media: a sandbox without a data directory starts empty.</summary>
internal sealed class MemoryStore : ISandboxStore
{
    private readonly ConcurrentDictionary<string, byte[]> _bytes = new();

    public void Write(IReadOnlyCollection<StoredChange> changes)
    {
    }

    public IReadOnlyList<(string Id, string Body)> Load(string kind) => [];

    public void WriteBytes(string id, byte[] bytes) => _bytes[id] = bytes;

    public byte[]? ReadBytes(string id) => _bytes.GetValueOrDefault(id);

    public void ForgetBytes(string id) => _bytes.TryRemove(id, out _);

    public void Dispose()
    {
    }
}
