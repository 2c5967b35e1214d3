using Microsoft.EntityFrameworkCore;
using WaPortal.Core.Audit;
using WaPortal.Core.Data;
using WaPortal.Core.OptIns.Segments;

namespace WaPortal.Core.OptIns.Contacts;

/// <summary>Tags, attributes and segments by their names; contacts have none in the trail.</summary>
internal sealed class ContactNames : ITargetNames
{
    public async Task<IReadOnlyDictionary<Guid, string>> FindAsync(PortalDbContext db, IReadOnlyCollection<Guid> ids, CancellationToken token)
    {
        var (tags, attributes, segments) = (ids.Select(TagId.Create).ToList(), ids.Select(AttributeId.Create).ToList(), ids.Select(SegmentId.Create).ToList());
        var names = await db.Set<Tag>().Where(t => tags.Contains(t.Id)).ToDictionaryAsync(t => t.Id.Value, t => t.Name, token);
        foreach (var attribute in await db.Set<AttributeDefinition>().Where(a => attributes.Contains(a.Id)).Select(a => new { a.Id, a.Label }).ToListAsync(token))
            names[attribute.Id.Value] = attribute.Label;
        foreach (var segment in await db.Set<Segment>().Where(s => segments.Contains(s.Id)).Select(s => new { s.Id, s.Name }).ToListAsync(token))
            names[segment.Id.Value] = segment.Name;
        return names;
    }
}
