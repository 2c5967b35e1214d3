using Microsoft.EntityFrameworkCore;
using WaPortal.Core.Access;
using WaPortal.Core.Data;
using WaPortal.Core.OptIns.Import;
using WaPortal.Core.OptIns.Ledger;
using WaPortal.Core.OptIns.Phone;
using WaPortal.Core.Tenancy;

namespace WaPortal.Core.OptIns.Imports;

/// <summary>A column as the wizard shows it.</summary>
/// <param name="Mapping">As chosen, or as guessed.</param>
/// <param name="Samples">Up to three values; phone numbers with their last digits hidden.</param>
/// <param name="Filled">Rows with a value.</param>
/// <param name="IsTenant">Names an enterprise and is therefore ignored.</param>
public sealed record PreviewColumn(ColumnMapping Mapping, IReadOnlyList<string> Samples, int Filled, bool IsTenant);

/// <summary>How many records are rejected for one reason, with the first lines.</summary>
public sealed record PreviewProblem(string Code, string Words, string? Column, int Count, IReadOnlyList<int> Lines);

/// <summary>What the ledger would say about the first accepted row.</summary>
/// <param name="Phone">Masked.</param>
public sealed record PreviewEntry(int Line, string Phone, bool OptedIn, DateTimeOffset At, string? Source, string? Proof, string? Wording);

/// <summary>What an import would do, counted over the whole file.</summary>
/// <param name="KeptOut">Rows that say yes about people who opted out later than that; they stay opted out.</param>
/// <param name="Languages">Accepted rows by what stands in the language column, most frequent first.</param>
/// <param name="First">Null when no row is accepted.</param>
public sealed record ImportPreview(
    ImportEncoding? Encoding,
    char? Delimiter,
    ImportPlan Plan,
    IReadOnlyList<PreviewColumn> Columns,
    int Records,
    int Accepted,
    int Duplicates,
    int OptedOut,
    int Remarks,
    IReadOnlyList<PreviewProblem> Problems,
    IReadOnlyList<ImportRefusal> PlanProblems,
    ListImportId? SameBytesAs,
    int KeptOut,
    IReadOnlyList<(string Language, int Rows)> Languages,
    PreviewEntry? First);

/// <summary>Reads an uploaded list by a plan and stores nothing but the number of its records.</summary>
public sealed class PreviewImport(PortalDatabase database, TenantKeys tenantKeys, ImportFiles files, TimeProvider clock)
{
    private const int SampleRows = 50;

    /// <summary>The preview by this plan, by the saved one, or by a guess; or why the file cannot be read.</summary>
    public async Task<(ImportPreview? Preview, ImportRefusal? Refusal)> RunAsync(
        Actor actor, ListImportId id, ImportPlan? plan, ImportEncoding? encoding, CancellationToken token)
    {
        actor.Demand(Right.ImportOptIns);
        var keys = await tenantKeys.GetAsync(actor.Tenant, token);
        var (import, tenant, same, closed) = await database.ReadAsync(actor.Tenant, async (db, inner) =>
        {
            var found = await db.Set<ListImport>().FirstOrDefaultAsync(i => i.Id == id, inner);
            return (found, await db.Set<Tenancy.Tenant>().FirstAsync(t => t.Id == actor.Tenant, inner),
                found is null ? null : await UploadList.SameBytesAsync(db, found.Sha256, id, inner),
                await db.Set<ConsentState>().AsNoTracking().Where(s => s.State == ConsentChoice.OptedOut).ToListAsync(inner));
        }, token);
        if (import is null || !files.Exists(import))
            return (null, new ImportRefusal("import.unknown", "This import does not exist, or its file is gone."));
        await using var file = files.Open(import);
        var (reader, refusal) = ImportReader.Open(file, new ImportOpening(encoding ?? import.Encoding));
        using (reader)
        {
            if (reader is null)
                return (null, refusal);
            plan ??= import.Plan ?? Guess(reader, tenant);
            if (plan.Columns.Count != reader.Headers.Count)
                return (null, new ImportRefusal("plan.columns", "The plan is for another file: the number of columns differs."));
            // Off the caller's thread: a circuit stays responsive while a large file is read.
            var states = new ConsentStates(closed);
            bool IsKeptOut(ImportEntry entry) =>
                closed.Count > 0 && entry.OptedIn && keys.PhoneId(entry.E164) is var person && plan.Purposes.Any(p => states.IsOvertaken(person, p, entry.At));
            ImportPreview preview;
            try
            {
                preview = await Task.Run(() => Count(reader, plan, same, IsKeptOut, clock.GetUtcNow(), token), token);
            }
            catch (UnreadableListException e)
            {
                return (null, e.Refusal);
            }

            await database.WriteAsync(actor.Tenant, async (db, inner) =>
                (await db.Set<ListImport>().FirstOrDefaultAsync(i => i.Id == id, inner))?.Counted(preview.Records), token);
            return (preview, null);
        }
    }

    private static ImportPlan Guess(ImportReader reader, Tenancy.Tenant tenant) => new(
        ColumnGuesser.Guess(reader.Headers, [.. reader.PeekRecords(SampleRows).Where(r => r.Fault is null).Select(r => r.Fields)]),
        tenant.DefaultRegion, tenant.TimeZone, DateOrder.IsoOnly, null, [ConsentPurpose.Marketing]);

    private static ImportPreview Count(
        ImportReader reader, ImportPlan plan, ListImportId? same, Func<ImportEntry, bool> isKeptOut, DateTimeOffset now, CancellationToken token)
    {
        var languages = new Dictionary<string, int>(StringComparer.Ordinal);
        PreviewEntry? firstEntry = null;
        var keptOut = 0;
        var evaluation = new ImportEvaluation(plan, now);
        var samples = plan.Columns.Select(_ => new List<string>()).ToList();
        var filled = new int[plan.Columns.Count];
        var problems = new Dictionary<string, (ImportRow.Rejected First, int Count, List<int> Lines)>(StringComparer.Ordinal);
        int records = 0, accepted = 0, duplicates = 0, optedOut = 0, remarks = 0;
        while (reader.Next() is { } record)
        {
            token.ThrowIfCancellationRequested();
            records++;
            for (var i = 0; i < Math.Min(record.Fields.Count, filled.Length); i++)
            {
                if (string.IsNullOrWhiteSpace(record.Fields[i]))
                    continue;
                filled[i]++;
                if (samples[i].Count < 3)
                    samples[i].Add(Sample(plan.Columns[i].Field, record.Fields[i]));
            }

            switch (evaluation.Evaluate(record))
            {
                case ImportRow.Accepted row:
                    accepted++;
                    remarks += row.Remarks.Count;
                    optedOut += row.Entry.OptedIn ? 0 : 1;
                    keptOut += isKeptOut(row.Entry) ? 1 : 0;
                    if (row.Entry.Language is { } language)
                        languages[language] = languages.GetValueOrDefault(language) + 1;
                    firstEntry ??= new PreviewEntry(
                        row.Line, PhoneNumber.Create(row.Entry.E164).Masked(), row.Entry.OptedIn, row.Entry.At, row.Entry.Source, row.Entry.Proof, row.Entry.Wording);
                    break;
                case ImportRow.Duplicate row:
                    duplicates++;
                    optedOut += row is { Differs: true, Entry.OptedIn: false } ? 1 : 0;
                    break;
                case ImportRow.Rejected row:
                    var (first, count, lines) = problems.GetValueOrDefault(row.Code, (row, 0, []));
                    if (lines.Count < 20)
                        lines.Add(row.Line);
                    problems[row.Code] = (first, count + 1, lines);
                    break;
            }
        }

        return new ImportPreview(
            reader.Encoding, reader.Delimiter, plan,
            [.. plan.Columns.Select((c, i) => new PreviewColumn(c, samples[i], filled[i], ColumnGuesser.NamesTenant(c.Header)))],
            records, accepted, duplicates, optedOut, remarks,
            [.. problems.Select(p => new PreviewProblem(p.Key, p.Value.First.Words, p.Value.First.Column, p.Value.Count, p.Value.Lines)).OrderByDescending(p => p.Count)],
            plan.Problems(), same, keptOut,
            [.. languages.OrderByDescending(l => l.Value).Select(l => (l.Key, l.Value))], firstEntry);
    }

    private static string Sample(ImportField field, string text)
    {
        var sample = text.Length <= 60 ? text : text[..60] + "…";
        if (field != ImportField.Phone)
            return sample;
        // The last four digits are what tells people apart.
        var hidden = 0;
        var masked = sample.ToCharArray();
        for (var i = masked.Length - 1; i >= 0 && hidden < 4; i--)
        {
            if (char.IsDigit(masked[i]))
            {
                masked[i] = '•';
                hidden++;
            }
        }

        return new string(masked);
    }
}
