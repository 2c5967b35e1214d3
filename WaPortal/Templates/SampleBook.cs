using WaPortal.Core.Access;
using WaPortal.Core.Templates;

namespace WaPortal.Templates;

/// <summary>The sample files that a page shows: each is looked up once.</summary>
public sealed class SampleBook(SampleMediaStore store)
{
    private readonly Dictionary<Guid, SampleMedia> _known = [];

    /// <summary>Null while unknown, or where there is none.</summary>
    public SampleMedia? Find(Guid? id) => id is { } known ? _known.GetValueOrDefault(known) : null;

    public void Add(SampleMedia media) => _known[media.Id.Value] = media;

    /// <summary>Where a picture is served from; null for anything else.</summary>
    public string? PictureUrl(Guid? id) => Find(id) is { Kind: HeaderKind.Image } media ? $"/templates/samples/{media.Id.Value}" : null;

    /// <summary>As the preview draws it; null while unknown.</summary>
    public (string Name, string? Url, long? Bytes)? Show(Guid id) => Find(id) is { } media ? (media.FileName, PictureUrl(id), media.Length) : null;

    public async Task FindAsync(Actor actor, IEnumerable<Guid> ids, CancellationToken token)
    {
        foreach (var id in ids.Distinct().Where(id => !_known.ContainsKey(id)).ToList())
        {
            if (await store.OpenAsync(actor, new SampleMediaId(id), token) is not var (media, content))
                continue;
            await content.DisposeAsync();
            _known[id] = media;
        }
    }
}
