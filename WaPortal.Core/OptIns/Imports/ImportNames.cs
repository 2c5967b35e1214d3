using Microsoft.EntityFrameworkCore;
using WaPortal.Core.Audit;
using WaPortal.Core.Data;

namespace WaPortal.Core.OptIns.Imports;

/// <summary>Imports by the name of their file.</summary>
internal sealed class ImportNames : ITargetNames
{
    public async Task<IReadOnlyDictionary<Guid, string>> FindAsync(PortalDbContext db, IReadOnlyCollection<Guid> ids, CancellationToken token)
    {
        var wanted = ids.Select(ListImportId.Create).ToList();
        return await db.Set<ListImport>().Where(i => wanted.Contains(i.Id)).ToDictionaryAsync(i => i.Id.Value, i => i.FileName, token);
    }
}
