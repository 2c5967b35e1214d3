using Microsoft.EntityFrameworkCore;
using WaPortal.Core.Access;
using WaPortal.Core.Data;
using WaPortal.Core.Tenancy;

namespace WaPortal.Core.Audit;

/// <summary>What this feature and those below it can name.</summary>
internal sealed class TargetNames : ITargetNames
{
    public async Task<IReadOnlyDictionary<Guid, string>> FindAsync(PortalDbContext db, IReadOnlyCollection<Guid> ids, CancellationToken token)
    {
        var (tenants, users, accounts, numbers) = (Ids<TenantId>(), Ids<UserId>(), Ids<WhatsAppAccountId>(), Ids<SenderNumberId>());
        var names = new Dictionary<Guid, string>();
        Add(await db.Set<Tenant>().Where(x => tenants.Contains(x.Id)).Select(x => new { x.Id, x.Name }).ToListAsync(token), x => x.Id.Value, x => x.Name);
        Add(await db.Set<PortalUser>().Where(x => users.Contains(x.Id)).Select(x => new { x.Id, x.DisplayName }).ToListAsync(token), x => x.Id.Value, x => x.DisplayName);
        Add(await db.Set<WhatsAppAccount>().Where(x => accounts.Contains(x.Id)).Select(x => new { x.Id, x.Name }).ToListAsync(token), x => x.Id.Value, x => x.Name);
        Add(await db.Set<SenderNumber>().Where(x => numbers.Contains(x.Id)).Select(x => new { x.Id, x.DisplayNumber }).ToListAsync(token), x => x.Id.Value, x => x.DisplayNumber);
        return names;

        List<TId> Ids<TId>()
            where TId : struct, IGuidId<TId> => [.. ids.Select(TId.Create)];

        void Add<TRow>(IEnumerable<TRow> rows, Func<TRow, Guid> id, Func<TRow, string> name)
        {
            foreach (var row in rows)
                names[id(row)] = name(row);
        }
    }
}
