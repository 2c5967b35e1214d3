using System.Globalization;
using Microsoft.EntityFrameworkCore;
using WaPortal.Core.Access;
using WaPortal.Core.Audit;
using WaPortal.Core.Data;
using WaPortal.Core.Jobs;
using WaPortal.Core.OptIns.Erasure;
using WaPortal.Core.OptIns.Import;
using WaPortal.Core.OptIns.Ledger;
using WaPortal.Core.OptIns.Wordings;
using WaPortal.Core.Tenancy;

namespace WaPortal.Core.OptIns.Imports;

/// <summary>
/// Takes a list in, batch by batch. Contacts, ledger entries, rejects and the position change in one transaction, so a kill at any
/// point loses and doubles nothing: the next run reads the file from its start, decides the same about every record, and writes
/// from the stored position on.
/// </summary>
public sealed class ImportJob(
    PortalDatabase database, TenantKeys tenantKeys, ConsentLedger ledger, ImportFiles files, IPortalSignals signals, AuditTrail audit, TimeProvider clock) : IBackgroundJob
{
    /// <summary>Records in one transaction.</summary>
    internal const int BatchSize = 1000;

    /// <inheritdoc />
    public async Task RunAsync(TenantId tenant, Guid subject, CancellationToken token)
    {
        var id = new ListImportId(subject);
        var import = await database.ReadAsync(tenant, (db, t) => db.Set<ListImport>().FirstOrDefaultAsync(i => i.Id == id, t), token);
        if (import is not { Status: ListImportStatus.Running })
            return;
        try
        {
            if (files.Exists(import))
                await ImportAsync(import, token);
            else
                await EndAsync(import, i => i.Fail("The uploaded file is gone. Upload it again.", clock.GetUtcNow()), token);
        }
        catch (UnreadableListException e)
        {
            await EndAsync(import, i => i.Fail(e.Refusal.Message, clock.GetUtcNow()), token);
        }
        catch (DbUpdateConcurrencyException)
        {
            // Somebody cancelled it, or it runs twice and the other run was first; either way this one has nothing to say.
        }

        signals.Publish(tenant, $"import:{subject}");
    }

    private async Task ImportAsync(ListImport import, CancellationToken token)
    {
        await using var file = files.Open(import);
        var (reader, refusal) = ImportReader.Open(file, import.Opening);
        using (reader)
        {
            if (reader is null || import.Plan is not { } plan || plan.Columns.Count != reader.Headers.Count)
            {
                await EndAsync(import, i => i.Fail(refusal?.Message ?? "The plan does not fit the file.", clock.GetUtcNow()), token);
                return;
            }

            var keys = await tenantKeys.GetAsync(import.TenantId, token);
            var wordings = await database.ReadAsync(import.TenantId, (db, t) => WordingBook.ReadAsync(db, import.StartedAt!.Value, t), token);
            var evaluation = new ImportEvaluation(plan, import.StartedAt!.Value, wordings);
            for (var done = 0; done < import.Position && reader.Next() is { } record; done++)
                evaluation.Evaluate(record);
            var position = import.Position;
            var lastSignal = clock.GetTimestamp();
            // The next records are read and judged while these are written.
            var reading = Task.Run(() => ReadBatch(reader, evaluation), CancellationToken.None);
            try
            {
                while (await reading is { Count: > 0 } batch)
                {
                    token.ThrowIfCancellationRequested();
                    reading = Task.Run(() => ReadBatch(reader, evaluation), CancellationToken.None);
                    await database.WriteAsync(import.TenantId, (db, inner) => WriteAsync(db, import.Id, position, plan, keys, batch, inner), token);
                    position += batch.Count;
                    if (clock.GetElapsedTime(lastSignal) > TimeSpan.FromMilliseconds(500))
                    {
                        lastSignal = clock.GetTimestamp();
                        signals.Publish(import.TenantId, $"import:{import.Id.Value}");
                    }
                }
            }
            finally
            {
                // Nobody may read the file any more when it is closed; what this reading finds is told by its next one.
                await reading.ContinueWith(_ => { }, CancellationToken.None, TaskContinuationOptions.None, TaskScheduler.Default);
            }

            // PostgreSQL would plan joins over the new rows by the size that the tables had before; its own housekeeping comes a minute late.
            if (database.IsPostgres && position >= BatchSize)
                await database.WriteAsync(import.TenantId, (db, inner) => db.ExecuteSqlAsync("ANALYZE contacts, consent_states, opt_in_list_members", inner), token);
        }

        await EndAsync(import, i => i.Finish(clock.GetUtcNow()), token);
    }

    private static List<ImportRow> ReadBatch(ImportReader reader, ImportEvaluation evaluation)
    {
        var batch = new List<ImportRow>(BatchSize);
        while (batch.Count < BatchSize && reader.Next() is { } record)
            batch.Add(evaluation.Evaluate(record));
        return batch;
    }

    private async Task WriteAsync(
        PortalDbContext db, ListImportId id, int position, ImportPlan plan, TenantKeyRing keys, List<ImportRow> read, CancellationToken token)
    {
        // First the queue: imports of a tenant write one after the other, and one that lost its turn is seen before any row is written.
        await ConsentLedger.LockAsync(db, token);
        var import = await db.Set<ListImport>().FirstAsync(i => i.Id == id, token);
        if (import.Status != ListImportStatus.Running || import.Position != position)
            throw new DbUpdateConcurrencyException("The import moved on without this run.");
        if (!await db.MayWorkAsync(token))
            throw new DbUpdateConcurrencyException("The enterprise was suspended; the import goes on from here when it is resumed.");
        var batch = await Suppression.RejectAsync(db, keys, read, token);
        var rejects = new List<object?[]>();
        foreach (var rejected in batch.OfType<ImportRow.Rejected>())
        {
            rejects.Add([
                db.TenantId, id, rejected.Line, rejected.Column, rejected.LacksProof ? QuarantineState.Waiting : null, rejected.Code, rejected.Words,
                RejectCells.Encrypt(keys, id, rejected),
            ]);
        }

        var (tally, appended) = await ImportWriter.WriteAsync(db, ledger, keys, import, import.CreatedBy, plan, batch, clock.GetUtcNow(), token);
        await db.InsertAsync("import_rejects (tenant_id, import_id, line, column_header, quarantine, code, words, cells)", "", rejects, token);
        import.Advance(tally, appended);
    }

    private async Task EndAsync(ListImport import, Action<ListImport> end, CancellationToken token)
    {
        await database.WriteAsync(import.TenantId, async (db, inner) =>
        {
            var current = await db.Set<ListImport>().FirstAsync(i => i.Id == import.Id, inner);
            if (current.Status != ListImportStatus.Running)
                return;
            end(current);
            var counts = string.Create(CultureInfo.InvariantCulture,
                $"{current.Accepted} accepted, {current.Rejected} rejected ({current.Quarantined} of them in quarantine), {current.Duplicates} duplicates, sha256 {current.Sha256}");
            audit.Record(db, Actor.Job(import.TenantId, "import"), current.Status == ListImportStatus.Finished ? "import.finished" : "import.failed",
                current.Id.Value.ToString(), current.Status == ListImportStatus.Finished ? "ok" : "failed", counts);
        }, token);
        files.Delete(import.TenantId, import.StoredName);
    }
}
