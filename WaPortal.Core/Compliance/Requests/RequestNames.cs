using Microsoft.EntityFrameworkCore;
using WaPortal.Core.Audit;
using WaPortal.Core.Data;

namespace WaPortal.Core.Compliance.Requests;

/// <summary>Requests by their number.</summary>
internal sealed class RequestNames : ITargetNames
{
    public async Task<IReadOnlyDictionary<Guid, string>> FindAsync(PortalDbContext db, IReadOnlyCollection<Guid> ids, CancellationToken token)
    {
        var wanted = ids.Select(PersonRequestId.Create).ToList();
        var rows = await db.Set<PersonRequest>().Where(r => wanted.Contains(r.Id)).Select(r => new { r.Id, r.Number }).ToListAsync(token);
        return rows.ToDictionary(r => r.Id.Value, r => FormattableString.Invariant($"Request {r.Number}"));
    }
}
