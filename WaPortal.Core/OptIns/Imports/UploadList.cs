using Microsoft.EntityFrameworkCore;
using WaPortal.Core.Access;
using WaPortal.Core.Audit;
using WaPortal.Core.Data;
using WaPortal.Core.OptIns.Import;
using WaPortal.Core.Tenancy;

namespace WaPortal.Core.OptIns.Imports;

/// <summary>What became of an upload.</summary>
/// <param name="ImportId">The new import; null when the file was refused.</param>
/// <param name="Refusal">Why.</param>
/// <param name="SameBytesAs">An earlier, finished import of the very same file: importing it again would change nothing.</param>
public sealed record UploadResult(ListImportId? ImportId, ImportRefusal? Refusal, ListImportId? SameBytesAs);

/// <summary>Takes in a list as it is uploaded.</summary>
public sealed class UploadList(PortalDatabase database, ImportFiles files, AuditTrail audit, TimeProvider clock)
{
    private const int LongestName = 200;
    private static readonly string[] Endings = [".csv", ".tsv", ".txt", ".xlsx"];

    /// <summary>Takes it in when its name and its content are those of a list; a refused file is not kept.</summary>
    public async Task<UploadResult> RunAsync(Actor actor, string fileName, Stream upload, CancellationToken token)
    {
        actor.Demand(Right.ImportOptIns);
        if (!Endings.Contains(Path.GetExtension(ShownName(fileName)), StringComparer.OrdinalIgnoreCase))
            return new UploadResult(null, new ImportRefusal("file.name", "The file's name must end in .csv, .tsv, .txt or .xlsx. Save another kind of spreadsheet as .xlsx or CSV (UTF-8) and upload that."), null);
        var (stored, sha256, bytes, refusal) = await files.SaveAsync(actor.Tenant, ShownName(fileName), upload, token);
        if (refusal is not null)
            return new UploadResult(null, refusal, null);
        try
        {
            return await database.WriteAsync(actor.Tenant, async (db, inner) =>
            {
                await db.DemandWorkAsync(inner);
                var earlier = await SameBytesAsync(db, sha256, null, inner);
                var import = ListImport.Create(actor.Tenant, ShownName(fileName), stored, sha256, bytes, actor.Name, clock.GetUtcNow());
                db.Add(import);
                audit.Record(db, actor, "import.uploaded", import.Id.Value.ToString(), reason: "sha256 " + sha256);
                return new UploadResult(import.Id, null, earlier);
            }, token);
        }
        catch
        {
            files.Delete(actor.Tenant, stored);
            throw;
        }
    }

    internal static Task<ListImportId?> SameBytesAsync(PortalDbContext db, string sha256, ListImportId? but, CancellationToken token) =>
        db.Set<ListImport>().Where(i => i.Sha256 == sha256 && i.Id != but && (i.Status == ListImportStatus.Finished || i.Status == ListImportStatus.Running))
            .OrderBy(i => i.CreatedAt).Select(i => (ListImportId?)i.Id).FirstOrDefaultAsync(token);

    /// <summary>The last part of what a browser may send as a path, without control characters.</summary>
    private static string ShownName(string fileName)
    {
        var name = fileName[(fileName.LastIndexOfAny(['/', '\\']) + 1)..];
        var clean = new string([.. name.Where(c => !char.IsControl(c))]).Trim();
        return clean.Length <= LongestName ? clean : clean[^LongestName..]; // the end says what it is
    }
}
