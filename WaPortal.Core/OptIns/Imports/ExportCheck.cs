using System.Globalization;
using Microsoft.EntityFrameworkCore;
using WaPortal.Core.Access;
using WaPortal.Core.Audit;
using WaPortal.Core.Data;
using WaPortal.Core.Data.Exports;
using WaPortal.Core.OptIns.Contacts;
using WaPortal.Core.OptIns.Import;
using WaPortal.Core.OptIns.Wordings;

namespace WaPortal.Core.OptIns.Imports;

/// <summary>Writes the dry run of a list as CSV: each row that would be rejected, counts twice, or has a remark. Reads the file; stores nothing.</summary>
public sealed class ExportCheck(PortalDatabase database, ImportFiles files, AuditTrail audit, TimeProvider clock)
{
    /// <summary>False when the import does not exist, has no plan, or was started.</summary>
    public async Task<bool> RunAsync(Actor actor, ListImportId id, Stream output, CancellationToken token)
    {
        actor.Demand(Right.ImportOptIns);
        var import = await database.ReadAsync(actor.Tenant, (db, t) => db.Set<ListImport>().FirstOrDefaultAsync(i => i.Id == id, t), token);
        if (import is not { IsOpen: true, Plan: { } plan } || !files.Exists(import))
            return false;
        await using var file = files.Open(import);
        var (reader, _) = ImportReader.Open(file, import.Opening);
        using (reader)
        {
            if (reader is null || reader.Headers.Count != plan.Columns.Count)
                return false;
            var rows = 0;
            await using (var writer = new SafeCsvWriter(output))
            {
                await writer.WriteAsync(["line", "becomes", "column", "code", "reason", .. plan.Columns.Select(c => c.Header)], token);
                var now = clock.GetUtcNow();
                var evaluation = new ImportEvaluation(plan, now, await database.ReadAsync(actor.Tenant, (db, t) => WordingBook.ReadAsync(db, now, t), token),
            await database.ReadAsync(actor.Tenant, AttributeBook.RulesAsync, token));
                while (Next(reader) is { } record)
                {
                    var row = evaluation.Evaluate(record);
                    if (Cells(row) is not { } cells)
                        continue;
                    rows++;
                    await writer.WriteAsync([row.Line.ToString(CultureInfo.InvariantCulture), .. cells, .. record.Fields], token);
                }
            }

            await audit.RecordAsync(actor, "import.check_exported", id.Value.ToString(), "ok", FormattableString.Invariant($"{rows} rows"), token);
        }

        return true;
    }

    // The page says what broke; the file ends where it broke.
    private static ListRecord? Next(ImportReader reader)
    {
        try
        {
            return reader.Next();
        }
        catch (UnreadableListException)
        {
            return null;
        }
    }

    private static string?[]? Cells(ImportRow row) => row switch
    {
        ImportRow.Rejected { LacksProof: true } waits => ["quarantine", waits.Column, waits.Code, waits.Words],
        ImportRow.Rejected rejected => ["rejected", rejected.Column, rejected.Code, rejected.Words],
        ImportRow.Duplicate duplicate => [
            "duplicate", null, duplicate.Differs ? "duplicate.differs" : "duplicate",
            string.Create(CultureInfo.InvariantCulture, $"The number stands in line {duplicate.FirstLine} already{(duplicate.Differs ? ", with another choice: it ends opted out" : "")}."),
        ],
        ImportRow.Accepted { Remarks.Count: > 0 } accepted => ["accepted", null, string.Join(' ', accepted.Remarks), null],
        _ => null,
    };
}
