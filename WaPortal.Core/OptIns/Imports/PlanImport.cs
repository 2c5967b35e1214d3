using Microsoft.EntityFrameworkCore;
using WaPortal.Core.Access;
using WaPortal.Core.Audit;
using WaPortal.Core.Data;
using WaPortal.Core.Jobs;
using WaPortal.Core.OptIns.Import;
using WaPortal.Core.OptIns.Lists;
using WaPortal.Core.Tenancy;

namespace WaPortal.Core.OptIns.Imports;

/// <summary>What came of a step of an import; no problems when it was taken.</summary>
public sealed record ImportStepResult(IReadOnlyList<ImportRefusal> Problems)
{
    public static readonly ImportStepResult Done = new([]);

    public bool Succeeded => Problems.Count == 0;

    internal static ImportStepResult No(string code, string words) => new([new ImportRefusal(code, words)]);
}

/// <summary>Saves how a list is to be read, and has a large one checked by it.</summary>
public sealed class SaveImportPlan(PortalDatabase database, IBackgroundJobs jobs)
{
    /// <summary>Keeps the plan as a draft; the problems that are left are named, and only a plan without any can be started.</summary>
    public async Task<ImportStepResult> RunAsync(Actor actor, ListImportId id, ImportPlan plan, ImportOpening? opening, string? listName, CancellationToken token)
    {
        actor.Demand(Right.ImportOptIns);
        var mustBeChecked = false;
        var result = await database.WriteAsync(actor.Tenant, async (db, inner) =>
        {
            var import = await db.Set<ListImport>().FirstOrDefaultAsync(i => i.Id == id, inner);
            if (import is null)
                return ImportStepResult.No("import.unknown", "This import does not exist.");
            if (!import.TryPlan(plan, opening ?? import.Opening, listName))
                return ImportStepResult.No("import.started", "This import was started already.");
            mustBeChecked = import.Report is null && import.Bytes > PreviewImport.SmallFile;
            if (mustBeChecked)
                import.WantCheck(ListImport.PlanKey(plan, import.Opening));
            List<ImportRefusal> problems = [.. plan.Problems()];
            if (!plan.IsSuppression && import.ListName is not { Length: <= OptInList.NameLength })
                problems.Add(new("plan.list", "Name the list that these people go to, in at most 100 characters."));
            return new ImportStepResult(problems);
        }, token);
        if (mustBeChecked)
            await jobs.EnqueueAsync<CheckImportJob>(actor.Tenant, id.Value, token);
        return result;
    }
}

/// <summary>Starts an import whose plan is complete.</summary>
public sealed class StartImport(PortalDatabase database, IBackgroundJobs jobs, IPortalSignals signals, AuditTrail audit, TimeProvider clock)
{
    public async Task<ImportStepResult> RunAsync(Actor actor, ListImportId id, CancellationToken token)
    {
        actor.Demand(Right.ImportOptIns);
        var result = await database.WriteAsync(actor.Tenant, async (db, inner) =>
        {
            await db.DemandWorkAsync(inner);
            var import = await db.Set<ListImport>().FirstOrDefaultAsync(i => i.Id == id, inner);
            if (import is null)
                return ImportStepResult.No("import.unknown", "This import does not exist.");
            if (import.Status != ListImportStatus.Ready)
                return ImportStepResult.No("import.not_ready", "This import is not ready to start, or was started already.");
            if (import.Report is null)
                return ImportStepResult.No("import.unchecked", "The whole file has to be checked by these choices first.");
            var isSuppression = import.Plan is { IsSuppression: true };
            // Told twice, a no is no worse; the same file may have come as a list of opt-ins before.
            if (!isSuppression && await UploadList.SameBytesAsync(db, import.Sha256, id, inner) is not null)
                return ImportStepResult.No("import.same_bytes", "This very file was imported before. Importing it again would change nothing.");
            import.TryStart(isSuppression ? null : await OptInList.FindOrAddAsync(db, import.ListName!, actor.Name, clock.GetUtcNow(), inner), clock.GetUtcNow());
            audit.Record(db, actor, "import.started", id.Value.ToString(), reason: (isSuppression ? "suppression list, sha256 " : "sha256 ") + import.Sha256);
            return ImportStepResult.Done;
        }, token);
        if (result.Succeeded)
        {
            await jobs.EnqueueAsync<ImportJob>(actor.Tenant, id.Value, token);
            signals.Publish(actor.Tenant, $"import:{id.Value}");
        }

        return result;
    }
}

/// <summary>Stops an import; what it has taken in so far stays.</summary>
public sealed class CancelImport(PortalDatabase database, ImportFiles files, IPortalSignals signals, AuditTrail audit, TimeProvider clock)
{
    public async Task<ImportStepResult> RunAsync(Actor actor, ListImportId id, CancellationToken token)
    {
        actor.Demand(Right.ImportOptIns);
        var stored = await database.WriteAsync(actor.Tenant, async (db, inner) =>
        {
            var import = await db.Set<ListImport>().FirstOrDefaultAsync(i => i.Id == id, inner);
            if (import is null || !import.TryCancel(clock.GetUtcNow()))
                return null;
            audit.Record(db, actor, "import.cancelled", id.Value.ToString());
            return import.StoredName;
        }, token);
        if (stored is null)
            return ImportStepResult.No("import.ended", "This import does not exist or has ended.");
        files.Delete(actor.Tenant, stored);
        signals.Publish(actor.Tenant, $"import:{id.Value}");
        return ImportStepResult.Done;
    }
}
