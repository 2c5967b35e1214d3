using Microsoft.EntityFrameworkCore;
using WaPortal.Core.Data;
using WaPortal.Core.Jobs;
using WaPortal.Core.OptIns.Erasure;
using WaPortal.Core.OptIns.Import;
using WaPortal.Core.OptIns.Ledger;
using WaPortal.Core.OptIns.Wordings;
using WaPortal.Core.Tenancy;

namespace WaPortal.Core.OptIns.Imports;

/// <summary>
/// Takes rows in that a proof was given for later, batch by batch, by the same way as the import. Run again after a kill it decides about
/// every row as before and writes from the stored line on.
/// </summary>
public sealed class CompleteQuarantineJob(
    PortalDatabase database, TenantKeys tenantKeys, ConsentLedger ledger, IPortalSignals signals, TimeProvider clock) : IBackgroundJob
{
    internal const int BatchSize = 500;

    /// <inheritdoc />
    public async Task RunAsync(TenantId tenant, Guid subject, CancellationToken token)
    {
        var id = new ListImportId(subject);
        var import = await database.ReadAsync(tenant, (db, t) => db.Set<ListImport>().FirstOrDefaultAsync(i => i.Id == id, t), token);
        if (import is not { Completion: { } box, Plan: { } plan })
            return;
        var keys = await tenantKeys.GetAsync(tenant, token);
        try
        {
            await RunAsync(import, box, plan, keys, token);
        }
        catch (DbUpdateConcurrencyException)
        {
            // Another run of it was first.
        }

        signals.Publish(tenant, $"import:{subject}");
    }

    private async Task RunAsync(ListImport import, byte[] box, ImportPlan plan, TenantKeyRing keys, CancellationToken token)
    {
        var now = clock.GetUtcNow();
        var wordings = await database.ReadAsync(import.TenantId, (db, t) => WordingBook.ReadAsync(db, now, t), token);
        var rows = new QuarantineReading(plan, QuarantineProof.Decrypt(keys, import.Id, box), now, wordings);
        var line = 0;
        while (true)
        {
            token.ThrowIfCancellationRequested();
            var after = line;
            var page = await database.ReadAsync(import.TenantId, (db, t) => db.Set<ImportReject>().AsNoTracking()
                .Where(r => r.ImportId == import.Id && r.Quarantine != null && r.Line > after).OrderBy(r => r.Line).Take(BatchSize).ToListAsync(t), token);
            if (page.Count == 0)
                break;
            line = page[^1].Line;
            var read = page.Select(r => (Reject: r, Row: rows.Read(r.Line, RejectCells.Decrypt(keys, r)))).ToList();
            // Rows behind the stored line were taken in before; they are read to know their numbers.
            var batch = read.Where(r => r.Reject.Quarantine == QuarantineState.Waiting && r.Row is not ImportRow.Rejected).Select(r => r.Row).ToList();
            if (line > import.CompletionPosition)
                await database.WriteAsync(import.TenantId, (db, inner) => WriteAsync(db, import, box, plan, keys, line, batch, inner), token);
        }

        await database.WriteAsync(import.TenantId, async (db, inner) =>
        {
            var current = await db.Set<ListImport>().FirstAsync(i => i.Id == import.Id, inner);
            if (current.Completion is not null && current.Completion.AsSpan().SequenceEqual(box))
                current.EndCompletion();
        }, token);
    }

    private async Task WriteAsync(
        PortalDbContext db, ListImport started, byte[] box, ImportPlan plan, TenantKeyRing keys, int line, List<ImportRow> batch, CancellationToken token)
    {
        await ConsentLedger.LockAsync(db, token);
        var import = await db.Set<ListImport>().FirstAsync(i => i.Id == started.Id, token);
        if (import.Completion is null || !import.Completion.AsSpan().SequenceEqual(box))
            throw new DbUpdateConcurrencyException("The completion ended without this run.");
        if (import.CompletionPosition >= line)
            return;
        if (!await db.MayWorkAsync(token))
            throw new DbUpdateConcurrencyException("The enterprise was suspended; the completion goes on from here when it is resumed.");
        var fresh = await Suppression.RejectAsync(db, keys, await WithoutTakenInAsync(db, keys, import, batch, token), token);
        var (tally, appended) = await ImportWriter.WriteAsync(db, ledger, keys, import, import.CompletedBy!, plan, fresh, clock.GetUtcNow(), token);
        foreach (var suppressed in fresh.OfType<ImportRow.Rejected>())
        {
            var empty = RejectCells.Encrypt(keys, import.Id, suppressed);
            await db.Set<ImportReject>().Where(r => r.ImportId == import.Id && r.Line == suppressed.Line).ExecuteUpdateAsync(
                s => s.SetProperty(r => r.Quarantine, (QuarantineState?)null).SetProperty(r => r.Code, suppressed.Code).SetProperty(r => r.Words, suppressed.Words).SetProperty(r => r.Cells, empty), token);
        }

        var lines = fresh.Where(r => r is not ImportRow.Rejected).Select(r => r.Line).ToList();
        await db.Set<ImportReject>().Where(r => r.ImportId == import.Id && lines.Contains(r.Line))
            .ExecuteUpdateAsync(s => s.SetProperty(r => r.Quarantine, QuarantineState.Completed), token);
        import.AdvanceCompletion(line, tally, appended);
    }

    // Whom another row of this import brought onto the list is there already; the first accepted row wins.
    private static async Task<List<ImportRow>> WithoutTakenInAsync(
        PortalDbContext db, TenantKeyRing keys, ListImport import, List<ImportRow> batch, CancellationToken token)
    {
        var numbers = batch.OfType<ImportRow.Accepted>().Select(r => keys.PhoneId(r.Entry.E164)).ToList();
        if (numbers.Count == 0)
            return batch;
        var states = (await (
            from m in db.Set<Lists.OptInListMember>()
            join c in db.Set<Lists.Contact>() on m.ContactId equals c.Id
            where m.ListId == import.ListId && m.ImportId == import.Id.Value && numbers.Contains(c.PhoneId)
            select c.PhoneId).ToListAsync(token)).Select(Convert.ToHexString).ToHashSet(StringComparer.Ordinal);
        return [.. batch.Select(row => row is ImportRow.Accepted accepted && states.Contains(Convert.ToHexString(keys.PhoneId(accepted.Entry.E164)))
            ? new ImportRow.Duplicate(row.Line, 0, accepted.Entry, Differs: !accepted.Entry.OptedIn)
            : row)];
    }
}

/// <summary>Reads rows of the quarantine again with the proof that was given: it stands for what a row lacks, and for a time that nobody can read.</summary>
internal sealed class QuarantineReading
{
    private readonly ImportEvaluation _evaluation;
    private readonly int _time;

    public QuarantineReading(ImportPlan plan, FileWideProof proof, DateTimeOffset now, WordingBook wordings)
    {
        var before = plan.Proof;
        _evaluation = new ImportEvaluation(plan with
        {
            Proof = new FileWideProof(
                proof.Source ?? before?.Source, proof.AgreedAt, proof.Wording ?? before?.Wording, proof.Proof ?? before?.Proof, before?.EveryoneAgreed == true),
        }, now, wordings);
        _time = plan.Columns.ToList().FindIndex(c => c.Field == ImportField.OptInAt);
    }

    public ImportRow Read(int line, IReadOnlyList<string> cells)
    {
        var row = _evaluation.Evaluate(ListRecord.Read(line, cells));
        if (row is not ImportRow.Rejected { LacksProof: true } || _time < 0)
            return row;
        return _evaluation.Evaluate(ListRecord.Read(line, [.. cells.Select((c, i) => i == _time ? "" : c)]));
    }
}
