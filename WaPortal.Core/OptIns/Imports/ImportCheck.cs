using Microsoft.EntityFrameworkCore;
using WaPortal.Core.Data;
using WaPortal.Core.OptIns.Contacts;
using WaPortal.Core.OptIns.Erasure;
using WaPortal.Core.OptIns.Import;
using WaPortal.Core.OptIns.Ledger;
using WaPortal.Core.OptIns.Wordings;
using WaPortal.Core.Tenancy;

namespace WaPortal.Core.OptIns.Imports;

/// <summary>Reads a list as an import would and counts what would become of it; writes nothing but through <c>progress</c>.</summary>
internal sealed class ImportCheck(PortalDatabase database, TenantKeys tenantKeys, TimeProvider clock)
{
    private const int BatchSize = 1000;

    /// <summary>Counts up to so many records; tells after each batch how many it has read, and stops when it is told to.</summary>
    /// <exception cref="UnreadableListException">A workbook breaks off.</exception>
    public async Task<(ImportReportCounter Counter, bool IsWhole)> RunAsync(
        TenantId tenant, ImportReader reader, ImportPlan plan, int most, Action<ListRecord>? see, Func<int, Task<bool>> goOn, CancellationToken token)
    {
        var keys = await tenantKeys.GetAsync(tenant, token);
        var anyClosed = await database.ReadAsync(tenant, (db, t) => db.Set<ConsentState>().AnyAsync(s => s.State == ConsentChoice.OptedOut, t), token);
        var now = clock.GetUtcNow();
        var evaluation = new ImportEvaluation(plan, now, await database.ReadAsync(tenant, (db, t) => WordingBook.ReadAsync(db, now, t), token),
            await database.ReadAsync(tenant, AttributeBook.RulesAsync, token));
        var suppressed = await database.ReadAsync(tenant, Suppression.AllAsync, token);
        var counter = new ImportReportCounter(plan);
        var yes = new List<ImportEntry>(BatchSize);
        while (counter.Records < most && reader.Next() is { } record)
        {
            see?.Invoke(record);
            var row = Suppression.Reject(keys, evaluation.Evaluate(record), suppressed);
            counter.Add(record, row);
            if (anyClosed && row is ImportRow.Accepted { Entry.OptedIn: true } accepted)
                yes.Add(accepted.Entry);
            if (counter.Records % BatchSize != 0)
                continue;
            token.ThrowIfCancellationRequested();
            counter.KeptOut(await KeptOutAsync(tenant, keys, plan, yes, token));
            if (!await goOn(counter.Records))
                return (counter, false);
        }

        counter.KeptOut(await KeptOutAsync(tenant, keys, plan, yes, token));
        return (counter, counter.Records < most || reader.PeekRecords(1).Count == 0);
    }

    private async Task<int> KeptOutAsync(TenantId tenant, TenantKeyRing keys, ImportPlan plan, List<ImportEntry> yes, CancellationToken token)
    {
        if (yes.Count == 0)
            return 0;
        var people = yes.Select(e => (PhoneId: keys.PhoneId(e.E164), e.At)).ToList();
        yes.Clear();
        var ids = people.Select(p => p.PhoneId).ToList();
        var closed = await database.ReadAsync(tenant, (db, t) => db.Set<ConsentState>().AsNoTracking()
            .Where(s => s.State == ConsentChoice.OptedOut && ids.Contains(s.PhoneId)).ToListAsync(t), token);
        if (closed.Count == 0)
            return 0;
        var states = new ConsentStates(closed);
        return people.Count(p => plan.Purposes.Any(purpose => states.IsOvertaken(p.PhoneId, purpose, p.At)));
    }
}
