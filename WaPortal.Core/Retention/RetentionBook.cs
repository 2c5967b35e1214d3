using Microsoft.EntityFrameworkCore;
using WaPortal.Core.Data;

namespace WaPortal.Core.Retention;

/// <summary>Tells what an enterprise's rules say.</summary>
public static class RetentionBook
{
    /// <summary>How long a class is kept, in days.</summary>
    public static async Task<int> DaysAsync(PortalDbContext db, DataClass of, DateTimeOffset now, CancellationToken token) =>
        await db.Set<RetentionRule>().AsNoTracking().FirstOrDefaultAsync(r => r.Class == of, token) is { } rule ? rule.DaysAt(now) : RetentionDefaults.Days(of);

    /// <summary>The enterprise's state, to be changed; made where there is none, also when two ask at once.</summary>
    internal static async Task<RetentionState> StateAsync(PortalDbContext db, CancellationToken token)
    {
        await db.ExecuteSqlAsync("INSERT INTO retention_states (tenant_id) VALUES (@tenant) ON CONFLICT (tenant_id) DO NOTHING", token, ("@tenant", db.TenantId));
        return await db.Set<RetentionState>().AsTracking().FirstAsync(token);
    }

    /// <summary>Whether nothing may be deleted for its age.</summary>
    public static Task<bool> IsHeldAsync(PortalDbContext db, CancellationToken token) => db.Set<RetentionState>().AnyAsync(s => s.HeldSince != null, token);
}
