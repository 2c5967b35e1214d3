namespace WaPortal.Sandbox;

/// <summary>One object to keep under its kind and id; a null body forgets it.</summary>
internal readonly record struct StoredChange(string Kind, string Id, string? Body);

/// <summary>What outlives the process. Changes of one call are kept all or none.</summary>
internal interface ISandboxStore : IDisposable
{
    void Write(IReadOnlyCollection<StoredChange> changes);

    /// <summary>All objects of a kind, in the order of their ids.</summary>
    IReadOnlyList<(string Id, string Body)> Load(string kind);

    void WriteBytes(string id, byte[] bytes);

    byte[]? ReadBytes(string id);

    void ForgetBytes(string id);
}
