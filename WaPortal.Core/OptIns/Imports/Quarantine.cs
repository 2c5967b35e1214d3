using System.Text.Json;
using Microsoft.EntityFrameworkCore;
using WaPortal.Core.Access;
using WaPortal.Core.Audit;
using WaPortal.Core.Data;
using WaPortal.Core.Jobs;
using WaPortal.Core.OptIns.Import;
using WaPortal.Core.Tenancy;

namespace WaPortal.Core.OptIns.Imports;

/// <summary>A row that waits for a proof, as pages show it.</summary>
/// <param name="Phone">With its last digits hidden.</param>
public sealed record QuarantinedRow(int Line, string Phone, string? Column, string Words);

/// <summary>
/// Rows that lack nothing but a proof. They are not on the list and nobody in them can be written to, until a proof is given for all of
/// them; then they go the way of every other row.
/// </summary>
public sealed class Quarantine(PortalDatabase database, TenantKeys tenantKeys, IBackgroundJobs jobs, IPortalSignals signals, AuditTrail audit, TimeProvider clock)
{
    private static readonly TimeSpan ClockTolerance = TimeSpan.FromMinutes(5);
    private static readonly DateTimeOffset Earliest = new(2000, 1, 1, 0, 0, 0, TimeSpan.Zero);

    /// <summary>The first rows that wait.</summary>
    public async Task<IReadOnlyList<QuarantinedRow>> ListAsync(Actor actor, ListImportId id, int count, CancellationToken token)
    {
        actor.Demand(Right.ImportOptIns);
        var keys = await tenantKeys.GetAsync(actor.Tenant, token);
        var (import, rows) = await database.ReadAsync(actor.Tenant, async (db, t) => (
            await db.Set<ListImport>().FirstOrDefaultAsync(i => i.Id == id, t),
            await db.Set<ImportReject>().AsNoTracking().Where(r => r.ImportId == id && r.Quarantine == QuarantineState.Waiting).OrderBy(r => r.Line).Take(count).ToListAsync(t)), token);
        var phone = import?.Plan?.Columns.ToList().FindIndex(c => c.Field == ImportField.Phone) ?? -1;
        return [.. rows.Select(r => new QuarantinedRow(
            r.Line, phone >= 0 && RejectCells.Decrypt(keys, r) is var cells && phone < cells.Count ? MaskedCell.Of(cells[phone]) : "", r.ColumnHeader, r.Words))];
    }

    /// <summary>Takes all of them in with a proof that stands for what each of them lacks.</summary>
    public async Task<ImportStepResult> CompleteAsync(Actor actor, ListImportId id, FileWideProof proof, CancellationToken token)
    {
        actor.Demand(Right.ImportOptIns);
        if (proof.AgreedAt is not { } at)
            return ImportStepResult.No("plan.time", "Say when these people agreed.");
        if (at < Earliest || at > clock.GetUtcNow() + ClockTolerance)
            return ImportStepResult.No("plan.time", "The time lies in the future or before the year 2000.");
        if (string.IsNullOrWhiteSpace(proof.Source) && string.IsNullOrWhiteSpace(proof.Proof))
            return ImportStepResult.No("plan.proof", "Name the source or the reference of the proof.");
        var keys = await tenantKeys.GetAsync(actor.Tenant, token);
        var result = await database.WriteAsync(actor.Tenant, async (db, inner) =>
        {
            await db.DemandWorkAsync(inner);
            var import = await db.Set<ListImport>().FirstOrDefaultAsync(i => i.Id == id, inner);
            if (import is null || !import.TryComplete(QuarantineProof.Encrypt(keys, id, proof), actor.Name))
                return ImportStepResult.No("import.no_quarantine", "Nothing of this import waits for a proof, or something else is being done with it.");
            audit.Record(db, actor, "import.quarantine_completed", id.Value.ToString(), reason: FormattableString.Invariant($"{import.Quarantined} rows"));
            return ImportStepResult.Done;
        }, token);
        if (result.Succeeded)
            await jobs.EnqueueAsync<CompleteQuarantineJob>(actor.Tenant, id.Value, token);
        signals.Publish(actor.Tenant, $"import:{id.Value}");
        return result;
    }

    /// <summary>Leaves all of them out for good; they stay among the rejected rows.</summary>
    public async Task<ImportStepResult> DropAsync(Actor actor, ListImportId id, CancellationToken token)
    {
        actor.Demand(Right.ImportOptIns);
        var result = await database.WriteAsync(actor.Tenant, async (db, inner) =>
        {
            var import = await db.Set<ListImport>().FirstOrDefaultAsync(i => i.Id == id, inner);
            var waiting = import?.Quarantined;
            if (import is null || !import.TryDropQuarantine())
                return ImportStepResult.No("import.no_quarantine", "Nothing of this import waits for a proof, or something else is being done with it.");
            await db.Set<ImportReject>().Where(r => r.ImportId == id && r.Quarantine == QuarantineState.Waiting)
                .ExecuteUpdateAsync(s => s.SetProperty(r => r.Quarantine, (QuarantineState?)null), inner);
            audit.Record(db, actor, "import.quarantine_dropped", id.Value.ToString(), reason: FormattableString.Invariant($"{waiting} rows"));
            return ImportStepResult.Done;
        }, token);
        signals.Publish(actor.Tenant, $"import:{id.Value}");
        return result;
    }
}

/// <summary>The proof of a completion under way: it may name people, so it is kept encrypted.</summary>
internal static class QuarantineProof
{
    public static byte[] Encrypt(TenantKeyRing keys, ListImportId id, FileWideProof proof) =>
        keys.Encrypt(KeyPurpose.PersonalData, JsonSerializer.SerializeToUtf8Bytes(proof), "list_imports", "completion", id.Value.ToString());

    public static FileWideProof Decrypt(TenantKeyRing keys, ListImportId id, byte[] box) =>
        JsonSerializer.Deserialize<FileWideProof>(keys.Decrypt(KeyPurpose.PersonalData, box, "list_imports", "completion", id.Value.ToString()))!;
}
