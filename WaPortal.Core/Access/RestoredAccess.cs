using Microsoft.EntityFrameworkCore;
using WaPortal.Core.Access.Users;
using WaPortal.Core.Data;
using WaPortal.Core.Data.Restores;

namespace WaPortal.Core.Access;

/// <summary>After the database was set back: sessions and one-time links that were over are open again in it, so all of them end.</summary>
internal sealed class RestoredAccess : IRestoreCaution
{
    public async Task<IReadOnlyList<string>> HoldAsync(PortalDbContext db, SetBack setBack, CancellationToken token)
    {
        var now = setBack.RestoredAt;
        await db.Set<PortalSession>().Where(s => s.EndedAt == null).ExecuteUpdateAsync(s => s.SetProperty(x => x.EndedAt, now), token);
        var links = await db.Set<OneTimeLink>().Where(l => l.UsedAt == null && l.RevokedAt == null).ExecuteUpdateAsync(s => s.SetProperty(l => l.RevokedAt, now), token);
        return links == 0 ? ["Everybody is signed out."] : ["Everybody is signed out.", FormattableString.Invariant($"{links:N0} {(links == 1 ? "invitation or password link is" : "invitations and password links are")} worth nothing any more.")];
    }
}
