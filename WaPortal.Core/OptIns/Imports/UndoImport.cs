using Microsoft.EntityFrameworkCore;
using WaPortal.Core.Access;
using WaPortal.Core.Audit;
using WaPortal.Core.Data;
using WaPortal.Core.Jobs;
using WaPortal.Core.OptIns.Ledger;
using WaPortal.Core.OptIns.Lists;
using WaPortal.Core.Tenancy;

namespace WaPortal.Core.OptIns.Imports;

/// <summary>Begins to take an import back.</summary>
public sealed class UndoImport(PortalDatabase database, IBackgroundJobs jobs, IPortalSignals signals, AuditTrail audit)
{
    /// <summary>Opt-ins that the import brought are taken back in the ledger; opt-outs that it brought stay.</summary>
    public async Task<ImportStepResult> RunAsync(Actor actor, ListImportId id, CancellationToken token)
    {
        actor.Demand(Right.ImportOptIns);
        var result = await database.WriteAsync(actor.Tenant, async (db, inner) =>
        {
            await db.DemandWorkAsync(inner);
            var import = await db.Set<ListImport>().FirstOrDefaultAsync(i => i.Id == id, inner);
            if (import is null || !import.TryUndo(actor.Name))
                return ImportStepResult.No("import.not_undoable", "This import cannot be taken back: it does not exist, has not ended, or was taken back already.");
            audit.Record(db, actor, "import.undo_started", id.Value.ToString());
            return ImportStepResult.Done;
        }, token);
        if (result.Succeeded)
            await jobs.EnqueueAsync<UndoImportJob>(actor.Tenant, id.Value, token);
        signals.Publish(actor.Tenant, $"import:{id.Value}");
        return result;
    }
}

/// <summary>
/// Takes an import back, a stretch of the ledger at a time. What is appended, the states, the list and the position change in one
/// transaction, so a kill at any point loses and doubles nothing.
/// </summary>
public sealed class UndoImportJob(
    PortalDatabase database, TenantKeys tenantKeys, ConsentLedger ledger, IPortalSignals signals, AuditTrail audit, TimeProvider clock) : IBackgroundJob
{
    internal const int BatchSize = 500;

    private readonly UndoneOptIns _undone = new(ledger);

    /// <inheritdoc />
    public async Task RunAsync(TenantId tenant, Guid subject, CancellationToken token)
    {
        var id = new ListImportId(subject);
        var keys = await tenantKeys.GetAsync(tenant, token);
        while (true)
        {
            token.ThrowIfCancellationRequested();
            var goOn = await database.WriteAsync(tenant, (db, inner) => StepAsync(db, keys, id, inner), token);
            signals.Publish(tenant, $"import:{subject}");
            if (!goOn)
                return;
        }
    }

    private async Task<bool> StepAsync(PortalDbContext db, TenantKeyRing keys, ListImportId id, CancellationToken token)
    {
        await ConsentLedger.LockAsync(db, token);
        var import = await db.Set<ListImport>().FirstOrDefaultAsync(i => i.Id == id, token);
        if (import is not { Status: ListImportStatus.Undoing } || !await db.MayWorkAsync(token))
            return false;
        // An import of an earlier version did not note its entries; all up to now are looked at.
        var until = import.LastEntry ?? (import.Accepted > 0 ? long.MaxValue : 0);
        var step = await _undone.StepAsync(
            db, keys, ImportWriter.ActorSuffix(id), FormattableString.Invariant($"{import.UndoneBy}, undo of {id.Value}"), (import.UndoPosition, until, BatchSize), clock.GetUtcNow(), token);
        if (step.Last is { } last)
        {
            await LeaveListAsync(db, import, step.People, token);
            import.AdvanceUndo(last, step.Withdrawn);
            return true;
        }

        // Those who said no in the file came onto the list too.
        var rest = await db.Set<OptInListMember>().Where(m => m.ListId == import.ListId && m.ImportId == id.Value).Select(m => m.ContactId).Take(BatchSize).ToListAsync(token);
        if (rest.Count > 0)
        {
            await db.Set<OptInListMember>().Where(m => m.ListId == import.ListId && m.ImportId == id.Value && rest.Contains(m.ContactId)).ExecuteDeleteAsync(token);
            return true;
        }

        import.EndUndo(clock.GetUtcNow());
        audit.Record(db, Actor.Job(db.TenantId, "import"), "import.undone", id.Value.ToString(), reason: FormattableString.Invariant($"{import.Withdrawn} opt-ins taken back"));
        return false;
    }

    /// <summary>Takes people off the list whom nothing but this import brought there; whom it alone made known is forgotten.</summary>
    private static async Task LeaveListAsync(
        PortalDbContext db, ListImport import, IReadOnlyList<(byte[] PhoneId, IReadOnlyList<string> Others)> people, CancellationToken token)
    {
        var phones = people.Select(p => p.PhoneId).ToList();
        var contacts = await db.Set<Contact>().AsNoTracking().Where(c => phones.Contains(c.PhoneId)).Select(c => new { c.Id, c.PhoneId, c.CreatedAt }).ToListAsync(token);
        var others = people.ToDictionary(p => Convert.ToHexString(p.PhoneId), p => p.Others.Select(ImportOf).OfType<Guid>().ToList(), StringComparer.Ordinal);
        var named = others.Values.SelectMany(i => i).Distinct().Select(ListImportId.Create).ToList();
        var intoSameList = (await db.Set<ListImport>()
            .Where(i => named.Contains(i.Id) && i.ListId == import.ListId && i.Status != ListImportStatus.Undone && i.Status != ListImportStatus.Undoing)
            .Select(i => i.Id).ToListAsync(token)).Select(i => i.Value).ToHashSet();
        foreach (var stays in contacts.Select(c => (c.Id, By: others[Convert.ToHexString(c.PhoneId)].FirstOrDefault(intoSameList.Contains))).Where(c => c.By != Guid.Empty).GroupBy(c => c.By, c => c.Id))
        {
            var ids = stays.ToList();
            await db.Set<OptInListMember>().Where(m => m.ListId == import.ListId && m.ImportId == import.Id.Value && ids.Contains(m.ContactId))
                .ExecuteUpdateAsync(s => s.SetProperty(m => m.ImportId, stays.Key), token);
        }

        var all = contacts.Select(c => c.Id).ToList();
        await db.Set<OptInListMember>().Where(m => m.ListId == import.ListId && m.ImportId == import.Id.Value && all.Contains(m.ContactId)).ExecuteDeleteAsync(token);
        var unknown = people.Where(p => p.Others.Count == 0).Select(p => Convert.ToHexString(p.PhoneId)).ToHashSet(StringComparer.Ordinal);
        var forgotten = contacts.Where(c => unknown.Contains(Convert.ToHexString(c.PhoneId)) && c.CreatedAt >= import.StartedAt).Select(c => c.Id).ToList();
        await db.Set<Contact>().Where(c => forgotten.Contains(c.Id) && !db.Set<OptInListMember>().Any(m => m.ContactId == c.Id)).ExecuteDeleteAsync(token);
    }

    private static Guid? ImportOf(string actor) => actor.Length > 36 && Guid.TryParse(actor.AsSpan(actor.Length - 36), out var id) ? id : null;
}
