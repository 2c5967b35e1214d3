using Microsoft.EntityFrameworkCore;
using WaPortal.Core.Access;
using WaPortal.Core.Data;
using WaPortal.Core.OptIns.Import;
using WaPortal.Core.Tenancy;

namespace WaPortal.Core.OptIns.Imports;

/// <summary>A column as the wizard shows it.</summary>
/// <param name="Mapping">As chosen, or as guessed.</param>
/// <param name="Samples">Up to three values; phone numbers with their last digits hidden.</param>
/// <param name="Filled">Rows with a value.</param>
/// <param name="IsTenant">Names an enterprise and is therefore ignored.</param>
public sealed record PreviewColumn(ColumnMapping Mapping, IReadOnlyList<string> Samples, int Filled, bool IsTenant);

/// <summary>What an import would do.</summary>
/// <param name="Encoding">Null for a workbook, as <paramref name="Delimiter"/> is.</param>
/// <param name="Sheets">Visible sheets of a workbook.</param>
/// <param name="Report">Over the whole file, or over its beginning when <paramref name="IsWhole"/> is false.</param>
/// <param name="IsWhole">Whether the whole file was counted by these choices; a large one is by <see cref="CheckImportJob"/>.</param>
/// <param name="First">Null when no row is accepted.</param>
/// <param name="Profile">Name of the profile that the plan came from.</param>
public sealed record ImportPreview(
    ImportEncoding? Encoding,
    char? Delimiter,
    IReadOnlyList<string> Sheets,
    string? Sheet,
    ImportPlan Plan,
    IReadOnlyList<PreviewColumn> Columns,
    ImportReport Report,
    bool IsWhole,
    IReadOnlyList<ImportRefusal> PlanProblems,
    ListImportId? SameBytesAs,
    PreviewEntry? First,
    string? Profile)
{
    public int Records => Report.Records;

    public int Accepted => Report.Accepted;
}

/// <summary>Reads an uploaded list by a plan; of what it finds it keeps the report alone.</summary>
public sealed class PreviewImport
{
    /// <summary>Up to so many bytes a file is checked while its preview is made.</summary>
    public const long SmallFile = 2 * 1024 * 1024;

    private const int SampleRows = 50;
    private const int MostOfLarge = 5000;

    private readonly PortalDatabase _database;
    private readonly ImportFiles _files;
    private readonly ImportCheck _check;

    public PreviewImport(PortalDatabase database, TenantKeys tenantKeys, ImportFiles files, TimeProvider clock)
    {
        (_database, _files) = (database, files);
        _check = new ImportCheck(database, tenantKeys, clock);
    }

    /// <summary>The preview by this plan, by the saved one, by a profile for the same headers, or by a guess; or why the file cannot be read.</summary>
    public Task<(ImportPreview? Preview, ImportRefusal? Refusal)> RunAsync(
        Actor actor, ListImportId id, ImportPlan? plan, ImportOpening? opening, CancellationToken token) => RunAsync(actor, id, plan, opening, anew: false, token);

    /// <summary>As the other one, as if nothing had been chosen yet but how the file is to be opened.</summary>
    public Task<(ImportPreview? Preview, ImportRefusal? Refusal)> GuessAsync(Actor actor, ListImportId id, ImportOpening opening, CancellationToken token) =>
        RunAsync(actor, id, null, opening, anew: true, token);

    private async Task<(ImportPreview? Preview, ImportRefusal? Refusal)> RunAsync(
        Actor actor, ListImportId id, ImportPlan? plan, ImportOpening? opening, bool anew, CancellationToken token)
    {
        actor.Demand(Right.ImportOptIns);
        var (import, tenant, same) = await _database.ReadAsync(actor.Tenant, async (db, inner) =>
        {
            var found = await db.Set<ListImport>().FirstOrDefaultAsync(i => i.Id == id, inner);
            return (found, await db.Set<Tenancy.Tenant>().FirstAsync(t => t.Id == actor.Tenant, inner),
                found is null ? null : await UploadList.SameBytesAsync(db, found.Sha256, id, inner));
        }, token);
        if (import is null || !_files.Exists(import))
            return (null, new ImportRefusal("import.unknown", "This import does not exist, or its file is gone."));
        await using var file = _files.Open(import);
        var used = opening ?? import.Opening;
        // Off the caller's thread: a circuit stays responsive while a workbook is unpacked.
        var (reader, refusal) = await Task.Run(() => ImportReader.Open(file, used), token);
        using (reader)
        {
            if (reader is null)
                return (null, refusal);
            string? profile = null;
            if (plan is null && !anew && import.Plan is { } saved && saved.Columns.Count == reader.Headers.Count)
                plan = saved;
            if (plan is null)
                (plan, profile) = await GuessAsync(reader, tenant, token);
            if (plan.Columns.Count != reader.Headers.Count)
                return (null, new ImportRefusal("plan.columns", "The plan is for another file: the number of columns differs."));
            try
            {
                return (await Task.Run(() => ReadAsync(import, reader, plan, used, same, profile, token), token), null);
            }
            catch (UnreadableListException e)
            {
                return (null, e.Refusal);
            }
        }
    }

    private async Task<ImportPreview> ReadAsync(
        ListImport import, ImportReader reader, ImportPlan plan, ImportOpening opening, ListImportId? same, string? profile, CancellationToken token)
    {
        var samples = plan.Columns.Select(_ => new List<string>()).ToList();
        var (counter, isWhole) = await _check.RunAsync(
            import.TenantId, reader, plan, import.Bytes > SmallFile ? MostOfLarge : int.MaxValue, record => Collect(samples, plan, record), _ => Task.FromResult(true), token);
        var report = counter.ToReport();
        var key = ListImport.PlanKey(plan, opening);
        await _database.WriteAsync(import.TenantId, async (db, inner) =>
        {
            if (await db.Set<ListImport>().FirstOrDefaultAsync(i => i.Id == import.Id, inner) is not { } current)
                return;
            if (isWhole && current.IsOpen)
                current.Checked(key, report);
            else if (current.CheckKey == key && current.Report is { } whole)
                (report, isWhole) = (whole, true);
        }, token);
        return new ImportPreview(
            reader.Encoding, reader.Delimiter, reader.Sheets, reader.Sheet, plan,
            [.. plan.Columns.Select((c, i) => new PreviewColumn(c, samples[i], report.Filled[i], ColumnGuesser.NamesTenant(c.Header)))],
            report, isWhole, plan.Problems(), same, counter.First, profile);
    }

    private static void Collect(List<List<string>> samples, ImportPlan plan, ListRecord record)
    {
        for (var i = 0; i < Math.Min(record.Fields.Count, samples.Count); i++)
        {
            if (samples[i].Count < 3 && !string.IsNullOrWhiteSpace(record.Fields[i]))
                samples[i].Add(Sample(plan.Columns[i].Field, record.Fields[i]));
        }
    }

    private async Task<(ImportPlan Plan, string? Profile)> GuessAsync(ImportReader reader, Tenancy.Tenant tenant, CancellationToken token)
    {
        var profile = await _database.ReadAsync(tenant.Id, (db, t) => ImportProfiles.FindAsync(db, reader.Headers, t), token);
        if (profile?.PlanFor(reader.Headers) is { } known)
            return (known, profile.Name);
        return (new ImportPlan(
            ColumnGuesser.Guess(reader.Headers, [.. reader.PeekRecords(SampleRows).Where(r => r.Fault is null).Select(r => r.Fields)]),
            tenant.DefaultRegion, tenant.TimeZone, DateOrder.IsoOnly, null, [ConsentPurpose.Marketing]), null);
    }

    private static string Sample(ImportField field, string text)
    {
        var sample = text.Length <= 60 ? text : TextLength.Cut(text, 60) + "…";
        return field == ImportField.Phone ? MaskedCell.Of(sample) : sample;
    }
}
