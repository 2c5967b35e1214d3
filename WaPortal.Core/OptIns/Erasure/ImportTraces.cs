using System.Globalization;
using System.Text.Json.Nodes;
using Microsoft.EntityFrameworkCore;
using WaPortal.Core.Data;
using WaPortal.Core.OptIns.Import;
using WaPortal.Core.OptIns.Imports;
using WaPortal.Core.Tenancy;

namespace WaPortal.Core.OptIns.Erasure;

/// <summary>
/// Uploaded lists that nobody has started, which are given up when they hold the person, and rejected or waiting rows. Lists that are being read are let through
/// first: whom they hold is kept out of everything meanwhile, and their file goes when they are done.
/// </summary>
internal sealed class ImportTraces(PortalDatabase database, TenantKeys tenantKeys, ImportFiles files, TimeProvider clock) : IPersonTraces
{
    public const string Key = "imports";

    private const int RowsAtOnce = 500;

    public string Name => Key;

    public Task<int> StopAsync(PortalDbContext db, PersonMarks person, CancellationToken token) => Task.FromResult(0);

    /// <summary>Whether a list that was here when the erasure began is being read.</summary>
    public static Task<bool> IsBusyAsync(PortalDbContext db, PersonMarks person, CancellationToken token) => db.Set<ListImport>().AnyAsync(
        i => i.CreatedAt <= person.Since && (i.Status == ListImportStatus.Running || i.Status == ListImportStatus.Undoing || i.Completion != null), token);

    // A list of two gigabytes takes a while to read; nobody shall wait for the database meanwhile.
    public async Task<object?> LookAsync(TenantId tenant, PersonMarks person, string? position, CancellationToken token)
    {
        if (position != "files")
            return null;
        var imports = await database.ReadAsync(tenant, (db, t) => db.Set<ListImport>().Where(i => i.CreatedAt <= person.Since && i.Status != ListImportStatus.Running).ToListAsync(t), token);
        return imports.Where(i => files.Exists(i) && (!i.IsOpen || Holds(i, person))).Select(i => i.Id).ToList();
    }

    public async Task<TraceStep> EraseAsync(PortalDbContext db, PersonMarks person, string? position, object? found, CancellationToken token)
    {
        if (position is null)
            return await IsBusyAsync(db, person, token) ? new TraceStep(0, null, ErasePersonJob.Pause) : new TraceStep(0, "files");
        return position == "files" ? await EraseFilesAsync(db, (List<ListImportId>)found!, token) : await EraseRowsAsync(db, person, position, token);
    }

    public async Task<JsonNode?> TellAsync(PortalDbContext db, PersonMarks person, CancellationToken token)
    {
        var found = new JsonArray();
        var keys = await tenantKeys.GetAsync(db.TenantId, token);
        foreach (var import in await db.Set<ListImport>().ToListAsync(token))
        {
            if (import.IsOpen && files.Exists(import) && Holds(import, person))
                found.Add((JsonNode)new JsonObject { ["file"] = import.FileName, ["state"] = "uploaded, not imported yet", ["since"] = import.CreatedAt });
            await foreach (var reject in db.Set<ImportReject>().AsNoTracking().Where(r => r.ImportId == import.Id).AsAsyncEnumerable().WithCancellation(token))
            {
                var cells = RejectCells.Decrypt(keys, reject);
                if (IsAbout(cells, import.Plan?.Region, person))
                    found.Add((JsonNode)new JsonObject { ["file"] = import.FileName, ["line"] = reject.Line, ["state"] = reject.Words, ["row"] = new JsonArray([.. cells.Select(c => (JsonNode)c)]) });
            }
        }

        return found.Count == 0 ? null : found;
    }

    // The file goes before the row says so: after a crash in between it is gone, and counts as found no more.
    private async Task<TraceStep> EraseFilesAsync(PortalDbContext db, List<ListImportId> held, CancellationToken token)
    {
        var erased = 0;
        foreach (var import in await db.Set<ListImport>().Where(i => held.Contains(i.Id) && i.Status != ListImportStatus.Running).ToListAsync(token))
        {
            files.Delete(db.TenantId, import.StoredName);
            import.GiveUp("The list held somebody who was erased. Upload it again without them.", clock.GetUtcNow());
            erased++;
        }

        return new TraceStep(erased, "rows::0");
    }

    private async Task<TraceStep> EraseRowsAsync(PortalDbContext db, PersonMarks person, string position, CancellationToken token)
    {
        var at = position.Split(':');
        var (after, line) = at is [_, { Length: > 0 } id, var number] ? (Guid.Parse(id), int.Parse(number, CultureInfo.InvariantCulture)) : (Guid.Empty, 0);
        var (import, from) = (new ListImportId(after), line);
        var page = await db.Set<ImportReject>().AsNoTracking()
            .Where(r => r.ImportId == import && r.Line > from).OrderBy(r => r.Line).Take(RowsAtOnce).ToListAsync(token);
        if (page.Count == 0)
        {
            var imports = await db.Set<ListImport>().Where(i => i.CreatedAt <= person.Since).Select(i => i.Id).ToListAsync(token);
            var next = imports.Select(i => i.Value).Order().Where(i => i.CompareTo(after) > 0).Take(1).ToList();
            return new TraceStep(0, next.Count == 0 ? null : $"rows:{next[0]}:0");
        }

        var keys = await tenantKeys.GetAsync(db.TenantId, token);
        var held = page.Where(r => Holds(RejectCells.Decrypt(keys, r), person)).ToList();
        foreach (var reject in held)
        {
            var empty = RejectCells.Encrypt(keys, import, new ImportRow.Rejected(reject.Line, null, Suppression.Code, "", []));
            await db.Set<ImportReject>().Where(r => r.ImportId == import && r.Line == reject.Line).ExecuteUpdateAsync(
                s => s.SetProperty(r => r.Cells, empty).SetProperty(r => r.Quarantine, (QuarantineState?)null).SetProperty(r => r.Code, Suppression.Code), token);
        }

        var waiting = held.Count(r => r.Quarantine == QuarantineState.Waiting);
        if (waiting > 0)
            await db.Set<ListImport>().Where(i => i.Id == import).ExecuteUpdateAsync(s => s.SetProperty(i => i.Quarantined, i => i.Quarantined - waiting), token);
        return new TraceStep(held.Count, FormattableString.Invariant($"rows:{after}:{page[^1].Line}"));
    }

    // What cannot be read cannot be searched either, and is of no use to anybody.
    private bool Holds(ListImport import, PersonMarks person)
    {
        try
        {
            using var file = files.Open(import);
            var (reader, _) = ImportReader.Open(file, import.Opening);
            using (reader)
            {
                if (reader is null)
                    return true;
                if (Holds(reader.Headers, person))
                    return true;
                while (reader.Next() is { } record)
                {
                    if (Holds(record.Fields, person))
                        return true;
                }
            }

            return false;
        }
        catch (UnreadableListException)
        {
            return true;
        }
    }

    private static bool Holds(IEnumerable<string> cells, PersonMarks person) => cells.Any(c => c.Length is >= 7 and <= 60 && person.MayBeIn(c));

    // What is told to somebody must be about them.
    private static bool IsAbout(IEnumerable<string> cells, string? region, PersonMarks person) =>
        cells.Any(c => c.Length is >= 7 and <= 60 && (person.IsIn(c) || (ListPhone.Read(c, region).E164 is { } e164 && person.Numbers.Contains(e164))));
}
