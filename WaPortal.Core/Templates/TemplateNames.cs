using Microsoft.EntityFrameworkCore;
using WaPortal.Core.Audit;
using WaPortal.Core.Data;

namespace WaPortal.Core.Templates;

/// <summary>Templates by name.</summary>
internal sealed class TemplateNames : ITargetNames
{
    public async Task<IReadOnlyDictionary<Guid, string>> FindAsync(PortalDbContext db, IReadOnlyCollection<Guid> ids, CancellationToken token)
    {
        var wanted = ids.Select(TemplateId.Create).ToList();
        return await db.Set<Template>().Where(x => wanted.Contains(x.Id)).ToDictionaryAsync(x => x.Id.Value, x => x.Name, token);
    }
}
