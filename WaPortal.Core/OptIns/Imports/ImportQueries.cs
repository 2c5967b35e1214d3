using Microsoft.EntityFrameworkCore;
using WaPortal.Core.Access;
using WaPortal.Core.Data;
using WaPortal.Core.Data.Exports;
using WaPortal.Core.OptIns.Lists;
using WaPortal.Core.Tenancy;

namespace WaPortal.Core.OptIns.Imports;

/// <summary>An import as pages show it.</summary>
public sealed record ImportDetail(
    ListImportId Id, string FileName, ListImportStatus Status, string? ListName, OptInListId? ListId, int Position, int? Records,
    int Accepted, int Rejected, int Duplicates, int KeptOut, string? Failure, string CreatedBy,
    DateTimeOffset CreatedAt, DateTimeOffset? StartedAt, DateTimeOffset? EndedAt, int Quarantined, bool IsCompleting, string? UndoneBy, DateTimeOffset? UndoneAt, int Withdrawn,
    int CheckPosition, bool IsChecking, DateTimeOffset? RowsDeletedAt)
{
    /// <summary>Started as a list of people who must not be written to: nobody of it goes to a list.</summary>
    public bool IsSuppression => StartedAt is not null && ListId is null;
}

/// <summary>Reads imports.</summary>
public sealed class ImportDetailQuery(PortalDatabase database)
{
    /// <summary>One import; null when it does not exist in the actor's tenant.</summary>
    public Task<ImportDetail?> FindAsync(Actor actor, ListImportId id, CancellationToken token)
    {
        actor.Demand(Right.ViewOptIns);
        return database.ReadAsync(actor.Tenant, (db, t) => Details(db.Set<ListImport>().Where(i => i.Id == id)).FirstOrDefaultAsync(t), token);
    }

    /// <summary>The newest imports.</summary>
    public Task<List<ImportDetail>> ListAsync(Actor actor, int count, CancellationToken token)
    {
        actor.Demand(Right.ViewOptIns);
        return database.ReadAsync(actor.Tenant, (db, t) => Details(db.Set<ListImport>().OrderByDescending(i => i.CreatedAt).Take(count)).ToListAsync(t), token);
    }

    /// <summary>Imports that are running or wait for somebody to go on with them, newest first.</summary>
    public Task<List<ImportDetail>> UnfinishedAsync(Actor actor, CancellationToken token)
    {
        actor.Demand(Right.ViewOptIns);
        return database.ReadAsync(actor.Tenant, (db, t) => Details(db.Set<ListImport>()
            .Where(i => i.Status == ListImportStatus.Uploaded || i.Status == ListImportStatus.Mapped || i.Status == ListImportStatus.Ready || i.Status == ListImportStatus.Running)
            .OrderByDescending(i => i.CreatedAt)).ToListAsync(t), token);
    }

    private static IQueryable<ImportDetail> Details(IQueryable<ListImport> imports) => imports.Select(i => new ImportDetail(
        i.Id, i.FileName, i.Status, i.ListName, i.ListId, i.Position, i.Records, i.Accepted, i.Rejected, i.Duplicates, i.KeptOut,
        i.Failure, i.CreatedBy, i.CreatedAt, i.StartedAt, i.EndedAt, i.Quarantined, i.Completion != null, i.UndoneBy, i.UndoneAt, i.Withdrawn,
        i.CheckPosition, i.CheckWanted != null && i.CheckWanted != i.CheckKey, i.RowsDeletedAt));
}

/// <summary>Writes the rejected records of an import as CSV, with line, column and reason before the cells.</summary>
public sealed class ExportRejects(PortalDatabase database, TenantKeys tenantKeys, Audit.AuditTrail audit)
{
    private const int Page = 1000;

    /// <summary>False when the import does not exist.</summary>
    /// <param name="actor">Who asks.</param>
    /// <param name="id">The import.</param>
    /// <param name="onlyQuarantine">Those rows alone that wait for a proof.</param>
    /// <param name="output">Takes the file.</param>
    /// <param name="token">Cancels.</param>
    public async Task<bool> RunAsync(Actor actor, ListImportId id, bool onlyQuarantine, Stream output, CancellationToken token)
    {
        actor.Demand(Right.ImportOptIns);
        var import = await database.ReadAsync(actor.Tenant, (db, t) => db.Set<ListImport>().FirstOrDefaultAsync(i => i.Id == id, t), token);
        if (import is null)
            return false;
        var keys = await tenantKeys.GetAsync(actor.Tenant, token);
        var line = 0;
        var rows = 0;
        await using (var writer = new SafeCsvWriter(output))
        {
            await writer.WriteAsync(["line", "column", "code", "reason", .. import.Plan?.Columns.Select(c => c.Header) ?? []], token);
            while (true)
            {
                var after = line;
                var page = await database.ReadAsync(actor.Tenant, (db, t) =>
                    db.Set<ImportReject>().AsNoTracking()
                        .Where(r => r.ImportId == id && r.Line > after && r.Quarantine != QuarantineState.Completed && (!onlyQuarantine || r.Quarantine == QuarantineState.Waiting)).OrderBy(r => r.Line).Take(Page).ToListAsync(t), token);
                foreach (var reject in page)
                {
                    line = reject.Line;
                    rows++;
                    await writer.WriteAsync(
                        [reject.Line.ToString(System.Globalization.CultureInfo.InvariantCulture), reject.ColumnHeader, reject.Code, reject.Words, .. RejectCells.Decrypt(keys, reject)], token);
                }

                if (page.Count < Page)
                    break;
            }
        }

        await audit.RecordAsync(actor, "import.rejects_exported", id.Value.ToString(), "ok", FormattableString.Invariant($"{rows} rows"), token);
        return true;
    }
}
