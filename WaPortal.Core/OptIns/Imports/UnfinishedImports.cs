using Microsoft.EntityFrameworkCore;
using WaPortal.Core.Access;
using WaPortal.Core.Audit;
using WaPortal.Core.Data;
using WaPortal.Core.Jobs;
using WaPortal.Core.Tenancy;

namespace WaPortal.Core.OptIns.Imports;

/// <summary>
/// Finds what was under way when the portal stopped, gives up lists that nobody started within a week, and deletes rejected rows a week
/// after their import: they name people who proved nothing, so they are kept only as long as somebody may still put them right.
/// </summary>
internal sealed class UnfinishedImports(
    PortalDatabase database, SystemScope scope, IBackgroundJobs jobs, CancelImport cancel, AuditTrail audit, TimeProvider clock) : IUnfinishedWork
{
    /// <summary>How long a file waits to be started, and rejected rows to be put right.</summary>
    internal static readonly TimeSpan Patience = TimeSpan.FromDays(7);

    private const int RowsAtOnce = 1000;

    public Task ResumeAsync(CancellationToken token) => scope.ForEachAsync("imports under way", ResumeAsync, token);

    private async Task ResumeAsync(Tenant tenant, CancellationToken token)
    {
        var forgotten = clock.GetUtcNow() - Patience;
        var found = await database.ReadAsync(tenant.Id, (db, t) => db.Set<ListImport>()
            .Where(i => i.Status == ListImportStatus.Running || i.Status == ListImportStatus.Undoing || i.Completion != null
                        || i.Status == ListImportStatus.Uploaded || i.Status == ListImportStatus.Mapped || i.Status == ListImportStatus.Ready
                        || (i.EndedAt < forgotten && i.RowsDeletedAt == null))
            .ToListAsync(t), token);
        foreach (var import in found)
        {
            if (import.Status == ListImportStatus.Running)
                await jobs.EnqueueAsync<ImportJob>(tenant.Id, import.Id.Value, token);
            else if (import.Status == ListImportStatus.Undoing)
                await jobs.EnqueueAsync<UndoImportJob>(tenant.Id, import.Id.Value, token);
            else if (import.Completion is not null)
                await jobs.EnqueueAsync<CompleteQuarantineJob>(tenant.Id, import.Id.Value, token);
            else if (import.IsOpen && import.CreatedAt < forgotten)
                await cancel.RunAsync(Actor.Job(tenant.Id, "retention"), import.Id, token);
            else if (import.IsOpen && import.CheckWanted is not null && import.CheckWanted != import.CheckKey)
                await jobs.EnqueueAsync<CheckImportJob>(tenant.Id, import.Id.Value, token);
            else if (!import.IsOpen)
                await DeleteRowsAsync(tenant.Id, import.Id, token);
        }
    }

    private async Task DeleteRowsAsync(TenantId tenant, ListImportId id, CancellationToken token)
    {
        var deleted = 0;
        while (await database.WriteAsync(tenant, async (db, inner) =>
               {
                   var lines = await db.Set<ImportReject>().Where(r => r.ImportId == id).OrderBy(r => r.Line).Take(RowsAtOnce).Select(r => r.Line).ToListAsync(inner);
                   if (lines.Count == 0)
                       return 0;
                   var last = lines[^1];
                   return await db.Set<ImportReject>().Where(r => r.ImportId == id && r.Line <= last).ExecuteDeleteAsync(inner);
               }, token) is var count and > 0)
            deleted += count;
        await database.WriteAsync(tenant, async (db, inner) =>
        {
            var import = await db.Set<ListImport>().FirstAsync(i => i.Id == id, inner);
            import.DeletedRows(clock.GetUtcNow());
            if (deleted > 0)
                audit.Record(db, Actor.Job(tenant, "retention"), "import.rows_deleted", id.Value.ToString(), reason: FormattableString.Invariant($"{deleted} rows"));
        }, token);
    }
}
