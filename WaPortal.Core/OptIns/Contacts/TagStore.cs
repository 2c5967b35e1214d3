using Microsoft.EntityFrameworkCore;
using WaPortal.Core.Data;
using WaPortal.Core.OptIns.Lists;

namespace WaPortal.Core.OptIns.Contacts;

/// <summary>Puts tags on contacts, many at a time. Tables: tags, contact_tags.</summary>
internal static class TagStore
{
    /// <summary>Who makes a tag that a list names.</summary>
    public const string FromList = "a list";

    /// <summary>Puts named tags on contacts; a name that is new becomes a tag. The caller holds the queue of writers.</summary>
    public static async Task AddAsync(PortalDbContext db, IReadOnlyCollection<(ContactId Contact, string Tag)> tagged, DateTimeOffset now, CancellationToken token)
    {
        if (tagged.Count == 0)
            return;
        var ids = new Dictionary<string, TagId>(StringComparer.Ordinal);
        foreach (var name in tagged.Select(t => t.Tag).Distinct(StringComparer.Ordinal))
            ids[name] = await FindOrMakeAsync(db, name, FromList, now, token);
        await db.SaveChangesAsync(token); // rows that point at a tag follow in plain SQL
        var rows = tagged.Select(t => (Tag: ids[t.Tag], t.Contact)).Distinct().Select(t => new object?[] { db.TenantId, t.Tag, t.Contact, now }).ToList();
        await InsertAsync(db, rows, token);
    }

    /// <summary>Rows of tenant, tag, contact and time; those that are there stay.</summary>
    public static Task<int> InsertAsync(PortalDbContext db, IReadOnlyList<object?[]> rows, CancellationToken token) =>
        db.InsertAsync("contact_tags (tenant_id, tag_id, contact_id, added_at)", "ON CONFLICT (tenant_id, tag_id, contact_id) DO NOTHING", rows, token);

    /// <summary>The tag of this name, made when there is none.</summary>
    public static async Task<TagId> FindOrMakeAsync(PortalDbContext db, string name, string by, DateTimeOffset now, CancellationToken token)
    {
        var key = Tag.KeyOf(name);
        var known = db.Set<Tag>().Local.FirstOrDefault(t => t.NameKey == key) ?? await db.Set<Tag>().FirstOrDefaultAsync(t => t.NameKey == key, token);
        if (known is null)
            db.Add(known = Tag.Create(db.TenantId, name, by, now));
        return known.Id;
    }
}
