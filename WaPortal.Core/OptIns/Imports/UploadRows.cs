using Microsoft.EntityFrameworkCore;
using WaPortal.Core.Access;
using WaPortal.Core.Audit;
using WaPortal.Core.Data;
using WaPortal.Core.Retention;
using WaPortal.Core.Tenancy;

namespace WaPortal.Core.OptIns.Imports;

/// <summary>
/// Lists that nobody started, and the rejected rows of those that were: these name people who proved nothing, so they are kept only as long as somebody may still put
/// them right. A started import's file goes with its end.
/// </summary>
internal sealed class UploadRows(PortalDatabase database, CancelImport cancel, AuditTrail audit, TimeProvider clock) : IRetainedRows
{
    private static readonly ListImportStatus[] Open = [ListImportStatus.Uploaded, ListImportStatus.Mapped, ListImportStatus.Ready];

    public DataClass Class => DataClass.Uploads;

    public async Task<RetainedCount> CountAsync(PortalDbContext db, DateTimeOffset before, CancellationToken token)
    {
        var open = db.Set<ListImport>().Where(i => Open.Contains(i.Status));
        var ended = db.Set<ListImport>().Where(i => i.EndedAt != null && i.RowsDeletedAt == null);
        var rejects = db.Set<ImportReject>();
        var oldest = new[] { await open.MinAsync(i => (DateTimeOffset?)i.CreatedAt, token), await ended.MinAsync(i => i.EndedAt, token) };
        return new RetainedCount(
            await open.LongCountAsync(token) + await rejects.LongCountAsync(token),
            await open.LongCountAsync(i => i.CreatedAt < before, token) + await rejects.LongCountAsync(r => ended.Any(i => i.Id == r.ImportId && i.EndedAt < before), token),
            oldest.Min());
    }

    public async Task<int> PurgeAsync(TenantId tenant, DateTimeOffset before, int most, CancellationToken token)
    {
        var (forgotten, ended) = await database.ReadAsync(tenant, async (db, t) => (
            await db.Set<ListImport>().Where(i => Open.Contains(i.Status) && i.CreatedAt < before).OrderBy(i => i.Id).Select(i => (ListImportId?)i.Id).FirstOrDefaultAsync(t),
            await db.Set<ListImport>().Where(i => i.EndedAt < before && i.RowsDeletedAt == null && i.Completion == null).OrderBy(i => i.Id).Select(i => (ListImportId?)i.Id).FirstOrDefaultAsync(t)), token);
        if (forgotten is { } open)
        {
            await cancel.RunAsync(Actor.Job(tenant, "retention"), open, token);
            return 1;
        }

        return ended is { } import ? Math.Max(1, await DeleteAsync(tenant, import, most, token)) : 0;
    }

    private Task<int> DeleteAsync(TenantId tenant, ListImportId id, int most, CancellationToken token) => database.WriteAsync(tenant, async (db, t) =>
    {
        await db.OverwriteDeletedAsync(t);
        var lines = await db.Set<ImportReject>().Where(r => r.ImportId == id).OrderBy(r => r.Line).Take(most).Select(r => r.Line).ToListAsync(t);
        if (lines.Count > 0)
        {
            var last = lines[^1];
            return await db.Set<ImportReject>().Where(r => r.ImportId == id && r.Line <= last).ExecuteDeleteAsync(t);
        }

        (await db.Set<ListImport>().AsTracking().FirstAsync(i => i.Id == id, t)).DeletedRows(clock.GetUtcNow());
        audit.Record(db, Actor.Job(tenant, "retention"), "import.rows_deleted", id.Value.ToString());
        return 0;
    }, token);
}
