using Microsoft.EntityFrameworkCore;
using WaPortal.Core.Audit;
using WaPortal.Core.Data;

namespace WaPortal.Core.OptIns.Wordings;

/// <summary>Wordings by their code.</summary>
internal sealed class WordingNames : ITargetNames
{
    public async Task<IReadOnlyDictionary<Guid, string>> FindAsync(PortalDbContext db, IReadOnlyCollection<Guid> ids, CancellationToken token)
    {
        var wanted = ids.Select(WordingId.Create).ToList();
        return await db.Set<Wording>().Where(w => wanted.Contains(w.Id)).ToDictionaryAsync(w => w.Id.Value, w => w.Code, token);
    }
}
