using Microsoft.EntityFrameworkCore;
using WaPortal.Core.Data;
using WaPortal.Core.Jobs;
using WaPortal.Core.Tenancy;

namespace WaPortal.Core.OptIns.Imports;

/// <summary>Finds what was under way when the portal stopped.</summary>
internal sealed class UnfinishedImports(PortalDatabase database, SystemScope scope, IBackgroundJobs jobs) : IUnfinishedWork
{
    public Task ResumeAsync(CancellationToken token) => scope.ForEachAsync("imports under way", ResumeAsync, token);

    private async Task ResumeAsync(Tenant tenant, CancellationToken token)
    {
        var found = await database.ReadAsync(tenant.Id, (db, t) => db.Set<ListImport>()
            .Where(i => i.Status == ListImportStatus.Running || i.Status == ListImportStatus.Undoing || i.Completion != null
                        || i.Status == ListImportStatus.Uploaded || i.Status == ListImportStatus.Mapped || i.Status == ListImportStatus.Ready)
            .ToListAsync(t), token);
        foreach (var import in found)
        {
            if (import.Status == ListImportStatus.Running)
                await jobs.EnqueueAsync<ImportJob>(tenant.Id, import.Id.Value, token);
            else if (import.Status == ListImportStatus.Undoing)
                await jobs.EnqueueAsync<UndoImportJob>(tenant.Id, import.Id.Value, token);
            else if (import.Completion is not null)
                await jobs.EnqueueAsync<CompleteQuarantineJob>(tenant.Id, import.Id.Value, token);
            else if (import.IsOpen && import.CheckWanted is not null && import.CheckWanted != import.CheckKey)
                await jobs.EnqueueAsync<CheckImportJob>(tenant.Id, import.Id.Value, token);
        }
    }
}
