using Microsoft.EntityFrameworkCore;
using WaPortal.Core.Data;
using WaPortal.Core.Jobs;
using WaPortal.Core.OptIns.Import;
using WaPortal.Core.Tenancy;

namespace WaPortal.Core.OptIns.Imports;

/// <summary>The dry run of a large list: reads all of it by the plan as it is, and keeps the report. A change of the plan begins it anew.</summary>
public sealed class CheckImportJob : IBackgroundJob
{
    private static readonly TimeSpan ProgressInterval = TimeSpan.FromSeconds(1);

    private readonly PortalDatabase _database;
    private readonly ImportFiles _files;
    private readonly IPortalSignals _signals;
    private readonly TimeProvider _clock;
    private readonly ImportCheck _check;

    public CheckImportJob(PortalDatabase database, TenantKeys tenantKeys, ImportFiles files, IPortalSignals signals, TimeProvider clock)
    {
        (_database, _files, _signals, _clock) = (database, files, signals, clock);
        _check = new ImportCheck(database, tenantKeys, clock);
    }

    /// <inheritdoc />
    public async Task RunAsync(TenantId tenant, Guid subject, CancellationToken token)
    {
        var id = new ListImportId(subject);
        while (await FindAsync(tenant, id, token) is { IsOpen: true, CheckWanted: { } wanted, Plan: { } plan } import && wanted != import.CheckKey && _files.Exists(import))
        {
            // The plan was saved after the check was asked for, or the other way round: what is saved counts.
            var key = ListImport.PlanKey(plan, import.Opening);
            if (!await CheckAsync(import, plan, key, token))
                continue;
            _signals.Publish(tenant, $"import:{subject}");
        }
    }

    private async Task<bool> CheckAsync(ListImport import, ImportPlan plan, string key, CancellationToken token)
    {
        await using var file = _files.Open(import);
        var (reader, _) = ImportReader.Open(file, import.Opening);
        using (reader)
        {
            if (reader is null || plan.Columns.Count != reader.Headers.Count)
                return await SaveAsync(import, i => i.GiveUpCheck(), token);
            try
            {
                var last = _clock.GetTimestamp();
                var (counter, isWhole) = await _check.RunAsync(import.TenantId, reader, plan, int.MaxValue, null, async records =>
                {
                    if (_clock.GetElapsedTime(last) < ProgressInterval)
                        return true;
                    last = _clock.GetTimestamp();
                    var goOn = false;
                    await SaveAsync(import, i =>
                    {
                        goOn = i.Plan is { } now && ListImport.PlanKey(now, i.Opening) == key;
                        i.CheckedSoFar(records);
                    }, token);
                    _signals.Publish(import.TenantId, $"import:{import.Id.Value}");
                    return goOn;
                }, token);
                return isWhole && await SaveAsync(import, i => i.Checked(key, counter.ToReport()), token);
            }
            catch (UnreadableListException)
            {
                // The preview says so in words; there is nothing to check.
                return await SaveAsync(import, i => i.GiveUpCheck(), token);
            }
        }
    }

    private async Task<bool> SaveAsync(ListImport import, Action<ListImport> change, CancellationToken token)
    {
        try
        {
            return await _database.WriteAsync(import.TenantId, async (db, inner) =>
            {
                if (await db.Set<ListImport>().FirstOrDefaultAsync(i => i.Id == import.Id, inner) is not { IsOpen: true } current)
                    return false;
                change(current);
                return true;
            }, token);
        }
        catch (DbUpdateConcurrencyException)
        {
            // It was started or discarded at this moment.
            return false;
        }
    }

    private Task<ListImport?> FindAsync(TenantId tenant, ListImportId id, CancellationToken token) =>
        _database.ReadAsync(tenant, (db, t) => db.Set<ListImport>().FirstOrDefaultAsync(i => i.Id == id, t), token);
}
